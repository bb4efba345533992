import ZarrBase
import ZarrCodecs
import ZarrCompression

extension FuzzTarget {
    /// Buffers of blosc: as they are, as streams, and as chunks of which parts are read.
    static func blosc() throws -> FuzzTarget {
        FuzzTarget(
            name: "blosc",
            subjects: [
                BloscBufferSubject(),
                StreamSubject(BloscCodec(compressor: "lz4")),
                StreamSubject(BloscCodec(compressor: "zstd", shuffle: .bit), elementsOf: .int16),
                try ChunkSubject(BloscCodec(), of: .float64),
                try ChunkSubject(BloscCodec(compressor: "blosclz", level: 9, shuffle: BloscCodec.Shuffle.none)),
                try ChunkSubject(BloscCodec(compressor: "lz4hc", level: 1, shuffle: .bit), of: .int16),
                try ChunkSubject(BloscCodec(compressor: "zlib", level: 1, blockSize: 128), shape: [16, 12]),
                try ChunkSubject(BloscCodec(compressor: "zstd", shuffle: nil, typeSize: 3), of: .uint8),
                try ChunkSubject(BloscCodec(compressor: "lz4", blockSize: 128), shape: [16, 12], of: .uint16),
            ])
    }
}

/// A buffer decodes to the same bytes as a whole, block by block, and item by item.
private struct BloscBufferSubject: FuzzSubject {
    let name = "blosc buffer"

    private static let limit = 1 << 16

    func seeds() throws -> [[UInt8]] {
        let steps = (0..<2000).map { UInt8(truncatingIfNeeded: $0 / 4) }
        let context = CompressionContext()
        return try Blosc.Compressor.allCases.filter(Blosc.isCompressorAvailable).flatMap { compressor in
            try Blosc.Shuffle.allCases.map { shuffle in
                let output = ScratchBuffer()
                try steps.withUnsafeBytes {
                    try Blosc.compress(
                        $0, into: output, compressor: compressor, level: 5, shuffle: shuffle, typeSize: 4,
                        blockSize: 512, context: context)
                }
                return Array(output.bytes)
            }
        }
    }

    func run(_ input: Bytes) throws {
        try input.withUnsafeBytes { try run($0) }
    }

    private func run(_ source: UnsafeRawBufferPointer) throws {
        let header = try Blosc.Header(source)
        try demand(Blosc.declaredSize(of: source) == header.decodedSize, "the size changes")
        guard header.decodedSize <= Self.limit else {
            _ = try Blosc.decompress(source, into: ScratchBuffer(), limit: Self.limit, context: CompressionContext())
            throw FuzzFailure("\(header.decodedSize) bytes where \(Self.limit) are allowed")
        }
        let context = CompressionContext()
        let whole = try attempt {
            try decoded(header.decodedSize, filler: 0x5A) {
                try Blosc.decompress(source, into: $0, context: context)
            }
        }
        let blockwise = try attempt {
            try decoded(header.decodedSize, filler: 0xA5) { memory in
                let prefix = source.prefix(BloscBlocks.prefixSize(header))
                let blocks = try BloscBlocks(
                    header, prefix: UnsafeRawBufferPointer(rebasing: prefix), storedSize: source.count)
                for block in (0..<blocks.count).reversed() {
                    try blocks.decode(
                        block, from: UnsafeRawBufferPointer(rebasing: source[blocks.storedRange(block)]),
                        into: UnsafeMutableRawBufferPointer(rebasing: memory[blocks.decodedRange(block)]),
                        context: context)
                }
                return header.decodedSize
            }
        }
        try demand(whole.made == blockwise.made, "whole and block by block it decodes otherwise")
        let bytes = try whole.get()
        try demand(bytes.count == header.decodedSize, "\(bytes.count) bytes of \(header.decodedSize)")
        guard header.typeSize > 0 else { return }
        let count = bytes.count / header.typeSize
        for start in [0, count / 3, count / 2] {
            let some = min(count - start, count / 2 + 1)
            let range = start * header.typeSize..<(start + some) * header.typeSize
            // The library demands more of a buffer than its blocks do.
            let items = try attempt {
                try decoded(range.count, filler: 0x3C) {
                    try Blosc.items(of: source, start: start, count: some, into: $0)
                }
            }
            if let items = items.made { try demand(items.elementsEqual(bytes[range]), "items are others") }
        }
    }

    /// Memory of this size that `body` fills.
    private func decoded(
        _ size: Int, filler: UInt8, _ body: (UnsafeMutableRawBufferPointer) throws -> Int
    ) throws -> [UInt8] {
        let memory = ScratchBuffer()
        try memory.resize(to: size)
        memory.bytes.initializeMemory(as: UInt8.self, repeating: filler)
        return try Array(memory.bytes.prefix(body(memory.bytes)))
    }
}
