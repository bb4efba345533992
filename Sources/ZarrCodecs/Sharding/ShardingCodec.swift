public import ZarrBase
import ZarrIndexing

/// The `sharding_indexed` array-to-bytes codec: many subchunks in one value, and an index of where each lies.
///
/// - Zarr v3 name: `sharding_indexed`
/// - Specification: <https://zarr-specs.readthedocs.io/en/latest/v3/codecs/sharding-indexed/index.html>
///
/// ## Configuration
/// ```json
/// {"name": "sharding_indexed", "configuration": {
///     "chunk_shape": [32, 32], "codecs": [{"name": "bytes", "configuration": {"endian": "little"}}],
///     "index_codecs": [{"name": "bytes", "configuration": {"endian": "little"}}, {"name": "crc32c"}],
///     "index_location": "end"}}
/// ```
/// The codecs of the subchunks may be sharded again.
public struct ShardingCodec: ArrayToBytesCodec {
    /// What the list of codecs says.
    public static var summary: String { "Many subchunks in one stored value, with an index" }
    /// As they are written.
    public static var fields: [String] { ["chunk_shape", "codecs", "index_codecs", "index_location"] }

    /// The end of a shard at which its index lies.
    public enum IndexLocation: String, Sendable, Hashable {
        /// Before the subchunks.
        case start
        /// Behind the subchunks.
        case end
    }

    /// The shape of a subchunk, in elements.
    public let subchunkShape: [Int]
    /// The codecs of a subchunk.
    public let codecs: CodecChain
    /// The codecs of the index; all of a fixed size.
    public let indexCodecs: CodecChain
    /// Where the index lies.
    public let indexLocation: IndexLocation

    /// A codec for subchunks of this shape.
    public init(
        subchunkShape: [Int], codecs: CodecChain,
        indexCodecs: CodecChain = CodecChain(bytesToBytes: [CRC32CCodec()]), indexLocation: IndexLocation = .end
    ) {
        self.subchunkShape = subchunkShape
        self.codecs = codecs
        self.indexCodecs = indexCodecs
        self.indexLocation = indexLocation
    }

    static func make(_ named: NamedConfiguration, _ catalog: CodecCatalog) throws(ZarrError) -> ShardingCodec {
        let reader = named.reader
        let location = try reader.string("index_location", default: "end")
        guard let indexLocation = IndexLocation(rawValue: location) else {
            throw reader.wrong("index_location", .string(location), "\"start\" or \"end\"")
        }
        return ShardingCodec(
            subchunkShape: try reader.extents("chunk_shape"),
            codecs: try catalog.chain(v3: try reader.list("codecs"), at: "configuration.codecs"),
            indexCodecs: try catalog.chain(v3: try reader.list("index_codecs"), at: "configuration.index_codecs"),
            indexLocation: indexLocation)
    }

    /// With all parameters.
    public var v3: NamedConfiguration {
        NamedConfiguration(
            name,
            [
                "chunk_shape": .array(subchunkShape.map { .number(JSONNumber($0)) }),
                "codecs": .array(codecs.all.map(\.v3.json)),
                "index_codecs": .array(indexCodecs.all.map(\.v3.json)),
                "index_location": .string(indexLocation.rawValue),
            ])
    }
    /// `sharding_indexed`.
    public var name: String { "sharding_indexed" }
    /// Zarr v2 has no shards.
    public var v2: JSONObject? { nil }

    /// - Throws: ``ZarrError/Code/invalidMetadata`` where the subchunks do not tile the shard or the index has no fixed size.
    public func bind(_ decoded: ChunkRepresentation) throws(ZarrError) -> any BoundArrayToBytesCodec {
        guard subchunkShape.count == decoded.shape.count else {
            throw ZarrError(
                .invalidMetadata, "subchunks have \(subchunkShape.count) axes, their shard \(decoded.shape.count)"
            ).at(jsonPath: "configuration.chunk_shape")
        }
        for axis in subchunkShape.indices
        where subchunkShape[axis] < 1 || decoded.shape[axis] % subchunkShape[axis] != 0 {
            throw ZarrError(
                .invalidMetadata,
                "subchunks of \(subchunkShape[axis]) do not tile a shard of \(decoded.shape[axis]) along axis \(axis)",
                hint: "the shard's extent must be a multiple"
            ).at(jsonPath: "configuration.chunk_shape")
        }
        let grid = zip(decoded.shape, subchunkShape).map { $0 / $1 }
        let words = try ChunkRepresentation(
            shape: grid + [2], dataType: .uint64, fillValue: FillValue(bytes: [UInt8](repeating: 0xff, count: 8)))
        let index = try indexCodecs.bind(words)
        guard let indexSize = index.encodedSize else {
            throw ZarrError(
                .invalidMetadata, "the index codecs compress, so that nobody knows the size of the index",
                hint: "use \"bytes\" and \"crc32c\""
            ).at(jsonPath: "configuration.index_codecs")
        }
        return BoundShardingCodec(
            decoded: decoded, grid: grid, subchunks: try codecs.bind(decoded.with(shape: subchunkShape)),
            index: index, indexSize: indexSize, indexLocation: indexLocation)
    }
}

/// A sharding codec that knows its shards; reading and writing are in files of their own.
struct BoundShardingCodec: BoundArrayToBytesCodec {
    let decoded: ChunkRepresentation
    /// The number of subchunks, per axis.
    let grid: [Int]
    var subchunks: CodecPipeline
    let index: CodecPipeline
    let indexSize: Int
    let indexLocation: ShardingCodec.IndexLocation
    /// Whether subchunks that hold nothing but the fill value are stored when a shard is encoded.
    var storesFill = false

    var encodedSize: Int? { nil }
    var isIdentity: Bool { false }

    func encodedSizeLimit(_ limits: DecodingLimits) -> Int {
        let payload = decoded.dataType.isVariableLength ? limits.variableLengthChunkBytes : decoded.byteCount
        // Incompressible subchunks grow by headers and a little; gaps are legal but nobody leaves more than the data.
        guard let twice = try? payload.checkedTimes(2), let limit = try? twice.checkedPlus(encodedOverhead),
            let roomy = try? limit.checkedPlus(1 << 20)
        else { return .max }
        return roomy
    }

    /// The index, and what each subchunk takes beside its elements: more than those where they are few.
    var encodedOverhead: Int {
        let (subchunks, overflow) = grid.reduce(1, *).multipliedReportingOverflow(by: self.subchunks.encodedOverhead)
        let (sum, isLarge) = subchunks.addingReportingOverflow(indexSize)
        return overflow || isLarge ? .max : sum
    }

    func subchunkNumber(_ indices: [Int]) -> Int {
        var number = 0
        for axis in grid.indices { number = number * grid[axis] + indices[axis] }
        return number
    }

    func indices(of subchunkNumber: Int) -> [Int] {
        var rest = subchunkNumber
        var indices = grid
        for axis in grid.indices.reversed() {
            (rest, indices[axis]) = rest.quotientAndRemainder(dividingBy: grid[axis])
        }
        return indices
    }
}
