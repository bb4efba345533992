/// How values are written out.
public enum ValueFormat: String, Sendable, Hashable, CaseIterable {
    /// Rows of comma-separated values.
    case csv
    /// Nested lists.
    case json
    /// What NumPy loads.
    case npy
    /// Elements in C order in the byte order of the machine.
    case raw
    /// As NumPy prints, abbreviated where there are more than 1000 elements.
    case text
}
