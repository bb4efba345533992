import Testing
import ZarrBase
import ZarrCompression

/// One algorithm with one setting, as the tests that all of them share see it.
struct Algorithm: Sendable, CustomTestStringConvertible {
    typealias Encode =
        @Sendable (UnsafeRawBufferPointer, ScratchBuffer, CompressionContext) throws(ZarrError) -> Void
    typealias Decode =
        @Sendable (UnsafeRawBufferPointer, UnsafeMutableRawBufferPointer, CompressionContext) throws(ZarrError) -> Int
    typealias Grow =
        @Sendable (UnsafeRawBufferPointer, ScratchBuffer, Int, CompressionContext) throws(ZarrError) -> Void

    let name: String
    let encode: Encode
    let decode: Decode
    let grow: Grow

    var testDescription: String { name }

    func compress(_ bytes: [UInt8], context: CompressionContext = CompressionContext()) throws -> [UInt8] {
        let output = ScratchBuffer()
        try bytes.withUnsafeBytes { try encode($0, output, context) }
        return [UInt8](output.bytes)
    }

    /// Decodes into `capacity` bytes that are followed by a guard zone, which must stay as it was.
    func decompress(
        _ bytes: [UInt8], capacity: Int, context: CompressionContext = CompressionContext()
    ) throws -> [UInt8] {
        var memory = [UInt8](repeating: 0xA5, count: capacity + 64)
        let written = try bytes.withUnsafeBytes { source in
            try memory.withUnsafeMutableBytes { target in
                try decode(source, UnsafeMutableRawBufferPointer(rebasing: target[..<capacity]), context)
            }
        }
        #expect(memory[capacity...].allSatisfy { $0 == 0xA5 }, "\(name) wrote behind its destination")
        #expect(written <= capacity)
        return [UInt8](memory[..<min(written, capacity)])
    }

    func decompress(
        _ bytes: [UInt8], limit: Int, context: CompressionContext = CompressionContext()
    ) throws -> [UInt8] {
        let output = ScratchBuffer()
        // What the buffer held before must not show.
        try output.resize(to: 24)
        try bytes.withUnsafeBytes { try grow($0, output, limit, context) }
        #expect(output.count <= limit)
        return [UInt8](output.bytes)
    }
}

extension Algorithm {
    static func zstd(_ level: Int, checksum: Bool) -> Algorithm {
        Algorithm(
            name: "zstd level \(level) checksum \(checksum)",
            encode: { (source, output, context) throws(ZarrError) in
                try Zstd.compress(source, into: output, level: level, checksum: checksum, context: context)
            },
            decode: { (source, target, context) throws(ZarrError) in
                try Zstd.decompress(source, into: target, context: context)
            },
            grow: { (source, output, limit, context) throws(ZarrError) in
                try Zstd.decompress(source, into: output, limit: limit, context: context)
            })
    }

    static func gzip(_ level: Int) -> Algorithm {
        Algorithm(
            name: "gzip level \(level)",
            encode: { (source, output, context) throws(ZarrError) in
                try Gzip.compress(source, into: output, level: level, context: context)
            },
            decode: { (source, target, context) throws(ZarrError) in
                try Gzip.decompress(source, into: target, context: context)
            },
            grow: { (source, output, limit, context) throws(ZarrError) in
                try Gzip.decompress(source, into: output, limit: limit, context: context)
            })
    }

    static func zlib(_ level: Int) -> Algorithm {
        Algorithm(
            name: "zlib level \(level)",
            encode: { (source, output, context) throws(ZarrError) in
                try Zlib.compress(source, into: output, level: level, context: context)
            },
            decode: { (source, target, context) throws(ZarrError) in
                try Zlib.decompress(source, into: target, context: context)
            },
            grow: { (source, output, limit, context) throws(ZarrError) in
                try Zlib.decompress(source, into: output, limit: limit, context: context)
            })
    }

    static func lz4(_ acceleration: Int) -> Algorithm {
        Algorithm(
            name: "lz4 acceleration \(acceleration)",
            encode: { (source, output, context) throws(ZarrError) in
                try LZ4.compress(source, into: output, acceleration: acceleration, context: context)
            },
            decode: { (source, target, context) throws(ZarrError) in
                try LZ4.decompress(source, into: target, context: context)
            },
            grow: { (source, output, limit, context) throws(ZarrError) in
                try LZ4.decompress(source, into: output, limit: limit, context: context)
            })
    }

    static func lz4Blocks(_ blockSize: Int) -> Algorithm {
        Algorithm(
            name: "lz4 blocks of \(blockSize)",
            encode: { (source, output, context) throws(ZarrError) in
                try LZ4Blocks.compress(source, into: output, blockSize: blockSize, context: context)
            },
            decode: { (source, target, context) throws(ZarrError) in
                try LZ4Blocks.decompress(source, into: target, context: context)
            },
            grow: { (source, output, limit, context) throws(ZarrError) in
                try LZ4Blocks.decompress(source, into: output, limit: limit, context: context)
            })
    }

