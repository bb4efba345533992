/// How a JSON document is laid out.
public enum JSONStyle: Sendable, Hashable {
    /// No white space at all.
    case compact
    /// One element a line, each level indented by that many spaces, as Python's `json.dumps(indent:)` does.
    case indented(Int)
}
