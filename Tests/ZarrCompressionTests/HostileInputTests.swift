import Testing
import ZarrBase
import ZarrCompression

@Suite struct HostileInputTests {
    @Test(arguments: Algorithm.usual)
    func everyTruncationIsFound(algorithm: Algorithm) throws {
        let context = CompressionContext()
        for sample in Sample.allCases {
            let bytes = sample.bytes(1000)
            let compressed = try algorithm.compress(bytes, context: context)
            for count in 0..<compressed.count {
                let torn = Array(compressed[..<count])
                expectCode(.corruptData) { _ = try algorithm.decompress(torn, capacity: 1000, context: context) }
                // libdeflate reads zeros behind the end, so a torn stream may also run into the limit.
                let code = #expect(throws: ZarrError.self) {
                    try algorithm.decompress(torn, limit: 1000, context: context)
                }?.code
                #expect(code == .corruptData || code == .limitExceeded, "\(algorithm.name), \(count) bytes")
            }
        }
    }

    @Test(arguments: Algorithm.usual)
    func trailingBytesAreFound(algorithm: Algorithm) throws {
        let compressed = try algorithm.compress(Sample.smooth.bytes(1000))
        for garbage in [[1], [7, 7, 7, 7], [UInt8](repeating: 0xFF, count: 100)] as [[UInt8]] {
            expectCode(.corruptData) { _ = try algorithm.decompress(compressed + garbage, capacity: 4000) }
            expectCode(.corruptData) { _ = try algorithm.decompress(compressed + garbage, limit: 4000) }
        }
    }

    /// A changed stream may decode to other bytes where it has no checksum; it must not write outside, trap or hang.
    @Test(arguments: Algorithm.usual)
    func flippedBitsDoNoHarm(algorithm: Algorithm) throws {
        let context = CompressionContext()
        for sample in Sample.allCases {
            let bytes = sample.bytes(600)
            let compressed = try algorithm.compress(bytes, context: context)
            for bit in 0..<compressed.count * 8 {
                var changed = compressed
                changed[bit / 8] ^= 1 << UInt8(bit % 8)
                tryBoth(algorithm, changed, context)
            }
        }
    }

    @Test(arguments: Algorithm.usual, [1, 2, 3] as [UInt64])
    func randomChangesDoNoHarm(algorithm: Algorithm, seed: UInt64) throws {
        var generator = SeededGenerator(seed: seed)
        let context = CompressionContext()
        for round in 0..<400 {
            let sample = Sample.allCases[round % 3]
            var changed = try algorithm.compress(sample.bytes(Int(generator.next() % 5000)), context: context)
            for _ in 0..<1 + generator.next() % 8 where !changed.isEmpty {
                let place = Int(generator.next() % UInt64(changed.count))
                switch generator.next() % 4 {
                case 0: changed[place] = UInt8(truncatingIfNeeded: generator.next())
                case 1: changed.remove(at: place)
                case 2: changed.insert(UInt8(truncatingIfNeeded: generator.next()), at: place)
                default: for near in place..<min(place + 4, changed.count) { changed[near] = 0xFF }
                }
            }
            tryBoth(algorithm, changed, context)
        }
    }

    @Test(arguments: Algorithm.usual)
    func noiseIsRefused(algorithm: Algorithm) throws {
        let context = CompressionContext()
        for size in [0, 1, 3, 4, 15, 16, 17, 64, 1000] {
            for seed in 1...20 as ClosedRange<UInt64> {
                tryBoth(algorithm, Sample.random.bytes(size, seed: seed), context)
            }
            // Zeros are an empty stream to some of the older formats, never data.
            let zeros = [UInt8](repeating: 0, count: size)
            let decoded = (try? algorithm.decompress(zeros, limit: 1000, context: context)) ?? []
            #expect(decoded.isEmpty, "\(algorithm.name), \(size) zeros")
        }
    }

    private func tryBoth(_ algorithm: Algorithm, _ bytes: [UInt8], _ context: CompressionContext) {
        let known: Set<ZarrError.Code> = [.corruptData, .limitExceeded, .unsupported]
        do {
            _ = try algorithm.decompress(bytes, capacity: 5000, context: context)
        } catch {
            let code = (error as? ZarrError)?.code
            #expect(code.map(known.contains) == true, "\(algorithm.name): \(error)")
        }
        do {
            _ = try algorithm.decompress(bytes, limit: 5000, context: context)
        } catch {
            let code = (error as? ZarrError)?.code
            #expect(code.map(known.contains) == true, "\(algorithm.name): \(error)")
        }
    }
}
