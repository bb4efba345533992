public import Zarr

/// What a copy is to be. Whatever is nil stays as it is in the source.
public struct CopyOptions: Sendable {
    /// The format of the metadata.
    public var format: FormatIdentifier?
    /// The shape of the chunks; in a hierarchy that of all arrays of as many axes.
    public var chunks: [Int]?
    /// The shape of the shards; in a hierarchy that of all arrays of as many axes.
    public var shards: [Int]?
    /// The codecs of all arrays.
    public var codecs: [CodecChoice]?
    /// Whether images of several resolutions are described by the convention of the new format, too, where one of the formats is
    /// N5.
    public var mapsMultiscales = true
    /// Whether a node at the destination is deleted first.
    public var overwrite: Bool
    /// About how many bytes of elements are in memory at a time, unless one chunk takes more, or a shard in a store that takes
    /// values only as a whole.
    public var budget: Int

    /// Options with their usual values.
    public init(
        format: FormatIdentifier? = nil, chunks: [Int]? = nil, shards: [Int]? = nil, codecs: [CodecChoice]? = nil,
        overwrite: Bool = false, budget: Int = 64 << 20
    ) {
        self.format = format
        self.chunks = chunks
        self.shards = shards
        self.codecs = codecs
        self.overwrite = overwrite
        self.budget = budget
    }
}
