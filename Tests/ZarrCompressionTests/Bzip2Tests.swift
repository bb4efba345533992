import Testing
import ZarrBase
import ZarrCompression

@Suite struct Bzip2Tests {
    private let bzip2 = Algorithm.bzip2(1)

    @Test func severalStreamsAndPaddingAreRead() throws {
        let parts: [[UInt8]] = [Sample.smooth.bytes(5000), [], Sample.constant.bytes(300_000), Sample.random.bytes(10)]
        let whole = Array(parts.joined())
        let stored: [UInt8] = Array(try parts.map { try bzip2.compress($0) }.joined()) + [0, 0, 0]
        #expect(try bzip2.decompress(stored, capacity: whole.count) == whole)
        #expect(try bzip2.decompress(stored, limit: whole.count) == whole)
        expectCode(.corruptData) { _ = try bzip2.decompress(stored, capacity: whole.count - 1) }
        expectCode(.limitExceeded) { _ = try bzip2.decompress(stored, limit: whole.count - 1) }
    }

    @Test func everyChangedByteOfTheContentsIsFound() throws {
        let bytes = Sample.random.bytes(300)
        let compressed = try bzip2.compress(bytes)
        for place in 4..<compressed.count - 4 {
            var changed = compressed
            changed[place] ^= 0x10
            #expect(throws: ZarrError.self) { try bzip2.decompress(changed, capacity: 300) }
        }
    }

    @Test func levelsOutsideAreRefused() {
        for level in [0, 10, -1, .max, .min] {
            expectCode(.invalidArgument) { _ = try Algorithm.bzip2(level).compress([1]) }
        }
    }
}
