import Testing
import ZarrBase
import ZarrCodecs

/// The `n5_default` codec against blocks derived by hand from its specification and that of N5 4.0.0.
///
/// A block is: mode, 16 bits; number of axes, 16 bits; the extents, 32 bits each; then the elements with the first axis running
/// fastest. All of it is big-endian. The elements here are 10 * i + j.
@Suite struct N5DefaultCodecTests {
    private static let usual =
        #"{"name": "transpose", "configuration": {"order": [1, 0]}}, {"name": "bytes", "configuration": {"endian": "big"}}"#

    private static func pipeline(
        _ codecs: String = usual, shape: [Int] = [2, 3], dataType: DataType = .int16
    ) throws -> CodecPipeline {
        let list = try JSONValue.parse(#"[{"name": "n5_default", "configuration": {"codecs": [\#(codecs)]}}]"#)
        let chain = try CodecCatalog.standard.chain(v3: list.arrayValue ?? [], at: "codecs")
        let fill = FillValue(bytes: [UInt8](repeating: 0xFF, count: dataType.byteCount))
        return try chain.bind(ChunkRepresentation(shape: shape, dataType: dataType, fillValue: fill))
    }

    private static func header(mode: UInt8 = 0, _ shape: [UInt8]) -> [UInt8] {
        [0, mode, 0, UInt8(shape.count)] + shape.flatMap { [0, 0, 0, $0] }
    }

    /// Big-endian words of 16 bits.
    private static func words(_ numbers: [UInt8]) -> [UInt8] { numbers.flatMap { [0, $0] } }

    /// Elements as they lie in memory; 255 stands for the fill value, -1.
    private static func elements(_ numbers: [UInt8]) -> [UInt8] {
        numbers.flatMap { number in
            let word: Int16 = number == 255 ? -1 : Int16(number)
            return withUnsafeBytes(of: word) { Array($0) }
        }
    }

    struct Block: Sendable {
        let shape: [UInt8]
        let stored: [UInt8]
        let chunk: [UInt8]
    }

    @Test(arguments: [
        // The whole chunk: 0 1 2 / 10 11 12, column by column.
        Block(shape: [2, 3], stored: [0, 10, 1, 11, 2, 12], chunk: [0, 1, 2, 10, 11, 12]),
        // Cut at the border of the array along both axes: 0 1.
        Block(shape: [1, 2], stored: [0, 1], chunk: [0, 1, 255, 255, 255, 255]),
        Block(shape: [2, 1], stored: [0, 10], chunk: [0, 255, 255, 10, 255, 255]),
        // Larger than the chunk: 0 1 2 / 10 11 12 / 20 21 22.
        Block(shape: [3, 3], stored: [0, 10, 20, 1, 11, 21, 2, 12, 22], chunk: [0, 1, 2, 10, 11, 12]),
        // Smaller along one axis and larger along the other: 0 1 2 3.
        Block(shape: [1, 4], stored: [0, 1, 2, 3], chunk: [0, 1, 2, 255, 255, 255]),
        Block(shape: [0, 3], stored: [], chunk: [255, 255, 255, 255, 255, 255]),
    ])
    func reads(block: Block) throws {
        let pipeline = try Self.pipeline()
        let stored = Self.header(block.shape) + Self.words(block.stored)
        #expect(try pipeline.decodedChunk(stored) == Self.elements(block.chunk))
        #expect(try pipeline.decodedChunk(stored, fromSource: true) == Self.elements(block.chunk))
    }

    @Test func writesWholeBlocks() throws {
        let encoded = try Self.pipeline().encoded(Self.elements([0, 1, 2, 10, 11, 12]))
        #expect(encoded == Self.header([2, 3]) + Self.words([0, 10, 1, 11, 2, 12]))
        // A 0-d array is one element behind a header without extents.
        let point = try Self.pipeline(
            #"{"name": "transpose", "configuration": {"order": []}}, {"name": "bytes"}"#, shape: [], dataType: .uint8)
        #expect(try point.encoded([7]) == [0, 0, 0, 0, 7])
    }

    @Test func theHeaderIsNotCompressed() throws {
        let pipeline = try Self.pipeline(Self.usual + #", {"name": "numcodecs.base64"}"#)
        // Base64 of 00 00 00 01: A A A A A Q and padding.
        let stored = Self.header([1, 2]) + Array("AAAAAQ==".utf8)
        #expect(try pipeline.decodedChunk(stored) == Self.elements([0, 1, 255, 255, 255, 255]))
    }

    @Test(
        arguments: [
            [], [0, 0, 0, 2], header([2, 3]), header([2, 3]) + words([0, 10, 1, 11, 2]),
            header([2, 3]) + words([0, 10, 1, 11, 2, 12, 3]), header([2]) + words([0, 10]) + [0, 0, 0, 0],
            header([2, 3, 1]) + words([0, 10, 1, 11, 2, 12]), header(mode: 1, [2, 3]) + words([0, 10, 1, 11, 2, 12]),
            header(mode: 2, [2, 3]) + words([0, 10, 1, 11, 2, 12]), [0, 0, 0, 2] + [UInt8](repeating: 255, count: 8),
            [0, 0, 0, 2, 0x7F, 255, 255, 255, 0, 0, 0, 1, 0, 0],
        ] as [[UInt8]])
    func refusesOtherBlocks(stored: [UInt8]) throws {
        let pipeline = try Self.pipeline()
        #expect {
            try pipeline.decodedChunk(stored)
        } throws: { error in
            let codes: [ZarrError.Code] = [.corruptData, .limitExceeded, .unsupported]
            return codes.contains { $0 == (error as? ZarrError)?.code }
        }
    }

    @Test(arguments: [
        #"{"name": "bytes", "configuration": {"endian": "big"}}"#,
        #"{"name": "transpose", "configuration": {"order": [1, 0]}}, {"name": "bytes", "configuration": {"endian": "little"}}"#,
        #"{"name": "transpose", "configuration": {"order": [0, 1]}}, {"name": "bytes", "configuration": {"endian": "big"}}"#,
        usual + #", {"name": "gzip"}, {"name": "crc32c"}"#, #"{"name": "vlen-utf8"}"#, "",
    ])
    func refusesOtherChains(codecs: String) {
        #expect {
            try Self.pipeline(codecs)
        } throws: {
            ($0 as? ZarrError)?.code == .invalidMetadata
        }
    }

    @Test func refusesTypesThatN5DoesNotHave() {
        for dataType in [DataType.bool, .float16, .complex64] {
            #expect {
                try Self.pipeline(dataType: dataType)
            } throws: {
                ($0 as? ZarrError)?.code == .unsupported
            }
        }
    }
}
