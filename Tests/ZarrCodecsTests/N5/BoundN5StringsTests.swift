import Testing
import ZarrBase
import ZarrCodecs
import ZarrTesting

/// Blocks of strings, as `StringDataBlock` of the Java library has them: a NUL behind each.
@Suite struct BoundN5StringsTests {
    private static func pipeline(
        _ compressor: (any BytesToBytesCodec)? = nil, shape: [Int] = [2, 2]
    ) throws -> CodecPipeline {
        try CodecChain(arrayToBytes: N5BlockCodec(compressor: compressor)).bind(
            ChunkRepresentation(shape: shape, dataType: .string, fillValue: .zero(of: .string)))
    }

    /// With the extents in the order of N5, and the number of bytes.
    private static func block(_ shape: [UInt8], count: Int? = nil, mode: UInt8 = 1, _ text: String) -> [UInt8] {
        [0, mode, 0, UInt8(shape.count)] + shape.flatMap { [0, 0, 0, $0] }
            + [0, 0, 0, UInt8(count ?? text.utf8.count)] + Array(text.utf8)
    }

    private func strings(
        _ stored: [UInt8], _ pipeline: CodecPipeline? = nil, fromSource: Bool = false
    ) throws -> [String] {
        let pipeline = try pipeline ?? Self.pipeline()
        let shape = pipeline.decoded.shape
        let chunk = try TestChunk(.string, shape: shape)
        if fromSource {
            _ = try pipeline.decode(Bytes(stored), ChunkPart(whole: shape), into: chunk.target, worker: CodecWorker())
        } else {
            try stored.withUnsafeBytes {
                try pipeline.decode($0, ChunkPart(whole: shape), into: chunk.target, worker: CodecWorker())
            }
        }
        return try chunk.elements().map { String(decoding: $0, as: UTF8.self) }
    }

    struct Case: Sendable {
        /// In the order of N5.
        let shape: [UInt8]
        let text: String
        let strings: [String]
    }

    @Test(arguments: [
        Case(shape: [2, 2], text: "a\0bc\0ß\0文\0", strings: ["a", "bc", "ß", "文"]),
        Case(shape: [2, 2], text: "\0\0\0\0", strings: ["", "", "", ""]),
        Case(shape: [2, 2], text: "a\0\0c\0\0", strings: ["a", "", "c", ""]),
        Case(shape: [1, 2], text: "a\0b\0", strings: ["a", "", "b", ""]),
        Case(shape: [2, 1], text: "a\0b\0", strings: ["a", "b", "", ""]),
        Case(shape: [3, 1], text: "a\0b\0c\0", strings: ["a", "b", "", ""]),
        Case(shape: [0, 1], text: "", strings: ["", "", "", ""]),
    ])
    func reads(test: Case) throws {
        let stored = Self.block(test.shape, test.text)
        for fromSource in [false, true] { #expect(try strings(stored, fromSource: fromSource) == test.strings) }
    }

    private func encoded(_ strings: [String], _ pipeline: CodecPipeline) throws -> [UInt8] {
        let chunk = try TestChunk(.string, shape: pipeline.decoded.shape)
        let target = try chunk.target
        for (place, string) in strings.enumerated() {
            let run = try #require(target.heap).add(Bytes(string.utf8))
            let element = VariableElement(run: run, length: UInt32(string.utf8.count), offset: 0)
            (target.base + place * MemoryLayout<VariableElement>.stride).storeBytes(
                of: element, as: VariableElement.self)
        }
        return try pipeline.encoded(chunk)
    }

    @Test func whatIsWrittenIsWhatJavaWrites() throws {
        let pipeline = try Self.pipeline(shape: [1, 3])
        #expect(try encoded(["a", "", "文"], pipeline) == Self.block([3, 1], "a\0\0文\0"))
        #expect(try encoded(["", "", ""], pipeline) == Self.block([3, 1], "\0\0\0"))
    }

    @Test func theCountIsOfBytesBeforeTheyAreCompressed() throws {
        let pipeline = try Self.pipeline(GzipCodec(level: 6), shape: [3])
        let stored = try encoded(["a", "b", "c"], pipeline)
        #expect(stored.prefix(12) == [0, 1, 0, 1, 0, 0, 0, 3, 0, 0, 0, 6])
        #expect(stored.dropFirst(12).prefix(2) == [0x1f, 0x8b])
        #expect(try strings(stored, pipeline) == ["a", "b", "c"])
    }

    /// It would end the string for whoever reads it.
    @Test func aNULIsRefused() throws {
        #expect {
            try encoded(["a", "b\0c"], Self.pipeline(shape: [2]))
        } throws: {
            ($0 as? ZarrError)?.code == .invalidArgument && ($0 as? ZarrError)?.message.contains("string 1") == true
        }
    }

    @Test(
        arguments: [
            [], [0, 1, 0, 2], block([2, 2], "a\0b\0c\0d"), block([2, 2], "a\0b\0c\0"), block([2, 2], ""),
            block([2, 2], "a\0b\0c\0d\0e\0"), block([2], "a\0b\0"), block([2, 2], mode: 3, "a\0b\0c\0d\0"),
            Array(block([2, 2], "a\0b\0c\0").dropLast(7)) + [0xff, 0, 0, 0, 0, 0, 0],
            [0, 1, 0, 2, 255, 255, 255, 255, 255, 255, 255, 255, 0, 0, 0, 4, 0, 0, 0, 0],
            [0, 1, 0, 2, 0, 255, 255, 255, 0, 0, 0, 255, 0, 0, 0, 4, 0, 0, 0, 0], [0, 2, 0, 0, 0, 1, 0],
            block([2, 2], count: 4, "a\0b\0c\0d\0"), block([2, 2], count: 9, "a\0b\0c\0d\0"),
        ] as [[UInt8]])
    func damagedBlocksAreRefused(stored: [UInt8]) {
        for fromSource in [false, true] {
            #expect(throws: ZarrError.self) { try strings(stored, fromSource: fromSource) }
        }
    }
}
