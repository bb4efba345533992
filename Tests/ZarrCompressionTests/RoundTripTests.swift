import Testing
import ZarrBase
import ZarrCompression

@Suite struct RoundTripTests {
    @Test(arguments: Algorithm.all)
    func smallSizesComeBack(algorithm: Algorithm) throws {
        let context = CompressionContext()
        for sample in Sample.allCases {
            for size in [0, 1, 7, 128, 4096] {
                try roundTrip(algorithm, sample, size, context)
            }
        }
    }

    @Test(arguments: Algorithm.usual)
    func aMebibyteComesBack(algorithm: Algorithm) throws {
        let context = CompressionContext()
        for sample in Sample.allCases { try roundTrip(algorithm, sample, 1 << 20, context) }
    }

    private func roundTrip(_ algorithm: Algorithm, _ sample: Sample, _ size: Int, _ context: CompressionContext) throws
    {
        let bytes = sample.bytes(size)
        let compressed = try algorithm.compress(bytes, context: context)
        let comment = Comment(rawValue: "\(algorithm.name), \(sample), \(size) bytes")
        let exact = try algorithm.decompress(compressed, capacity: size, context: context)
        #expect(exact == bytes, comment)
        let roomy = try algorithm.decompress(compressed, capacity: size + 100, context: context)
        #expect(roomy == bytes, comment)
        let grown = try algorithm.decompress(compressed, limit: size, context: context)
        #expect(grown == bytes, comment)
        let free = try algorithm.decompress(compressed, limit: .max, context: context)
        #expect(free == bytes, comment)
    }

    @Test(arguments: Algorithm.usual)
    func oneByteTooFewIsAnError(algorithm: Algorithm) throws {
        let context = CompressionContext()
        for sample in Sample.allCases {
            for size in [1, 7, 4096, 100_000] {
                let bytes = sample.bytes(size)
                let compressed = try algorithm.compress(bytes, context: context)
                #expect(throws: ZarrError.self) {
                    try algorithm.decompress(compressed, capacity: size - 1, context: context)
                }
                let code = #expect(throws: ZarrError.self) {
                    try algorithm.decompress(compressed, limit: size - 1, context: context)
                }?.code
                #expect(code == .limitExceeded, "\(algorithm.name), \(sample), \(size) bytes")
                // A failure leaves nothing behind in the context.
                #expect(try algorithm.decompress(compressed, capacity: size, context: context) == bytes)
            }
        }
    }

    @Test func levelsOutsideAreRefused() {
        for level in [Zstd.levels.lowerBound - 1, 23, .max, .min] {
            expectCode(.invalidArgument) { _ = try Algorithm.zstd(level, checksum: false).compress([1]) }
        }
        for level in [-2, 10, .max, .min] {
            expectCode(.invalidArgument) { _ = try Algorithm.gzip(level).compress([1]) }
            expectCode(.invalidArgument) { _ = try Algorithm.zlib(level).compress([1]) }
        }
        for level in [-1, 10, .max, .min] {
            expectCode(.invalidArgument) { _ = try Algorithm.blosc(.lz4, level, .shuffle, 4).compress([1]) }
        }
    }
}

/// Expects that `body` throws an error of this kind.
func expectCode(
    _ code: ZarrError.Code, sourceLocation: SourceLocation = #_sourceLocation, _ body: () throws -> Void
) {
    let error = #expect(throws: ZarrError.self, sourceLocation: sourceLocation) { try body() }
    #expect(error?.code == code, sourceLocation: sourceLocation)
}
