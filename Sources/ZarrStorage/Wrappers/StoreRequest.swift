public import ZarrBase

/// One request that a store was asked to answer.
public struct StoreRequest: Sendable, Hashable, CustomStringConvertible {
    /// What was asked.
    public enum Kind: String, Sendable, Hashable, CaseIterable {
        /// Bytes of a value.
        case get
        /// The size of a value.
        case size
        /// Which state a value is in.
        case version
        /// A value replaced.
        case set
        /// A value or a prefix erased.
        case erase
        /// Keys listed.
        case list
        /// A value locked against other writers.
        case lock
    }

    /// What was asked.
    public let kind: Kind
    /// The key or prefix, as text; a prefix ends in "/" or is empty.
    public let path: String
    /// The range that was asked for; nil where the request reads nothing.
    public let range: ByteRange?
    /// The bytes that were read or written; nil where there was no such value or nothing to count.
    public let bytes: Int?

    /// A request as a log holds it.
    public init(_ kind: Kind, _ path: String, range: ByteRange? = nil, bytes: Int? = nil) {
        self.kind = kind
        self.path = path
        self.range = range
        self.bytes = bytes
    }

    /// One line, as "get c/0/0 16 bytes".
    public var description: String {
        "\(kind.rawValue) \(path)" + (bytes.map { " \($0) bytes" } ?? "")
    }
}
