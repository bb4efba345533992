import Testing
import ZarrBase
import ZarrCompression

@Suite struct LZMATests {
    private let bytes = Sample.smooth.bytes(20_000)

    @Test func severalStreamsAndPaddingAreRead() throws {
        let other = Sample.random.bytes(100)
        for format in [LZMA.Format.xz, .alone] {
            let algorithm = Algorithm.lzma(format, preset: 0)
            let stored = try algorithm.compress(bytes) + algorithm.compress(other) + [0, 0, 0, 0]
            #expect(try algorithm.decompress(stored, capacity: 20_100) == bytes + other)
            #expect(try algorithm.decompress(stored, limit: 20_100) == bytes + other)
            expectCode(.corruptData) { _ = try algorithm.decompress(stored, capacity: 20_099) }
            expectCode(.limitExceeded) { _ = try algorithm.decompress(stored, limit: 20_099) }
        }
    }

    @Test func checksFindWhatWasChanged() throws {
        for check in [1, 4, 10] {
            let algorithm = Algorithm.lzma(.xz, check: check, preset: 0)
            let compressed = try algorithm.compress(Sample.random.bytes(300))
            for place in stride(from: 40, to: compressed.count, by: 3) {
                var changed = compressed
                changed[place] ^= 0x10
                #expect(throws: ZarrError.self) { try algorithm.decompress(changed, capacity: 300) }
            }
        }
    }

    @Test func settingsThatDoNotFitAreRefused() {
        func refuse(
            _ code: ZarrError.Code = .invalidArgument, _ format: LZMA.Format = .xz, check: Int = -1,
            preset: Int? = nil, filters: [LZMAFilter]? = nil, sourceLocation: SourceLocation = #_sourceLocation
        ) {
            expectCode(code, sourceLocation: sourceLocation) {
                _ = try Algorithm.lzma(format, check: check, preset: preset, filters: filters).compress(bytes)
            }
        }
        func lzma2(_ name: String, _ value: Int) -> [LZMAFilter] { [LZMAFilter(id: 33, options: [name: value])] }
        for preset in [-1, 10, .max, .min] { refuse(preset: preset) }
        for check in [2, 15, 16, -2, .max] { refuse(.unsupported, check: check) }
        refuse(preset: 1, filters: [Algorithm.lzma2])
        refuse(.invalidArgument, .alone, check: 4)
        refuse(.invalidArgument, .alone, filters: [Algorithm.lzma2])
        refuse(.invalidArgument, .alone, filters: [Algorithm.delta, Algorithm.lzma1])
        refuse(.invalidArgument, .raw)
        refuse(filters: [])
        refuse(filters: [Algorithm.delta])
        refuse(filters: [Algorithm.lzma1])
        refuse(filters: [LZMAFilter](repeating: Algorithm.delta, count: 4) + [Algorithm.lzma2])
        refuse(.unsupported, filters: [LZMAFilter(id: 99)])
        refuse(.unsupported, filters: [LZMAFilter(id: -1)])
        refuse(filters: lzma2("colour", 1))
        refuse(filters: lzma2("preset", 10))
        refuse(filters: lzma2("lc", 9))
        refuse(filters: lzma2("mode", 7))
        refuse(filters: lzma2("mf", 99))
        refuse(filters: lzma2("dict_size", 1))
        refuse(filters: lzma2("dict_size", -1))
        refuse(filters: lzma2("dict_size", 1 << 40))
        refuse(.limitExceeded, filters: lzma2("dict_size", 1 << 30))
        refuse(filters: [LZMAFilter(id: 3, options: ["dist": 0]), Algorithm.lzma2])
        refuse(filters: [LZMAFilter(id: 3, options: ["dist": 257]), Algorithm.lzma2])
    }

    @Test func dictionariesBeyondTheMemoryLimitAreRefused() throws {
        let filters = [LZMAFilter(id: 33, options: ["preset": 0, "dict_size": 8 << 20])]
        for format in [LZMA.Format.xz, .raw] {
            let compressed = try Algorithm.lzma(format, filters: filters).compress(bytes)
            var target = [UInt8](repeating: 0, count: bytes.count)
            try compressed.withUnsafeBytes { source in
                try target.withUnsafeMutableBytes { target in
                    expectCode(.limitExceeded) {
                        _ = try LZMA.decompress(
                            source, into: target, format: format, filters: filters, memoryLimit: 1 << 20,
                            context: CompressionContext())
                    }
                    let written = try LZMA.decompress(
                        source, into: target, format: format, filters: filters, memoryLimit: 16 << 20,
                        context: CompressionContext())
                    #expect(written == bytes.count)
                }
            }
            #expect(target == bytes)
        }
    }

    @Test func rawNeedsItsFiltersToDecode() throws {
        expectCode(.invalidArgument) { _ = try Algorithm.lzma(.raw).decompress([1, 2, 3], capacity: 10) }
        expectCode(.invalidArgument) {
            _ = try Algorithm.lzma(.raw, filters: [Algorithm.delta]).decompress([1, 2, 3], capacity: 10)
        }
    }
}
