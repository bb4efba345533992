public import ZarrIndexing

/// What a read makes of a chunk that is not stored.
///
/// Zarr leaves out chunks that hold nothing but the fill value, so that a chunk which was lost looks like one that was never
/// written. Who knows that an array was written whole, as with ``WriteOptions/storesFillChunks``, lets reads say so.
///
/// A subchunk that a stored shard does not hold is missing, too. Writes are not concerned: what a partial write keeps of a chunk
/// that is not stored is fill.
public enum MissingChunks: Sendable {
    /// Its elements are the fill value. What the specification says, and the only one that costs nothing.
    case fill
    /// The read fails with ``ZarrError/Code/missingChunk``.
    case error
    /// Its elements are the fill value, and each one that a read touches is told once, from whatever thread found it.
    case report(@Sendable (MissingChunk) -> Void)

    var isFill: Bool { if case .fill = self { true } else { false } }
}

/// A chunk that is not stored, or a subchunk that is not in its shard.
public struct MissingChunk: Sendable, Hashable, CustomStringConvertible {
    /// The path of the array.
    public let node: String
    /// The key of the chunk; of a subchunk that of its shard.
    public let key: String
    /// The indices of the chunk or shard in its grid.
    public let indices: [Int]
    /// The elements of the array that are missing with it.
    public let region: Region
    /// Whether the shard is stored, and it is a subchunk that is not in it.
    public let isSubchunk: Bool

    /// One line: the array, the key and the elements.
    public var description: String { "\(node): \(key): \(fact)" }

    var fact: String {
        let ranges = zip(region.origin, region.shape).map { "\($0):\($0 + $1)" }
        let elements = ranges.isEmpty ? "the element" : "elements [\(ranges.joined(separator: ", "))]"
        return isSubchunk
            ? "the shard \(indices) does not hold the subchunk of \(elements)"
            : "the chunk \(indices) of \(elements) is not stored"
    }
}
