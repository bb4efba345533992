import Testing
import ZarrBase
import ZarrCodecs

/// A subchunk that is left out of a shard is the fill value as the codecs before the shard have changed it.
@Suite struct FillPropagationTests {
    struct Chain: Sendable, CustomTestStringConvertible {
        let codecs: [any ArrayToArrayCodec]
        let dataType: DataType
        let fill: JSONValue
        var testDescription: String { codecs.map(\.v3.name).joined(separator: ", ") + " of \(dataType)" }
    }

    static let chains: [Chain] = [
        Chain(codecs: [ScaleOffsetCodec(offset: 10, scale: 2)], dataType: .int16, fill: 25),
        Chain(codecs: [CastValueCodec(dataType: .float64)], dataType: .int32, fill: -7),
        Chain(
            codecs: [
                ScaleOffsetCodec(offset: 900, scale: 2),
                CastValueCodec(
                    dataType: .int16,
                    scalarMap: CastValueCodec.ScalarMap(encode: [.init("NaN", -1)], decode: [.init(-1, "NaN")])),
            ], dataType: .float64, fill: "NaN"),
        Chain(codecs: [BitRoundCodec(keepBits: 4)], dataType: .float32, fill: 1.5),
        Chain(codecs: [ReshapeCodec(shape: [.axes([0]), .axes([1])])], dataType: .uint8, fill: 3),
        Chain(codecs: [TransposeCodec(order: .axes([1, 0]))], dataType: .uint16, fill: 300),
        Chain(
            codecs: [FixedScaleOffsetCodec(offset: JSONNumber(1000), scale: JSONNumber(10), astype: "<i2")],
            dataType: .float64, fill: 1000.5),
        Chain(codecs: [QuantizeCodec(digits: 2, astype: "<f4")], dataType: .float64, fill: 0.25),
        Chain(codecs: [AsTypeCodec(encodeDtype: "|u1")], dataType: .int64, fill: 200),
    ]

    @Test(arguments: chains)
    func whatIsLeftOutReadsAsFill(_ chain: Chain) throws {
        let fill = try chain.dataType.fillValue(from: chain.fill, dialect: .v3)
        let pipeline = try CodecChain(
            arrayToArray: chain.codecs,
            arrayToBytes: ShardingCodec(subchunkShape: [2, 2], codecs: CodecChain())
        ).bind(ChunkRepresentation(shape: [4, 4], dataType: chain.dataType, fillValue: fill))
        // A shard of nothing but an index, as any writer may leave it: four subchunks, none there, and the checksum.
        var bare = try CodecChain(bytesToBytes: [CRC32CCodec()]).bind(
            ChunkRepresentation(shape: [8], dataType: .uint64, fillValue: .zero(of: .uint64))
        ).encoded([UInt8](repeating: 0xff, count: 64))
        let expected = (0..<16).flatMap { _ in fill.bytes }
        #expect(try pipeline.decodedChunk(bare) == expected)
        #expect(try pipeline.decodedChunk(bare, fromSource: true) == expected)
        // One other element: its subchunk alone is written.
        var one = fill.bytes
        one = try chain.dataType.fillValue(from: chain.dataType == .float64 ? 1000 : 30, dialect: .v3).bytes
        var chunk = expected
        chunk.replaceSubrange(0..<one.count, with: one)
        bare = try pipeline.encoded(chunk)
        #expect(bare.count < 64 + 4 + 2 * 4 * 8)
        let back = try pipeline.decodedChunk(bare)
        #expect(Array(back.dropFirst(one.count)) == Array(expected.dropFirst(one.count)))
    }

    /// Codecs that change elements one by one leave the way to a part of a shard open.
    @Test func partsOfShardsAreReadBehindElementwiseCodecs() throws {
        let pipeline = try CodecChain(
            arrayToArray: [TransposeCodec(order: .axes([1, 0])), ScaleOffsetCodec(offset: 1, scale: 3)],
            arrayToBytes: ShardingCodec(subchunkShape: [2, 2], codecs: CodecChain())
        ).bind(ChunkRepresentation(shape: [4, 6], dataType: .int32, fillValue: FillValue(bytes: [1, 0, 0, 0])))
        #expect(pipeline.readsPartially)
        let whole = try CodecChain(
            arrayToArray: [DeltaCodec(dtype: "<i4")],
            arrayToBytes: ShardingCodec(subchunkShape: [2, 2], codecs: CodecChain())
        ).bind(ChunkRepresentation(shape: [4, 6], dataType: .int32, fillValue: .zero(of: .int32)))
        #expect(!whole.readsPartially)
    }
}
