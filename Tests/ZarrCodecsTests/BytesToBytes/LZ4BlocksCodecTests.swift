import Testing
import ZarrBase
import ZarrCodecs

/// What lz4-java wrote, and what it makes of damage.
@Suite struct LZ4BlocksCodecTests {
    struct Vector: Sendable, CustomTestStringConvertible {
        let id: String
        let encoded: [UInt8]
        /// What lz4-java reads where it stops at an end mark, and where it goes on; nil where it refuses.
        let stopping: [UInt8]?
        let goingOn: [UInt8]?
        var testDescription: String { id }

        static func all() throws -> [Vector] {
            (try Vectors("lz4_blocks").json["vectors"].arrayValue ?? []).map { json in
                Vector(
                    id: json["id"].stringValue ?? "", encoded: json["encoded"].hexBytes,
                    stopping: elements(json["stops"]), goingOn: elements(json["goes_on"]))
            }
        }

        private static func elements(_ runs: JSONValue) -> [UInt8]? {
            runs.arrayValue?.flatMap { run in
                LZ4BlocksCodecTests.elements(run["kind"].stringValue ?? "", run["count"].intValue ?? -1)
            }
        }
    }

    /// As `LZ4BlockVectors.java` has them.
    private static func elements(_ kind: String, _ count: Int) -> [UInt8] {
        var state: UInt32 = 1
        return (0..<count).map { place in
            switch kind {
            case "noise":
                state = state &* 1_103_515_245 &+ 12345
                return UInt8(truncatingIfNeeded: state >> 16)
            case "squares": return UInt8(place * place % 97)
            default: return 0
            }
        }
    }

    private static func decoded(_ bytes: [UInt8], limit: Int) throws -> [UInt8] {
        let scratch = ScratchBuffer()
        try bytes.withUnsafeBytes {
            try LZ4BlocksCodec().decode($0, into: scratch, limit: limit, worker: CodecWorker())
        }
        return Array(scratch.bytes)
    }

    private static func decoded(_ bytes: [UInt8], size: Int) throws -> [UInt8] {
        var memory = [UInt8](repeating: 0xA5, count: size)
        try bytes.withUnsafeBytes { bytes in
            try memory.withUnsafeMutableBytes {
                try LZ4BlocksCodec().decode(bytes, into: $0, worker: CodecWorker())
            }
        }
        return memory
    }

    @Test func whatBothWaysOfReadingTakeIsReadToItsEnd() throws {
        let vectors = try Vector.all()
        #expect(vectors.count > 300)
        var refused = 0
        for vector in vectors {
            guard vector.stopping != nil, let expected = vector.goingOn else {
                refused += 1
                for size in [0, 70, 1000, 2000] {
                    #expect(throws: ZarrError.self, "\(vector.id)") { try Self.decoded(vector.encoded, size: size) }
                }
                let code = #expect(throws: ZarrError.self, "\(vector.id)") {
                    try Self.decoded(vector.encoded, limit: 1 << 30)
                }?.code
                #expect(code == .corruptData, "\(vector.id)")
                continue
            }
            #expect(try Self.decoded(vector.encoded, size: expected.count) == expected, "\(vector.id)")
            #expect(try Self.decoded(vector.encoded, limit: expected.count) == expected, "\(vector.id)")
        }
        #expect(refused > 40)
    }

    /// The framing leaves nothing open but how well LZ4 does: blocks of lz4-java that are stored as they are, or empty, are ours.
    @Test func storedBlocksAreWrittenAsTheyAreThere() throws {
        var compared = 0
        for vector in try Vector.all() where vector.id.hasPrefix("noise") {
            let words = vector.id.split(separator: "-")
            let blockSize = try #require(words.last.flatMap { Int($0) })
            let scratch = ScratchBuffer()
            try #require(vector.goingOn).withUnsafeBytes {
                try LZ4BlocksCodec(blockSize: blockSize).encode($0, into: scratch, worker: CodecWorker())
            }
            #expect(Array(scratch.bytes) == vector.encoded, "\(vector.id)")
            compared += 1
        }
        #expect(compared > 40)
    }

    @Test func messagesNameTheBlock() throws {
        let vectors = try Vector.all()
        for (id, text) in [
            ("bad-magic-0", "byte 0 does not begin with \"LZ4Block\""), ("bad-method-48", "unknown method, 3"),
            ("no-mark", "no end mark"), ("bad-checksum", "byte 0 does not have the checksum"),
            ("more-than-the-level-allows", "holds 2000 bytes, more than its level 0 allows"),
            ("raw-of-another-length", "stores 1000 bytes as they are in"), ("cut-after-20", "ends within its header"),
            ("checksum-of-the-mark", "is an end mark with a checksum"), ("bytes-behind", "does not begin with"),
        ] {
            let vector = try #require(vectors.first { $0.id == id })
            let error = #expect(throws: ZarrError.self) { try Self.decoded(vector.encoded, limit: 1 << 20) }
            #expect(error?.message.contains(text) == true, "\(id): \(String(describing: error))")
        }
    }

    @Test func otherBlockSizesCannotBeWritten() {
        for blockSize in [0, 63, 1 << 25 + 1] {
            let error = #expect(throws: ZarrError.self) {
                let scratch = ScratchBuffer()
                try [1, 2, 3].withUnsafeBytes {
                    try LZ4BlocksCodec(blockSize: blockSize).encode($0, into: scratch, worker: CodecWorker())
                }
            }
            #expect(error?.code == .invalidArgument)
        }
    }
}
