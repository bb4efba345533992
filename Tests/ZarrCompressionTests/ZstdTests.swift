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

    private func prefix(
        _ frame: [UInt8], of size: Int, _ count: Int, _ context: CompressionContext = .init()
    ) throws -> [UInt8]? {
        var output = [UInt8](repeating: 0xEE, count: count)
        let isDone = try frame.withUnsafeBytes { frame in
            try output.withUnsafeMutableBytes {
                try Zstd.decompressPrefix(frame, of: size, into: $0, context: context)
            }
        }
        return isDone ? output : nil
    }

    @Test(arguments: Sample.allCases) func aPrefixIsTheBeginningOfTheWhole(sample: Sample) throws {
        let context = CompressionContext()
        var random = SeededGenerator(seed: 77)
        for size in [1, 200, 128 << 10, 700_001] {
            let bytes = sample.bytes(size)
            let frame = try plain.compress(bytes)
            for count in [0, 1, size / 2, size - 1, size]
                + (0..<8).map({ _ in Int.random(in: 0...size, using: &random) })
            {
                let found = try prefix(frame, of: size, count, context)
                #expect(found == Array(bytes[..<count]), "\(count) of \(size), seed 77")
            }
            // What was left of a frame is not taken for the beginning of the next one.
            #expect(try plain.decompress(frame, capacity: size, context: context) == bytes)
        }
    }

    @Test func whatIsNotOneHonestFrameWithoutChecksumHasNoPrefix() throws {
        let bytes = Sample.smooth.bytes(300_000)
        let frame = try plain.compress(bytes)
        #expect(try prefix(frame, of: 300_000, 10) != nil)
        #expect(try prefix(frame, of: 299_999, 10) == nil)
        #expect(try prefix(frame + frame, of: 600_000, 10) == nil)
        #expect(try prefix(Array(frame.dropLast()), of: 300_000, 10) == nil)
        #expect(try prefix([], of: 0, 0) == nil)
        #expect(try prefix(Algorithm.zstd(3, checksum: true).compress(bytes), of: 300_000, 10) == nil)
        #expect(try prefix(streamedFrame([1, 2, 3], run: 9, 1000), of: 1003, 10) == nil)
    }

    @Test func changedFramesDoNoHarm() throws {
        let bytes = Sample.smooth.bytes(3000)
        let frame = try plain.compress(bytes)
        let context = CompressionContext()
        for bit in 0..<frame.count * 8 {
            var changed = frame
            changed[bit / 8] ^= 1 << UInt8(bit % 8)
            _ = try prefix(changed, of: 3000, 2000, context)
            #expect(try plain.decompress(frame, capacity: 3000, context: context) == bytes)
        }
    }
}
