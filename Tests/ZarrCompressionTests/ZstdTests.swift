import Testing
import ZarrBase
import ZarrCompression

@Suite struct ZstdTests {
    private let plain = Algorithm.zstd(3, checksum: false)

    private func declared(_ bytes: [UInt8]) -> Int? { bytes.withUnsafeBytes { Zstd.declaredSize(of: $0) } }

    /// A frame without content size, of a raw block and a run, as RFC 8878, 3.1.1 lays it out.
    private func streamedFrame(_ raw: [UInt8], run: UInt8, _ length: Int) -> [UInt8] {
        func block(_ kind: Int, _ size: Int, last: Int) -> [UInt8] {
            let header = size << 3 | kind << 1 | last
            return [UInt8(header & 0xFF), UInt8(header >> 8 & 0xFF), UInt8(header >> 16)]
        }
        return [0x28, 0xB5, 0x2F, 0xFD, 0x00, 0x70] + block(0, raw.count, last: 0) + raw + block(1, length, last: 1) + [
            run
        ]
    }

    @Test func framesWithoutSizeAreRead() throws {
        let frame = streamedFrame([1, 2, 3], run: 9, 1000)
        let expected: [UInt8] = [1, 2, 3] + [UInt8](repeating: 9, count: 1000)
        #expect(declared(frame) == nil)
        #expect(try plain.decompress(frame, capacity: 1003) == expected)
        #expect(try plain.decompress(frame, limit: 1003) == expected)
        expectCode(.corruptData) { _ = try plain.decompress(frame, capacity: 1002) }
        expectCode(.limitExceeded) { _ = try plain.decompress(frame, limit: 1002) }
    }

    @Test func severalAndSkippableFramesAreRead() throws {
        let skippable: [UInt8] = [0x52, 0x2A, 0x4D, 0x18, 3, 0, 0, 0, 7, 7, 7]
        let first = Sample.smooth.bytes(5000)
        let second = Sample.random.bytes(300)
        let known = try plain.compress(first) + skippable + plain.compress(second)
        #expect(declared(known) == 5300)
        #expect(try plain.decompress(known, capacity: 5300) == first + second)
        #expect(try plain.decompress(known, limit: 5300) == first + second)
        expectCode(.limitExceeded) { _ = try plain.decompress(known, limit: 5299) }
        let mixed = known + streamedFrame(first, run: 1, 10)
        #expect(declared(mixed) == nil)
        #expect(try plain.decompress(mixed, limit: .max) == first + second + first + [UInt8](repeating: 1, count: 10))
    }

    @Test func aLyingSizeTakesNoMemory() throws {
        // An 8-byte content size of 2^62 in front of one small block.
        let frame: [UInt8] =
            [0x28, 0xB5, 0x2F, 0xFD, 0xE0] + [0, 0, 0, 0, 0, 0, 0, 0x40] + [0x09, 0, 0] + [5]
        #expect(declared(frame) == 1 << 62)
        expectCode(.limitExceeded) { _ = try plain.decompress(frame, limit: 1 << 40) }
        expectCode(.corruptData) { _ = try plain.decompress(frame, limit: .max) }
        expectCode(.corruptData) { _ = try plain.decompress(frame, capacity: 100) }
    }

    @Test func aChecksumFindsEveryFlippedBitOfTheContents() throws {
        let checked = Algorithm.zstd(3, checksum: true)
        let bytes = Sample.random.bytes(500)
        let compressed = try checked.compress(bytes)
        for place in compressed.count - 400..<compressed.count {
            var changed = compressed
            changed[place] ^= 1
            expectCode(.corruptData) { _ = try checked.decompress(changed, capacity: 500) }
        }
    }

    @Test func theSettingsOfOneCallDoNotLeakIntoTheNext() throws {
        let context = CompressionContext()
        let bytes = Sample.smooth.bytes(10_000)
        let fresh = try Algorithm.zstd(1, checksum: false).compress(bytes)
        _ = try Algorithm.zstd(19, checksum: true).compress(bytes, context: context)
        #expect(try Algorithm.zstd(1, checksum: false).compress(bytes, context: context) == fresh)
    }
}
