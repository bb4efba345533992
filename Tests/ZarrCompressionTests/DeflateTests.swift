import Testing
import ZarrBase
import ZarrCompression

@Suite struct DeflateTests {
    private let gzip = Algorithm.gzip(6)
    private let zlib = Algorithm.zlib(6)

    @Test func severalMembersAndPaddingAreRead() throws {
        let parts: [[UInt8]] = [Sample.smooth.bytes(5000), [], Sample.constant.bytes(100_000), Sample.random.bytes(10)]
        let members: [UInt8] = Array(try parts.map { try gzip.compress($0) }.joined())
        let whole = Array(parts.joined())
        for padding in [0, 1, 512] {
            let stored = members + [UInt8](repeating: 0, count: padding)
            #expect(try gzip.decompress(stored, capacity: whole.count) == whole)
            #expect(try gzip.decompress(stored, limit: whole.count) == whole)
            expectCode(.corruptData) { _ = try gzip.decompress(stored, capacity: whole.count - 1) }
            expectCode(.limitExceeded) { _ = try gzip.decompress(stored, limit: whole.count - 1) }
        }
        let padded = try zlib.compress(whole) + [0, 0, 0]
        #expect(try zlib.decompress(padded, capacity: whole.count) == whole)
    }

    @Test(arguments: [Algorithm.gzip(6), Algorithm.zlib(6)])
    func everyChangedByteOfTheContentsIsFound(algorithm: Algorithm) throws {
        let bytes = Sample.random.bytes(300)
        let compressed = try algorithm.compress(bytes)
        for place in 20..<compressed.count {
            var changed = compressed
            changed[place] ^= 0x10
            expectCode(.corruptData) { _ = try algorithm.decompress(changed, capacity: 300) }
        }
    }

    @Test func aLyingTrailerTakesNoMemory() throws {
        var compressed = try gzip.compress(Sample.constant.bytes(100))
        compressed.replaceSubrange(compressed.count - 4..<compressed.count, with: [0xFF, 0xFF, 0xFF, 0xFF])
        expectCode(.corruptData) { _ = try gzip.decompress(compressed, limit: .max) }
        expectCode(.corruptData) { _ = try gzip.decompress(compressed, capacity: 100) }
    }

    @Test func levelsChangeWithinOneContext() throws {
        let context = CompressionContext()
        let bytes = Sample.smooth.bytes(20_000)
        for level in [9, 1, 0, -1, 9] {
            let found = try Algorithm.gzip(level).compress(bytes, context: context)
            #expect(try found == Algorithm.gzip(level).compress(bytes))
        }
        #expect(try Algorithm.gzip(-1).compress(bytes) == Algorithm.gzip(6).compress(bytes))
    }
}
