/// What a location is opened for.
public enum StorePurpose: Sendable, Hashable {
    /// It must exist.
    case reading
    /// It is made where it does not exist, by the first value that is written.
    case writing
}
