import Testing
import ZarrBase
import ZarrCodecs

/// Blocks of N5 of numbers against the example of its specification, and against others derived by hand from its words.
@Suite struct BoundN5BlockTests {
    private static func pipeline(
        _ compressor: (any BytesToBytesCodec)? = nil, shape: [Int] = [3, 2, 1], dataType: DataType = .uint16
    ) throws -> CodecPipeline {
        try CodecChain(arrayToBytes: N5BlockCodec(compressor: compressor)).bind(
            ChunkRepresentation(shape: shape, dataType: dataType, fillValue: .zero(of: dataType)))
    }

    /// Words of 16 bits as they lie in memory.
    private static func elements(_ numbers: [UInt16]) -> [UInt8] {
        numbers.flatMap { number in withUnsafeBytes(of: number) { Array($0) } }
    }

    /// Big-endian words of 16 bits.
    private static func words(_ numbers: [UInt16]) -> [UInt8] {
        numbers.flatMap { [UInt8($0 >> 8), UInt8(truncatingIfNeeded: $0)] }
    }

    /// With the extents in the order of N5.
    private static func header(mode: UInt8 = 0, _ shape: [UInt8], count: UInt8? = nil) -> [UInt8] {
        [0, mode, 0, UInt8(shape.count)] + shape.flatMap { [0, 0, 0, $0] } + (count.map { [0, 0, 0, $0] } ?? [])
    }

    /// The example of the specification, 9: 1 x 2 x 3 elements of 16 bits, (1, 2, 3, 4, 5, 6).
    struct Example: Sendable, CustomTestStringConvertible {
        let codec: (any BytesToBytesCodec)?
        let payload: [UInt8]
        var testDescription: String { codec?.name ?? "raw" }
    }

    static let examples = [
        Example(codec: nil, payload: [0, 1, 0, 2, 0, 3, 0, 4, 0, 5, 0, 6]),
        Example(
            codec: Bzip2Codec(level: 9),
            payload: [
                0x42, 0x5a, 0x68, 0x39, 0x31, 0x41, 0x59, 0x26, 0x53, 0x59, 0x02, 0x3e, 0x0d, 0xd2, 0x00, 0x00,
                0x00, 0x40, 0x00, 0x7f, 0x00, 0x20, 0x00, 0x31, 0x0c, 0x01, 0x0d, 0x31, 0xa8, 0x73, 0x94, 0x33,
                0x7c, 0x5d, 0xc9, 0x14, 0xe1, 0x42, 0x40, 0x08, 0xf8, 0x37, 0x48,
            ]),
        Example(
            codec: GzipCodec(level: -1),
            payload: [
                0x1f, 0x8b, 0x08, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x63, 0x60, 0x64, 0x60, 0x62, 0x60,
                0x66, 0x60, 0x61, 0x60, 0x65, 0x60, 0x03, 0x00, 0xaa, 0xea, 0x6d, 0xbf, 0x0c, 0x00, 0x00, 0x00,
            ]),
        Example(
            codec: LZMACodec(preset: 6),
            payload: [
                0xfd, 0x37, 0x7a, 0x58, 0x5a, 0x00, 0x00, 0x04, 0xe6, 0xd6, 0xb4, 0x46, 0x02, 0x00, 0x21, 0x01,
                0x16, 0x00, 0x00, 0x00, 0x74, 0x2f, 0xe5, 0xa3, 0x01, 0x00, 0x0b, 0x00, 0x01, 0x00, 0x02, 0x00,
                0x03, 0x00, 0x04, 0x00, 0x05, 0x00, 0x06, 0x00, 0x0d, 0x03, 0x09, 0xca, 0x34, 0xec, 0x15, 0xa7,
                0x00, 0x01, 0x24, 0x0c, 0xa6, 0x18, 0xd8, 0xd8, 0x1f, 0xb6, 0xf3, 0x7d, 0x01, 0x00, 0x00, 0x00,
                0x00, 0x04, 0x59, 0x5a,
            ]),
    ]

    @Test(arguments: examples) func readsTheExample(example: Example) throws {
        let pipeline = try Self.pipeline(example.codec)
        let stored = Self.header([1, 2, 3]) + example.payload
        let expected = Self.elements([1, 2, 3, 4, 5, 6])
        #expect(try pipeline.decodedChunk(stored) == expected)
        #expect(try pipeline.decodedChunk(stored, fromSource: true) == expected)
        let written = try pipeline.encoded(expected)
        #expect(written.prefix(16) == stored.prefix(16))
        #expect(try pipeline.decodedChunk(written) == expected)
    }

