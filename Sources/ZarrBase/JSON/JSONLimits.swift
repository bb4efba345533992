/// What a document may ask of its reader.
public struct JSONLimits: Sendable {
    /// How deep arrays and objects may nest.
    public var maxDepth: Int
    /// How many bytes a document may have, or nil for no limit. A value takes up to some 16 times its document's size.
    public var maxBytes: Int?

    /// 256 levels and 256 MiB.
    public static let standard = JSONLimits()

    /// Sets limits.
    ///
    /// - Parameter maxDepth: values nested deeper than the standard are read without recursion, yet comparing, writing
    ///   and freeing them recurses, so a small thread stack bounds it.
    public init(maxDepth: Int = 256, maxBytes: Int? = 256 << 20) {
        self.maxDepth = maxDepth
        self.maxBytes = maxBytes
    }
}
