import Testing
import ZarrBase
import ZarrCompression

/// Our decoder of Blosc buffers beside the library's.
@Suite struct BloscBlocksTests {
    private struct Buffer {
        let algorithm: Algorithm
        let typeSize: Int
        let decoded: [UInt8]
        let encoded: [UInt8]

        init(_ generator: inout SeededGenerator) throws {
            func number(_ range: ClosedRange<Int>) -> Int { Int.random(in: range, using: &generator) }
            let compressors = Blosc.Compressor.allCases.filter(Blosc.isCompressorAvailable)
            let sample = Sample.allCases[number(0...Sample.allCases.count - 1)]
            typeSize = [1, 2, 3, 4, 7, 8, 12, 16, 17, 24][number(0...9)]
            decoded = sample.bytes(number(1...90_000))
            algorithm = .blosc(
                compressors[number(0...compressors.count - 1)], number(0...9),
                Blosc.Shuffle.allCases[number(0...2)], typeSize, blockSize: [0, 128, 500, 4096, 20_000][number(0...4)])
            encoded = try algorithm.compress(decoded)
        }

        func blocks(_ bytes: UnsafeRawBufferPointer) throws -> BloscBlocks {
            try BloscBlocks(Blosc.Header(bytes), prefix: bytes, storedSize: bytes.count)
        }
    }

    @Test(arguments: 0..<4 as Range<UInt64>)
    func blocksAreWhatTheLibraryDecodes(seed: UInt64) throws {
        var generator = SeededGenerator(seed: 0xB10C + seed)
        for round in 0..<150 {
            let buffer = try Buffer(&generator)
            let context = CompressionContext()
            var found = [UInt8](repeating: 0, count: buffer.decoded.count)
            try buffer.encoded.withUnsafeBytes { source in
                let blocks = try buffer.blocks(source)
                try found.withUnsafeMutableBytes { target in
                    for block in (0..<blocks.count).shuffled(using: &generator) {
                        try blocks.decode(
                            block, from: UnsafeRawBufferPointer(rebasing: source[blocks.storedRange(block)]),
                            into: UnsafeMutableRawBufferPointer(rebasing: target[blocks.decodedRange(block)]),
                            context: context)
                    }
                }
            }
            try #require(found == buffer.decoded, "seed \(seed), round \(round): \(buffer.algorithm.name)")
            let items = buffer.decoded.count / buffer.typeSize * buffer.typeSize
            var byLibrary = [UInt8](repeating: 0, count: buffer.decoded.count)
            let written = try buffer.encoded.withUnsafeBytes { source in
                try byLibrary.withUnsafeMutableBytes {
                    let header = try Blosc.Header(source)
                    return try Blosc.items(of: source, start: 0, count: header.decodedSize / header.typeSize, into: $0)
                }
            }
            #expect(written >= items)
            #expect(
                byLibrary[..<written] == found[..<written], "seed \(seed), round \(round): \(buffer.algorithm.name)")
        }
    }

    /// A damaged buffer is an error or other bytes; it reads and writes nothing outside its memory.
    @Test(arguments: 0..<4 as Range<UInt64>)
    func damageIsNoTrap(seed: UInt64) throws {
        var generator = SeededGenerator(seed: 0xDA3A + seed)
        for _ in 0..<150 {
            let buffer = try Buffer(&generator)
            var damaged = buffer.encoded
            for _ in 0...Int.random(in: 0...3, using: &generator) {
                let place = Int.random(in: 0..<min(damaged.count, 200), using: &generator)
                damaged[place] = UInt8.random(in: 0...255, using: &generator)
            }
            if Int.random(in: 0...3, using: &generator) == 0 { damaged.removeLast(damaged.count / 3) }
            do {
                let decoded = try buffer.algorithm.decompress(damaged, capacity: buffer.decoded.count)
                #expect(decoded.count <= buffer.decoded.count)
            } catch let error as ZarrError {
                #expect([.corruptData, .unsupported, .limitExceeded].contains(error.code), "\(error)")
            }
        }
    }
}
