import Foundation
import Testing
import ZarrBase
import ZarrCodecs
import ZarrStorage

/// The subchunks of a shard in a file: what one more of them costs, and what the whole costs beside.
@Suite(.enabled(if: AllocationCount.isAvailable)) struct ShardDecodingTests {
    struct Case: CustomTestStringConvertible {
        let chain: CodecChain
        /// The allocations of a subchunk: the list of its strides, and of blosc the places of its blocks.
        let each: Double

        var testDescription: String { chain.all.map(\.v3.name).joined(separator: ", ") }
    }

    static let cases = [
        Case(chain: CodecChain(), each: 1.1),
        Case(chain: CodecChain(bytesToBytes: [ZstdCodec(level: 1)]), each: 1.1),
        Case(chain: CodecChain(bytesToBytes: [GzipCodec(level: 1), CRC32CCodec()]), each: 1.1),
        Case(chain: CodecChain(bytesToBytes: [BloscCodec(compressor: "zstd", level: 1, shuffle: .byte)]), each: 12.1),
    ]

    @Test(arguments: cases) func aSubchunkTakesAFewAllocations(test: Case) throws {
        let directory = FileManager.default.temporaryDirectory.appendingPathComponent("shards-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: directory) }
        let store = try FileSystemStore(root: directory.path, durability: .none)
        let chain = CodecChain(arrayToBytes: ShardingCodec(subchunkShape: [8, 8, 8], codecs: test.chain))
        let key = try StoreKey("shard")
        /// The allocations of a shard of that edge.
        func decoding(edge: Int, byRows: Bool) throws -> Int {
            let shard = try TestPipeline(chain, edge: edge)
            try store.replace(key, [UnsafeRawBufferPointer(shard.encoded.bytes)])
            let source = try #require(try store.source(for: key))
            return try shard.decoding(source, shard.part, into: byRows ? shard.rows : shard.target)
        }
        for byRows in [false, true] {
            // 64 and 512 subchunks.
            let (small, large) = (try decoding(edge: 32, byRows: byRows), try decoding(edge: 64, byRows: byRows))
            let each = Double(large - small) / 448
            #expect(each <= (AllocationCount.isOptimized ? test.each : 60))
        }
    }
}
