/// When elements that are appended come to be seen.
public enum AppendMode: String, Sendable, Hashable, CaseIterable {
    /// Each appender reserves its range by growing the array, and writes then: any number may append at the same time.
    /// Readers may see fill until the data is there, and a crash leaves fill.
    case shared
    /// One appender at a time writes its data and grows the array then: no reader ever sees a length without its data, and
    /// a crash leaves the array as it was. The next one that grows the array clears what a killed appender left behind.
    case published
}
