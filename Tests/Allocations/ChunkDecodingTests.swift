import Testing
import ZarrBase
import ZarrCodecs

/// A worker that has decoded a chunk decodes the next one without asking for memory, but for a list or two.
@Suite(.enabled(if: AllocationCount.isAvailable)) struct ChunkDecodingTests {
    struct Case: CustomTestStringConvertible {
        let chain: CodecChain
        /// The allocations of a chunk, whatever its size: decoded to where it belongs, and put there by rows.
        let inPlace: Int
        let byRows: Int

        var testDescription: String { chain.all.map(\.v3.name).joined(separator: ", ") }
    }

    static let cases = [
        Case(chain: CodecChain(), inPlace: 1, byRows: 1),
        Case(chain: CodecChain(arrayToBytes: BytesCodec(endian: .big)), inPlace: 1, byRows: 1),
        Case(chain: CodecChain(arrayToArray: [TransposeCodec(order: .axes([2, 1, 0]))]), inPlace: 6, byRows: 6),
        Case(chain: CodecChain(bytesToBytes: [CRC32CCodec()]), inPlace: 1, byRows: 1),
        Case(chain: CodecChain(bytesToBytes: [ZstdCodec(level: 1)]), inPlace: 0, byRows: 1),
        Case(chain: CodecChain(bytesToBytes: [GzipCodec(level: 1)]), inPlace: 0, byRows: 1),
        Case(chain: CodecChain(bytesToBytes: [ZlibCodec(level: 1)]), inPlace: 0, byRows: 1),
        Case(chain: CodecChain(bytesToBytes: [LZ4Codec()]), inPlace: 0, byRows: 1),
        Case(
            chain: CodecChain(bytesToBytes: [ShuffleCodec(elementSize: 4), ZstdCodec(level: 1), CRC32CCodec()]),
            inPlace: 1, byRows: 2),
    ]

    @Test(arguments: cases) func aChunkOfAnySizeTakesTheSameFewAllocations(test: Case) throws {
        let small = try TestPipeline(test.chain, edge: 16)
        let large = try TestPipeline(test.chain, edge: 96)
        let inPlace = try large.decoding(large.part, into: large.target)
        let byRows = try large.decoding(large.part, into: large.rows)
        let box = try large.decoding(large.box, into: large.rows)
        #expect(try small.decoding(small.part, into: small.target) == inPlace)
        #expect(try small.decoding(small.part, into: small.rows) == byRows)
        #expect(try small.decoding(small.box, into: small.rows) == box)
        #expect(inPlace <= (AllocationCount.isOptimized ? test.inPlace : 30))
        #expect(byRows <= (AllocationCount.isOptimized ? test.byRows : 30))
        #expect(box <= (AllocationCount.isOptimized ? test.byRows : 30))
    }

    /// Blosc's blocks are decoded one by one: none costs more than the lists that say where its elements go.
    @Test(arguments: [
        BloscCodec(compressor: "lz4", level: 5, shuffle: .byte),
        BloscCodec(compressor: "zstd", level: 5, shuffle: .byte),
        BloscCodec(compressor: "zstd", level: 5, shuffle: .bit),
        BloscCodec(compressor: "zlib", level: 1, shuffle: BloscCodec.Shuffle.none),
    ])
    func aBlockTakesAFewAllocations(codec: BloscCodec) throws {
        let chain = CodecChain(bytesToBytes: [codec])
        let small = try TestPipeline(chain, edge: 16)
        let large = try TestPipeline(chain, edge: 128)
        let blocks = large.blockCount - small.blockCount
        try #require(blocks > 8)
        let isOptimized = AllocationCount.isOptimized
        let inPlace =
            try large.decoding(large.part, into: large.target) - small.decoding(small.part, into: small.target)
        #expect(inPlace <= blocks * (isOptimized ? 2 : 10) + 8)
        let byRows = try large.decoding(large.part, into: large.rows) - small.decoding(small.part, into: small.rows)
        #expect(byRows <= blocks * (isOptimized ? 9 : 24) + 8)
        let box = try large.decoding(large.box, into: large.rows) - small.decoding(small.box, into: small.rows)
        #expect(box <= blocks * (isOptimized ? 9 : 24) + 8)
    }
}

extension TestPipeline {
    /// The number of blocks that the header of a blosc buffer tells.
    fileprivate var blockCount: Int {
        let bytes = encoded.bytes
        let size = Int(UInt32(littleEndian: bytes.loadUnaligned(fromByteOffset: 4, as: UInt32.self)))
        let blockSize = Int(UInt32(littleEndian: bytes.loadUnaligned(fromByteOffset: 8, as: UInt32.self)))
        return blockSize == 0 ? 0 : (size + blockSize - 1) / blockSize
    }
}