    static func blosc(
        _ compressor: Blosc.Compressor, _ level: Int, _ shuffle: Blosc.Shuffle, _ typeSize: Int, blockSize: Int = 0
    ) -> Algorithm {
        Algorithm(
            name: "blosc \(compressor) level \(level) \(shuffle) items of \(typeSize) blocks of \(blockSize)",
            encode: { (source, output, context) throws(ZarrError) in
                try Blosc.compress(
                    source, into: output, compressor: compressor, level: level, shuffle: shuffle, typeSize: typeSize,
                    blockSize: blockSize, context: context)
            },
            decode: { (source, target, context) throws(ZarrError) in
                try Blosc.decompress(source, into: target, context: context)
            },
            grow: { (source, output, limit, context) throws(ZarrError) in
                try Blosc.decompress(source, into: output, limit: limit, context: context)
            })
    }

    static func bzip2(_ level: Int) -> Algorithm {
        Algorithm(
            name: "bzip2 level \(level)",
            encode: { (source, output, context) throws(ZarrError) in
                try Bzip2.compress(source, into: output, level: level, context: context)
            },
            decode: { (source, target, context) throws(ZarrError) in
                try Bzip2.decompress(source, into: target, context: context)
            },
            grow: { (source, output, limit, context) throws(ZarrError) in
                try Bzip2.decompress(source, into: output, limit: limit, context: context)
            })
    }

    static func lzma(
        _ format: LZMA.Format, check: Int = -1, preset: Int? = nil, filters: [LZMAFilter]? = nil
    ) -> Algorithm {
        Algorithm(
            name: "lzma \(format) check \(check) preset \(preset ?? -1) filters \((filters ?? []).map(\.id))",
            encode: { (source, output, context) throws(ZarrError) in
                try LZMA.compress(
                    source, into: output, format: format, check: check, preset: preset, filters: filters,
                    context: context)
            },
            decode: { (source, target, context) throws(ZarrError) in
                try LZMA.decompress(source, into: target, format: format, filters: filters, context: context)
            },
            grow: { (source, output, limit, context) throws(ZarrError) in
                try LZMA.decompress(
                    source, into: output, limit: limit, format: format, filters: filters, context: context)
            })
    }

    static let lzma2 = LZMAFilter(id: 33, options: ["preset": 1])
    static let lzma1 = LZMAFilter(
        id: 0x4000_0000_0000_0001,
        options: ["dict_size": 1 << 16, "lc": 0, "lp": 2, "pb": 2, "mode": 1, "nice_len": 32, "mf": 4, "depth": 8])
    static let delta = LZMAFilter(id: 3, options: ["dist": 4])

    /// Every algorithm with one usual setting.
    static let usual: [Algorithm] = [
        .zstd(3, checksum: false), .zstd(3, checksum: true), .gzip(6), .zlib(6), .lz4(1), .lz4Blocks(500),
        .blosc(.lz4, 5, .shuffle, 4), .blosc(.zstd, 5, .bitshuffle, 2), .blosc(.blosclz, 5, .noshuffle, 1),
        .blosc(.zlib, 1, .shuffle, 8, blockSize: 4096), .bzip2(1),
        .lzma(.xz, preset: 0), .lzma(.alone, preset: 0), .lzma(.raw, filters: [delta, lzma2]),
    ]

    /// Every algorithm with every level, and Blosc with every compressor, shuffle and item size worth trying.
    static let all: [Algorithm] = {
        var all: [Algorithm] = []
        for level in [-131072, -7, -1] + Array(0...22) { all.append(.zstd(level, checksum: level % 2 == 0)) }
        for level in -1...9 { all += [.gzip(level), .zlib(level)] }
        for acceleration in [-1, 0, 1, 9, 65537, Int.max] { all.append(.lz4(acceleration)) }
        for blockSize in [64, 65, 1024, 1 << 16, 1 << 25] { all.append(.lz4Blocks(blockSize)) }
        for level in 1...9 { all.append(.bzip2(level)) }
        for preset in [0, 1, 3, 1 << 31] { all += [.lzma(.xz, preset: preset), .lzma(.alone, preset: preset)] }
        for check in [0, 1, 4, 10] { all.append(.lzma(.xz, check: check, preset: 0)) }
        all += [
            .lzma(.xz, filters: [lzma2]), .lzma(.xz, filters: [delta, lzma2]), .lzma(.alone, filters: [lzma1]),
            .lzma(.raw, filters: [lzma1]), .lzma(.raw, filters: [lzma2]), .lzma(.raw, filters: [delta, lzma1]),
        ]
        for id in 4...9 {
            all.append(.lzma(.xz, filters: [LZMAFilter(id: id, options: ["start_offset": 16]), lzma2]))
        }
        for compressor in Blosc.Compressor.allCases where Blosc.isCompressorAvailable(compressor) {
            for level in Blosc.levels { all.append(.blosc(compressor, level, .shuffle, 4)) }
            for shuffle in Blosc.Shuffle.allCases {
                for typeSize in [1, 2, 3, 16, 255, 70000] { all.append(.blosc(compressor, 5, shuffle, typeSize)) }
                for blockSize in [1, 100, 1 << 24] {
                    all.append(.blosc(compressor, 5, shuffle, 4, blockSize: blockSize))
                }
            }
        }
        return all
    }()
}
