public import ZarrBase

/// The `n5_default` array-to-bytes codec: blocks of N5 in its default mode, each with its own shape in front.
///
/// - Zarr v3 name: `n5_default`
/// - Specification: <https://github.com/zarr-developers/zarr-extensions/tree/main/codecs/n5_default>
///
/// ## Configuration
/// ```json
/// {"name": "n5_default", "configuration": {"codecs": [
///   {"name": "transpose", "configuration": {"order": [1, 0]}},
///   {"name": "bytes", "configuration": {"endian": "big"}},
///   {"name": "zstd", "configuration": {"level": 3}}
/// ]}}
/// ```
/// A block that is smaller than the chunk is filled up by the fill value, a larger one is cut. Whole chunks are written.
public struct N5DefaultCodec: ArrayToBytesCodec {
    /// What the list of codecs says.
    public static var summary: String { "Blocks of N5, each with its own shape" }
    /// As they are written.
    public static var fields: [String] { ["codecs"] }

    /// The codecs of the block behind its header: a full transposition, big-endian bytes, at most one from bytes to bytes.
    public let codecs: CodecChain

    /// A codec whose blocks are compressed by this codec.
    public init(compressor: (any BytesToBytesCodec)? = nil) {
        codecs = CodecChain(
            arrayToArray: [TransposeCodec(order: .reversed)], arrayToBytes: BytesCodec(endian: .big),
            bytesToBytes: compressor.map { [$0] } ?? [])
    }

    private init(codecs: CodecChain) { self.codecs = codecs }

    static func make(_ named: NamedConfiguration, _ catalog: CodecCatalog) throws(ZarrError) -> N5DefaultCodec {
        let path = "configuration.codecs"
        let chain = try catalog.chain(v3: try named.reader.list("codecs"), at: path)
        guard chain.arrayToArray.count == 1, chain.arrayToArray[0] is TransposeCodec,
            let bytes = chain.arrayToBytes as? BytesCodec, bytes.endian != .little, chain.bytesToBytes.count <= 1
        else {
            let names = chain.all.map { "\"\($0.v3.name)\"" }.joined(separator: ", ")
            throw ZarrError(
                .invalidMetadata, "an N5 block is not coded by \(names)",
                hint: "\"transpose\", \"bytes\" with endian \"big\", and at most one codec from bytes to bytes"
            ).at(jsonPath: path)
        }
        return N5DefaultCodec(codecs: chain)
    }

    /// With the codecs.
    public var v3: NamedConfiguration {
        NamedConfiguration("n5_default", ["codecs": .array(codecs.all.map(\.v3.json))])
    }
    /// Zarr v2 has no such codec.
    public var v2: JSONObject? { nil }

    /// The codec as Zarr v3 wants it: with the order of so many axes spelled out, no byte order for single bytes.
    package func settled(for representation: ChunkRepresentation, bytesToBytes: [any BytesToBytesCodec])
        -> N5DefaultCodec
    {
        let axes = Array(representation.shape.indices.reversed())
        return N5DefaultCodec(
            codecs: CodecChain(
                arrayToArray: [TransposeCodec(order: .axes(axes))],
                arrayToBytes: BytesCodec(endian: representation.dataType.layout.hasByteOrder ? .big : nil),
                bytesToBytes: bytesToBytes))
    }

    /// - Throws: ``ZarrError/Code/unsupported`` for types that N5 does not have, ``ZarrError/Code/invalidMetadata`` for
    ///   another transposition than the full one.
    public func bind(_ decoded: ChunkRepresentation) throws(ZarrError) -> any BoundArrayToBytesCodec {
        try N5BlockCodec.requireNumbers(decoded)
        if let transpose = codecs.arrayToArray.first as? TransposeCodec {
            let order = transpose.permutation(rank: decoded.shape.count)
            guard order == decoded.shape.indices.reversed() else {
                throw ZarrError(
                    .invalidMetadata,
                    "an N5 block has its axes in the order \(order), which does not reverse all of them"
                ).at(jsonPath: "configuration.codecs[0]")
            }
        }
        return BoundN5Block(
            decoded: decoded, codecs: codecs, whole: try codecs.bind(decoded), order: .asInChunk, takesCounts: false)
    }
}