    @Test func whatIsWrittenIsWhatTheSpecificationSays() throws {
        #expect(
            try Self.pipeline().encoded(Self.elements([1, 2, 3, 4, 5, 0x1234]))
                == Self.header([1, 2, 3]) + Self.words([1, 2, 3, 4, 5, 0x1234]))
        let bytes = try Self.pipeline(shape: [2, 3], dataType: .int8).encoded([1, 2, 3, 4, 5, 6])
        #expect(bytes == Self.header([3, 2]) + [1, 2, 3, 4, 5, 6])
        let number = withUnsafeBytes(of: 1.5) { Array($0) }
        #expect(
            try Self.pipeline(shape: [1], dataType: .float64).encoded(number)
                == Self.header([1]) + [0x3f, 0xf8, 0, 0, 0, 0, 0, 0])
    }

    struct Block: Sendable {
        /// In the order of N5.
        let shape: [UInt8]
        let stored: [UInt16]
        let chunk: [UInt16]
    }

    /// Chunks of 2 rows of 3 elements, and blocks of other extents.
    @Test(arguments: [
        Block(shape: [3, 2], stored: [1, 2, 3, 4, 5, 6], chunk: [1, 2, 3, 4, 5, 6]),
        Block(shape: [2, 2], stored: [1, 2, 4, 5], chunk: [1, 2, 0, 4, 5, 0]),
        Block(shape: [3, 1], stored: [1, 2, 3], chunk: [1, 2, 3, 0, 0, 0]),
        Block(shape: [1, 1], stored: [1], chunk: [1, 0, 0, 0, 0, 0]),
        Block(shape: [4, 3], stored: Array(1...12), chunk: [1, 2, 3, 5, 6, 7]),
        Block(shape: [4, 1], stored: [1, 2, 3, 4], chunk: [1, 2, 3, 0, 0, 0]),
        Block(shape: [1, 3], stored: [1, 2, 3], chunk: [1, 0, 0, 2, 0, 0]),
        Block(shape: [0, 2], stored: [], chunk: [0, 0, 0, 0, 0, 0]),
    ])
    func theHeaderIsTrusted(block: Block) throws {
        for compressor in [nil, ZstdCodec()] as [(any BytesToBytesCodec)?] {
            let plain = Self.words(block.stored)
            let payload = try compressor.map { try Self.compressed(plain, by: $0) } ?? plain
            let pipeline = try Self.pipeline(compressor, shape: [2, 3])
            let stored = Self.header(block.shape) + payload
            #expect(try pipeline.decodedChunk(stored) == Self.elements(block.chunk))
            #expect(try pipeline.decodedChunk(stored, fromSource: true) == Self.elements(block.chunk))
            // Blocks of any number of elements may have one at each place.
            let counted = Self.header(mode: 1, block.shape, count: UInt8(block.stored.count)) + payload
            #expect(try pipeline.decodedChunk(counted) == Self.elements(block.chunk))
        }
    }

    private static func compressed(_ bytes: [UInt8], by codec: any BytesToBytesCodec) throws -> [UInt8] {
        let chain = CodecChain(bytesToBytes: [codec])
        return try chain.bind(
            ChunkRepresentation(shape: [bytes.count], dataType: .uint8, fillValue: .zero(of: .uint8))
        ).encoded(bytes)
    }

    @Test(
        arguments: [
            [], [0, 0, 0, 2], header([3, 2]), header([3, 2]) + words([1, 2, 3, 4, 5]),
            header([3, 2]) + words([1, 2, 3, 4, 5, 6, 7]), header([2, 2]) + words([1, 2, 3]),
            header([2, 2]) + words([1, 2, 3, 4, 5]), header([6]) + words([1, 2, 3, 4, 5, 6]),
            header([3, 2, 1]) + words([1, 2, 3, 4, 5, 6]), header(mode: 3, [3, 2]) + words([1, 2, 3, 4, 5, 6]),
            header(mode: 1, [3, 2], count: 6) + words([1, 2, 3, 4, 5]),
            [0, 0, 0, 2] + [UInt8](repeating: 255, count: 8),
            [0, 0, 0, 2, 0x7f, 255, 255, 255, 0, 0, 0, 1, 0, 0], [UInt8](repeating: 0, count: 24),
        ] as [[UInt8]])
    func damagedBlocksAreRefused(stored: [UInt8]) throws {
        for fromSource in [false, true] {
            #expect {
                try Self.pipeline(shape: [2, 3]).decodedChunk(stored, fromSource: fromSource)
            } throws: {
                ($0 as? ZarrError)?.code == .corruptData
            }
        }
    }

    /// A block that is no array is told by name, as it may be sound.
    @Test(arguments: [
        header(mode: 1, [3, 2], count: 5) + words([1, 2, 3, 4, 5]),
        header(mode: 1, [3, 2], count: 7) + words([1, 2, 3]),
        [0, 2, 0, 0, 0, 2, 7, 7],
    ]) func blocksThatAreNoArrays(stored: [UInt8]) {
        #expect {
            try Self.pipeline(shape: [2, 3]).decodedChunk(stored)
        } throws: {
            ($0 as? ZarrError)?.code == .unsupported && ($0 as? ZarrError)?.message.contains("N5 block") == true
        }
    }

    /// What a compressor hides is not given memory for.
    @Test func aBlockThatSaysToBeHugeTakesNoMemory() throws {
        let stored = [0, 0, 0, 2, 0, 1, 0, 0, 0, 1, 0, 0] + (try Self.compressed([1, 2], by: ZstdCodec()))
        #expect {
            try Self.pipeline(ZstdCodec(), shape: [2, 3]).decodedChunk(stored)
        } throws: {
            ($0 as? ZarrError)?.code == .limitExceeded
        }
    }

    @Test func typesThatN5DoesNotHave() {
        for dataType in [DataType.bool, .float16, .complex64, .fixedBytes(3)] {
            #expect {
                try Self.pipeline(dataType: dataType)
            } throws: {
                ($0 as? ZarrError)?.code == .unsupported
            }
        }
    }
}
