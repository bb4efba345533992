import Testing
import ZarrBase
import ZarrCompression

@Suite struct BloscTests {
    private static let usual = Algorithm.blosc(.lz4, 5, .shuffle, 4, blockSize: 4096)

    private func header(_ bytes: [UInt8]) throws -> Blosc.Header { try bytes.withUnsafeBytes { try Blosc.Header($0) } }

    @Test func theHeaderSaysWhatWasAskedFor() throws {
        let compressed = try Self.usual.compress(Sample.smooth.bytes(100_000))
        let found = try header(Array(compressed[..<16]))
        #expect(found.decodedSize == 100_000)
        #expect(found.storedSize == compressed.count)
        #expect(found.typeSize == 4)
        #expect(found.shuffle == .shuffle)
        #expect(found.compressor == .lz4)
        #expect(!found.isCopy)
        compressed.withUnsafeBytes {
            #expect(Blosc.declaredSize(of: $0) == 100_000)
            #expect(Blosc.blockSize(of: $0) == found.blockSize)
        }
        let copy = try header(Self.usual.compress(Sample.random.bytes(1000)))
        #expect(copy.isCopy)
        #expect(copy.storedSize == 1016)
    }

    @Test(arguments: Blosc.Compressor.allCases.filter(Blosc.isCompressorAvailable), Blosc.Shuffle.allCases)
    func itemsAreThoseOfTheWhole(compressor: Blosc.Compressor, shuffle: Blosc.Shuffle) throws {
        var generator = SeededGenerator(seed: 7)
        for (sample, typeSize) in [(Sample.smooth, 4), (.random, 4), (.smooth, 3), (.constant, 8)] {
            let bytes = sample.bytes(60_000)
            let algorithm = Algorithm.blosc(compressor, 5, shuffle, typeSize, blockSize: 5000)
            let compressed = try algorithm.compress(bytes)
            let count = bytes.count / typeSize
            var ranges = [0..<count, 0..<0, count..<count, count - 1..<count, 0..<1]
            for _ in 0..<30 {
                let ends = (Int(generator.next() % UInt64(count)), Int(generator.next() % UInt64(count)))
                ranges.append(min(ends.0, ends.1)..<max(ends.0, ends.1))
            }
            for range in ranges {
                let found = try items(compressed, range.lowerBound, range.count, capacity: range.count * typeSize)
                #expect(
                    found == Array(bytes[range.lowerBound * typeSize..<range.upperBound * typeSize]),
                    "\(algorithm.name), items \(range)")
            }
        }
    }

    private func items(_ bytes: [UInt8], _ start: Int, _ count: Int, capacity: Int) throws -> [UInt8] {
        var memory = [UInt8](repeating: 0xA5, count: capacity + 16)
        let written = try bytes.withUnsafeBytes { source in
            try memory.withUnsafeMutableBytes { target in
                try Blosc.items(
                    of: source, start: start, count: count,
                    into: UnsafeMutableRawBufferPointer(rebasing: target[..<capacity]))
            }
        }
        #expect(memory[capacity...].allSatisfy { $0 == 0xA5 })
        return Array(memory[..<written])
    }

    @Test func itemsOutsideAreErrors() throws {
        let compressed = try Self.usual.compress(Sample.smooth.bytes(4000))
        for (start, count) in [(-1, 1), (0, -1), (0, 1001), (1000, 1), (1001, 0), (.max, 1), (1, .max), (.min, .max)] {
            expectCode(.corruptData) { _ = try items(compressed, start, count, capacity: 8000) }
        }
        expectCode(.invalidArgument) { _ = try items(compressed, 0, 1000, capacity: 3999) }
        expectCode(.corruptData) { _ = try items(Array(compressed.dropLast()), 0, 1, capacity: 8) }
    }

    @Test func lyingHeadersAreRefused() throws {
        let bytes = Sample.smooth.bytes(40_000)
        let compressed = try Self.usual.compress(bytes)
        func changed(_ place: Int, _ value: Int32) -> [UInt8] {
            var copy = compressed
            withUnsafeBytes(of: value.littleEndian) { copy.replaceSubrange(place..<place + 4, with: $0) }
            return copy
        }
        for value in [0, 1, -1, 39_999, 40_001, 1 << 30, .max, .min] as [Int32] {
            // The decoded size: what it can lead to is an error or, for 0, nothing.
            let decoded = try? Self.usual.decompress(changed(4, value), capacity: 40_000)
            #expect(decoded == nil || decoded == [])
            // The stored size.
            expectCode(.corruptData) { _ = try Self.usual.decompress(changed(12, value), capacity: 40_000) }
        }
        for value in [0, -1, 40_001, .max, .min, 1] as [Int32] {
            expectCode(.corruptData) { _ = try Self.usual.decompress(changed(8, value), capacity: 40_000) }
            expectCode(.corruptData) { _ = try items(changed(8, value), 0, 100, capacity: 400) }
        }
        expectCode(.limitExceeded) { _ = try Self.usual.decompress(compressed, limit: 39_999) }
    }

    @Test func otherVersionsAndCompressorsAreNamed() throws {
        var compressed = try Self.usual.compress(Sample.smooth.bytes(4000))
        compressed[0] = 5
        expectCode(.unsupported) { _ = try Self.usual.decompress(compressed, capacity: 4000) }
        compressed[0] = 2
        compressed[2] = compressed[2] & 0x1F | 7 << 5
        expectCode(.corruptData) { _ = try Self.usual.decompress(compressed, capacity: 4000) }
        compressed[2] = compressed[2] & 0x1F | 2 << 5
        if !Blosc.isCompressorAvailable(.snappy) {
            let error = #expect(throws: ZarrError.self) { try Self.usual.decompress(compressed, capacity: 4000) }
            #expect(error?.code == .unsupported)
            #expect(error?.message.contains("snappy") == true)
            expectCode(.unsupported) { _ = try Algorithm.blosc(.snappy, 5, .shuffle, 4).compress([1, 2, 3]) }
        }
    }

    @Test func parametersOutsideAreRefused() {
        for typeSize in [0, -1, .min] {
            expectCode(.invalidArgument) { _ = try Algorithm.blosc(.lz4, 5, .shuffle, typeSize).compress([1]) }
        }
        for blockSize in [-1, .min, .max] {
            expectCode(.invalidArgument) {
                _ = try Algorithm.blosc(.lz4, 5, .shuffle, 4, blockSize: blockSize).compress([1])
            }
        }
    }

    @Test func sourcesBeyondTheFormatAreRefused() throws {
        // Never touched, so the pages never come to be.
        let block = try MemoryBlock(count: Blosc.largestSource + 1)
        expectCode(.limitExceeded) {
            try Blosc.compress(
                UnsafeRawBufferPointer(block.bytes), into: ScratchBuffer(), compressor: .lz4, level: 5,
                shuffle: .shuffle, typeSize: 4, context: CompressionContext())
        }
    }
}
