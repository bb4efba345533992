public import ZarrBase
public import ZarrCodecs
public import ZarrIndexing

/// What a format says of an array, in neutral terms: to convert is to read with one format and write with another.
public struct ArrayDescription: Sendable {
    /// The format that it was read with or is to be written with.
    public var format: FormatIdentifier
    /// The extents.
    public var shape: [Int]
    /// How the array is cut into stored values.
    public var chunkGrid: ChunkGrid { didSet { shared = nil } }
    /// How the keys of the values are written.
    public var chunkKeyEncoding: ChunkKeyEncoding
    /// The type of the elements.
    public var dataType: DataType { didSet { shared = nil } }
    /// What elements hold that were never written.
    public var fillValue: FillValue { didSet { shared = nil } }
    /// The codecs of a stored value.
    public var codecs: CodecChain { didSet { shared = nil } }
    /// The attributes; nil where they are in a document of their own that was not read.
    public var attributes: JSONObject?
    /// The names of the axes.
    public var dimensionNames: [String?]?
    /// The document as it was read: a rewrite changes what has changed and keeps the rest, also what nobody here knows.
    public var document: JSONObject
    /// Remarks about odd but readable metadata.
    public var warnings: [String]
    /// What arrays that say the same in all that their codecs are bound to have together; nil for one that stands alone.
    var shared: SharedPipeline?

    /// A description.
    public init(
        format: FormatIdentifier, shape: [Int], chunkGrid: ChunkGrid, chunkKeyEncoding: ChunkKeyEncoding,
        dataType: DataType, fillValue: FillValue, codecs: CodecChain, attributes: JSONObject? = [:],
        dimensionNames: [String?]? = nil, document: JSONObject = [:], warnings: [String] = []
    ) {
        self.format = format
        self.shape = shape
        self.chunkGrid = chunkGrid
        self.chunkKeyEncoding = chunkKeyEncoding
        self.dataType = dataType
        self.fillValue = fillValue
        self.codecs = codecs
        self.attributes = attributes
        self.dimensionNames = dimensionNames
        self.document = document
        self.warnings = warnings
    }

    /// The shape of a stored value, of a shard where the array is sharded; the largest extents where values differ in shape.
    public var chunkShape: [Int] { chunkGrid.largestChunkShape }

    /// The codec that makes shards, where the array is sharded.
    public var sharding: ShardingCodec? { codecs.arrayToBytes as? ShardingCodec }

    /// The shape of a shard; nil where the array is not sharded.
    public var shardShape: [Int]? { sharding == nil ? nil : chunkShape }

    /// The shape of a subchunk; nil where the array is not sharded, or axes are transposed before it is.
    public var subchunkShape: [Int]? { codecs.arrayToArray.isEmpty ? sharding?.subchunkShape : nil }

    /// The codecs of the smallest part that is read alone: of a subchunk where the array is sharded.
    public var innerCodecs: CodecChain {
        sharding?.codecs ?? (codecs.arrayToBytes as? N5BlockCodec)?.codecs(for: dataType) ?? codecs
    }

    /// The codecs of what holds no shards in turn.
    package var innermostCodecs: CodecChain {
        var chain = innerCodecs
        while let sharding = chain.arrayToBytes as? ShardingCodec { chain = sharding.codecs }
        return chain
    }

    /// Whether chunks at the edge may be stored without what lies past the array.
    public var mayTruncateEdges: Bool { (codecs.arrayToBytes as? N5BlockCodec)?.content == .elements }

    /// Takes in attributes that were read later, and the names of axes that xarray keeps among them in Zarr v2 and N5.
    public mutating func setLoadedAttributes(_ attributes: JSONObject) {
        self.attributes = attributes
        if format != .zarr3 { dimensionNames = V2Format.dimensionNames(in: attributes, rank: shape.count) }
    }
}
