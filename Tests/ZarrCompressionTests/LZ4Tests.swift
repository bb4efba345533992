import Testing
import ZarrBase
import ZarrCompression

@Suite struct LZ4Tests {
    private let lz4 = Algorithm.lz4(1)

    private func declared(_ bytes: [UInt8]) -> Int? { bytes.withUnsafeBytes { LZ4.declaredSize(of: $0) } }

    @Test func theHeaderIsTheDecodedSize() throws {
        let compressed = try lz4.compress(Sample.smooth.bytes(1000))
        #expect(Array(compressed[..<4]) == [0xE8, 3, 0, 0])
        #expect(declared(compressed) == 1000)
        // As numcodecs writes nothing at all.
        #expect(try lz4.compress([]) == [0, 0, 0, 0, 0])
    }

    @Test func lyingSizesAreRefused() throws {
        let block = Array(try lz4.compress(Sample.smooth.bytes(1000))[4...])
        for header in [
            [0, 0, 0, 0], [0xE7, 3, 0, 0], [0xE9, 3, 0, 0], [0xFF, 0xFF, 0xFF, 0xFF], [0, 0, 0, 0x80],
            [0xFF, 0xFF, 0xFF, 0x7F],
        ] as [[UInt8]] {
            expectCode(.corruptData) { _ = try lz4.decompress(header + block, capacity: 4000) }
            expectCode(.corruptData) { _ = try lz4.decompress(header + block, limit: 4000) }
        }
        #expect(declared([0, 0, 0, 0]) == nil)
        #expect(declared([0xFF, 0xFF, 0xFF, 0xFF, 0]) == nil)
        // 2 GiB cannot come out of three bytes, whatever the limit.
        #expect(declared([0xFF, 0xFF, 0xFF, 0x7F, 0, 0, 0]) == nil)
    }

    @Test func rawBlocksComeBack() throws {
        let context = CompressionContext()
        for sample in Sample.allCases {
            let bytes = sample.bytes(3000)
            var block = [UInt8](repeating: 0, count: try LZ4.blockBound(3000))
            let count = try bytes.withUnsafeBytes { source in
                try block.withUnsafeMutableBytes { target in
                    try LZ4.compressBlock(source, into: target, acceleration: 1, context: context)
                }
            }
            var back = [UInt8](repeating: 0, count: 3000)
            let written = try block[..<count].withUnsafeBytes { source in
                try back.withUnsafeMutableBytes { try LZ4.decompressBlock(source, into: $0) }
            }
            #expect(written == 3000)
            #expect(back == bytes)
        }
    }

    @Test func blocksBeyondTheFormatAreRefused() {
        expectCode(.limitExceeded) { _ = try LZ4.blockBound(0x7E00_0001) }
        expectCode(.limitExceeded) { _ = try LZ4.blockBound(.max) }
        expectCode(.limitExceeded) { _ = try LZ4.blockBound(-1) }
    }

    @Test func aSmallDestinationOfABlockIsAnError() {
        let bytes = Sample.random.bytes(1000)
        var target = [UInt8](repeating: 0, count: 10)
        bytes.withUnsafeBytes { source in
            target.withUnsafeMutableBytes { target in
                expectCode(.limitExceeded) {
                    _ = try LZ4.compressBlock(source, into: target, acceleration: 1, context: CompressionContext())
                }
            }
        }
    }
}
