import Testing
import Zarr
import ZarrCompression

@testable import ZarrTools

struct CheckTests {
    let store = MemoryStore()

    /// 2 x 2 shards of 2 x 2 subchunks of 2 x 3 elements, none of which is fill.
    private func sharded(
        _ codecs: [CodecChoice] = [.crc32c], _ location: ShardingCodec.IndexLocation = .end
    ) async throws -> ZarrArray {
        let array = try await ZarrArray.create(
            in: store, at: "a",
            ArrayLayout(
                shape: [8, 12], dataType: .int32, chunks: [2, 3], shards: [4, 6], codecs: codecs,
                shardIndexLocation: location))
        try await array.write(NDArray(shape: [8, 12], (1...96).map(Int32.init)))
        return array
    }

    private func findings(_ mode: StoreCheck.Mode = .report, at path: String = "") async throws
        -> [CheckReport.Finding]
    {
        try await StoreCheck.report(on: store, at: path, mode).findings
    }

    private func change(_ key: String, _ body: (inout [UInt8]) -> Void) async throws {
        var bytes = try #require(try await store.get(StoreKey(key))).array
        body(&bytes)
        try await store.set(StoreKey(key), Bytes(bytes))
    }

    /// Changes words of an index of 4 subchunks at the end of a shard, whose checksum is then right.
    private func changeIndex(_ key: String, _ body: (inout [UInt64]) -> Void) async throws {
        try await change(key) { bytes in
            let start = bytes.count - 68
            var words = (0..<8).map { word in
                (0..<8).reduce(UInt64(0)) { $0 | UInt64(bytes[start + 8 * word + $1]) << UInt64(8 * $1) }
            }
            body(&words)
            let index = words.flatMap { word in (0..<8).map { UInt8(truncatingIfNeeded: word >> UInt64(8 * $0)) } }
            let checksum = index.withUnsafeBytes { CRC32C.checksum($0) }
            bytes.replaceSubrange(
                start..., with: index + (0..<4).map { UInt8(truncatingIfNeeded: checksum >> UInt32(8 * $0)) })
        }
    }

    @Test(arguments: ["", "a"]) func anInterruptedAppendIsUndone(node: String) async throws {
        _ = try await ZarrGroup.create(in: store)
        let array = try await sharded()
        let document = try StoreKey("a/zarr.json")
        let short = try #require(try await store.get(document))
        // What is behind the end was written by an appender that is gone.
        try await array.resize(to: [12, 12])
        try await array.write(NDArray(shape: [4, 12], [Int32](repeating: 9, count: 48)), at: [8..<12])
        try await store.set(document, short)
        let key = (node.isEmpty ? "" : node + "/") + ZarrGroup.appendJournal
        let path = node.isEmpty ? "a" : ""
        try await store.set(
            StoreKey(key),
            Bytes(#"{"arrays":[{"path":"\#(path)","from":[8,12],"to":[12,12]}],"written":false}"#.utf8))
        let found = try await findings()
        #expect(found.contains { $0.kind == .append && $0.key == key }, "\(found)")
        let repaired = try await findings(.repair)
        #expect(repaired.map(\.kind) == [.append] && repaired.map(\.action) == [.removed], "\(repaired)")
        #expect(try await findings().isEmpty)
        let again = try await ZarrArray.open(in: store, at: "a")
        #expect(again.shape == [8, 12])
        try await again.resize(to: [12, 12])
        #expect(try await again.read([8..<12], as: Int32.self).elements == [Int32](repeating: 0, count: 48))
    }

    @Test(arguments: 0..<30 as Range<UInt64>)
    func whatWeWriteIsClean(_ seed: UInt64) async throws {
        var random = SeededGenerator(seed: seed)
        let shape = (0..<Int.random(in: 0...3, using: &random)).map { _ in Int.random(in: 1...9, using: &random) }
        let chunks = shape.map { Int.random(in: 1...$0, using: &random) }
        let dataType: DataType = [.int32, .string, .float64].randomElement(using: &random) ?? .int32
        let isSharded = Bool.random(using: &random)
        let array = try await ZarrArray.counting(
            dataType, shape, chunks: chunks, shards: isSharded ? chunks.map { $0 * 2 } : nil, path: "g/a", in: store,
            format: isSharded || Bool.random(using: &random) ? .zarr3 : .zarr2)
        if let first = shape.first, first > 1 { try await array.erase([0..<first / 2]) }
        let report = try await StoreCheck.report(on: store)
        #expect(report.findings.isEmpty, "seed \(seed): \(report.text)")
        #expect(report.arrayCount == 1 && report.isClean)
    }

    @Test func findsDamagedChunks() async throws {
        for (path, codecs) in [("raw", []), ("sum", [.crc32c]), ("gzip", [.gzip()])] as [(String, [CodecChoice])] {
            let array = try await ZarrArray.create(
                in: store, at: path, ArrayLayout(shape: [6], dataType: .int32, chunks: [2], codecs: codecs))
            try await array.write(NDArray(shape: [6], (1...6).map(Int32.init)))
        }
        try await change("raw/c/0") { $0.removeLast() }
        try await change("sum/c/1") { $0[3] ^= 4 }
        try await change("gzip/c/2") { $0 = [] }
        let found = try await findings()
        #expect(found.map(\.key) == ["gzip/c/2", "raw/c/0", "sum/c/1"])
        #expect(found.allSatisfy { $0.kind == .chunk && $0.action == .none })
        #expect(found.last?.message.contains("crc32c") == true)
    }

    @Test func findsDamagedShards() async throws {
        _ = try await sharded()
        func finding() async throws -> CheckReport.Finding {
            let found = try await findings()
            #expect(found.count == 1)
            let finding = try #require(found.first)
            #expect(finding.kind == .shard && finding.key == "a/c/1/0")
            return finding
        }
        let original = try #require(try await store.get(StoreKey("a/c/1/0")))
        // One bit of subchunk (0, 1).
        try await change("a/c/1/0") { $0[30] ^= 1 }
        var found = try await finding()
        #expect(found.lost == [[0, 1]] && found.keptCount == 3)
        // An entry behind the end.
        try await store.set(StoreKey("a/c/1/0"), original)
        try await changeIndex("a/c/1/0") { $0[4] = 1 << 40 }
        found = try await finding()
        #expect(found.lost == [[1, 0]] && found.message.contains("the index puts it"))
        // An entry that is no place at all.
        try await store.set(StoreKey("a/c/1/0"), original)
        try await changeIndex("a/c/1/0") { $0[7] = .max - 1 }
        #expect(try await finding().lost == [[1, 1]])
        // An entry that overlaps its neighbour.
        try await store.set(StoreKey("a/c/1/0"), original)
        try await changeIndex("a/c/1/0") { $0[2] -= 4 }
        found = try await finding()
        #expect(found.lost == [[0, 1]] && found.message.contains("overlap"))
        // A word of the index, which stands at the end.
        try await store.set(StoreKey("a/c/1/0"), original)
        try await change("a/c/1/0") { $0[$0.count - 60] ^= 1 }
        found = try await finding()
        #expect(found.keptCount == 0 && found.message.contains("index"))
        // Cut off, index and all.
        try await store.set(StoreKey("a/c/1/0"), original)
        try await change("a/c/1/0") { $0.removeLast(40) }
        found = try await finding()
        #expect(found.keptCount == 0)
        try await change("a/c/1/0") { $0 = [1, 2, 3] }
        #expect(try await finding().lost == nil)
    }

    /// Holes are what changed shards have, and equal subchunks may share their bytes.
    @Test func holesAndSharedBytesAreNoDamage() async throws {
        _ = try await sharded()
        try await change("a/c/0/0") { $0.insert(contentsOf: [9, 9, 9, 9, 9], at: 4 * 28) }
        try await changeIndex("a/c/0/0") { words in (words[2], words[3]) = (words[0], words[1]) }
        #expect(try await findings().isEmpty)
    }

    /// Words of an index in front keep their places, so that subchunks with checksums can be told.
    @Test func aDamagedIndexInFrontLosesOneSubchunk() async throws {
        _ = try await sharded([.crc32c], .start)
        try await change("a/c/0/0") { $0[20] ^= 1 }
        let found = try await findings()
        #expect(found.first?.keptCount == 3 && found.first?.lost == [[0, 1]])
    }

    /// Where bytes were cut off, words of the index are found in the places of others: what they lead to decodes.
    @Test(arguments: 1..<100) func aCutIndexIsNotBelieved(_ count: Int) async throws {
        for codecs in [[], [.crc32c]] as [[CodecChoice]] {
            let array = try await ZarrArray.create(
                in: store, at: "b",
                ArrayLayout(shape: [4, 3], dataType: .int32, chunks: [1, 3], shards: [4, 3], codecs: codecs))
            try await array.write(NDArray(shape: [4, 3], (1...12).map { Int32($0 < 10 ? $0 : -1) }))
            try await change("b/c/0/0") { $0.removeLast(min(count, $0.count)) }
            #expect(try await findings().first?.keptCount ?? 0 == 0)
            try await array.delete()
        }
    }

    /// Without checksums of subchunks a damaged index is believed only where it leaves no byte over.
    @Test func aDamagedIndexIsNotGuessedAt() async throws {
        let array = try await sharded([])
        // The checksum alone: the words fit each other.
        try await change("a/c/0/0") { $0[$0.count - 1] ^= 1 }
        // A word: raw bytes decode wherever they are taken from.
        try await change("a/c/0/1") { $0[$0.count - 68] ^= 4 }
        let found = try await findings(.repair)
        #expect(found.map(\.action) == [.salvaged, .moved])
        #expect(found.map(\.keptCount) == [4, 0])
        #expect(try await findings().isEmpty)
        let values = try await array.read(as: Int32.self)
        #expect(values[0, 0] == 1 && values[3, 5] == 42 && values[0, 6] == 0 && values[7, 11] == 96)
    }

    @Test func findsKeysOutOfPlace() async throws {
        _ = try await ZarrArray.counting(.int32, [4, 4], chunks: [2, 2], path: "g/a", in: store)
        for key in ["g/a/c/7/0", "g/a/c.1.1", "g/a/1/1", "g/a/c/1", "g/a/c/0/0/0", "g/a/notes", "g/readme", "lost/c/0"]
        {
            try await store.set(StoreKey(key), Bytes([1, 2, 3]))
        }
        let found = try await findings()
        let kinds = Dictionary(uniqueKeysWithValues: found.map { ($0.key ?? "", $0.kind) })
        #expect(
            kinds == [
                "g/a/c/7/0": .outside, "g/a/c.1.1": .misplaced, "g/a/1/1": .misplaced, "g/a/c/1": .misplaced,
                "g/a/c/0/0/0": .misplaced, "g/a/notes": .stray, "g/readme": .stray, "lost/c/0": .stray,
            ])
        let repaired = try await StoreCheck.report(on: store, at: "g", .repair)
        #expect(repaired.broken == "g/__broken/1" && !repaired.isClean)
        #expect(try await store.get(StoreKey("g/__broken/1/a/c/7/0"))?.array == [1, 2, 3])
        #expect(try await store.get(StoreKey("g/a/c/7/0")) == nil)
        #expect(try await store.get(StoreKey("g/a/c.1.1")) != nil)
    }

    /// Blocks of N5, whose keys are those of the axes reversed.
    @Test func findsWhatIsWrongInN5() async throws {
        let array = try await ZarrArray.create(
            in: store, at: "g/a",
            ArrayLayout(shape: [5, 7], dataType: .int16, chunks: [2, 3], codecs: [.gzip()], format: .n5))
        try await array.write(NDArray(shape: [5, 7], (1...35).map(Int16.init)))
        try await store.set(StoreKey("h/attributes.json"), Bytes(#"{"note": 1}"#.utf8))
        let sound = try await StoreCheck.report(on: store)
        #expect(sound.findings.isEmpty && sound.groupCount == 3 && sound.chunkCount == 9, "\(sound.text)")
        // Cut in its header and behind it, a bit of a checksum, another rank, a mode that is none, nothing.
        try await change("g/a/0/0") { $0.removeLast($0.count - 7) }
        try await change("g/a/1/0") { $0.removeLast(3) }
        try await change("g/a/2/0") { $0[$0.count - 6] ^= 1 }
        try await change("g/a/0/1") { $0[3] = 3 }
        try await change("g/a/1/1") { $0[1] = 7 }
        try await change("g/a/2/1") { $0 = [] }
        // Smaller and larger than it should be is no damage: the block of the corner, and one of another writer.
        let whole = ArrayLayout(shape: [2, 3], dataType: .int16, codecs: [.gzip()], format: .n5)
        var padding = ZarrContext.standard
        padding.padsEdges = true
        let other = MemoryStore()
        try await ZarrArray.create(in: other, whole, context: padding)
            .write(NDArray(shape: [2, 3], repeating: Int16(35)))
        try await store.set(StoreKey("g/a/2/2"), #require(try await other.get(StoreKey("0/0"))))
        // Reversed once too often, of another number of axes, in the manner of Zarr, and of nobody.
        for key in ["g/a/1/3", "g/a/1", "g/a/1/1/1", "g/a/c/0/0", "g/a/0.1", "g/a/notes", "g/readme"] {
            try await store.set(StoreKey(key), Bytes([1, 2, 3]))
        }
        let found = try await findings()
        let kinds = Dictionary(uniqueKeysWithValues: found.map { ($0.key ?? "", $0.kind) })
        #expect(
            kinds == [
                "g/a/0/0": .chunk, "g/a/1/0": .chunk, "g/a/2/0": .chunk, "g/a/0/1": .chunk, "g/a/1/1": .chunk,
                "g/a/2/1": .chunk, "g/a/1/3": .outside, "g/a/1": .misplaced, "g/a/1/1/1": .misplaced,
                "g/a/c/0/0": .misplaced, "g/a/0.1": .misplaced, "g/a/notes": .stray, "g/readme": .stray,
            ])
        let repaired = try await StoreCheck.report(on: store, .repair)
        #expect(repaired.findings.count { $0.action == .moved } == 7, "\(repaired.text)")
        #expect(try await store.get(StoreKey("__broken/1/g/a/2/0")) != nil)
        #expect(try await findings().allSatisfy { $0.kind == .misplaced || $0.kind == .stray })
        // What lies aside is no group, though every other directory is one.
        #expect(try await Hierarchy.open(in: store).nodes().map(\.path) == ["", "g", "g/a", "h"])
        for path in ["__broken", "__broken/1", "__broken/1/g/a"] {
            await #expect(throws: ZarrError.self) { try await Hierarchy.open(in: store, at: path) }
        }
        let valid = try await Validation.report(on: store, at: "")
        #expect(valid.groupCount == 3 && valid.arrayCount == 1)
        let values = try await array.read(as: Int16.self)
        for place in [[0, 0], [0, 3], [1, 6], [3, 2], [2, 6]] { #expect(values[place[0], place[1]] == 0, "\(place)") }
        #expect(values[4, 0] == 29 && values[4, 5] == 34 && values[4, 6] == 35)
    }

    @Test func findsUnreadableMetadata() async throws {
        _ = try await ZarrArray.counting(.int32, [4], path: "a", in: store)
        _ = try await ZarrArray.counting(.int32, [4], path: "b", in: store)
        try await store.set(StoreKey("a/zarr.json"), Bytes(#"{"zarr_format": 3, "node_type": "array", "#.utf8))
        let found = try await findings(.repair)
        #expect(found.contains { $0.kind == .metadata && $0.node == "a" && $0.action == .none })
        #expect(found.allSatisfy { $0.node == "a" })
    }

    /// Whatever is damaged: after a repair nothing is wrong, every element is the old one or fill, and the old bytes are kept.
    @Test(arguments: 0..<80 as Range<UInt64>)
    func repairKeepsWhatCanBeRead(_ seed: UInt64) async throws {
        var random = SeededGenerator(seed: seed)
        let array = try await sharded(
            Bool.random(using: &random) ? [.crc32c] : [.gzip(level: 1)],
            Bool.random(using: &random) ? .start : .end)
        let keys = ["a/c/0/0", "a/c/0/1", "a/c/1/0", "a/c/1/1"].shuffled(using: &random).prefix(2)
        var damaged: [String: [UInt8]] = [:]
        var flips = 0
        for key in keys {
            try await change(key) { bytes in
                if Bool.random(using: &random) { bytes.removeLast(Int.random(in: 1..<bytes.count, using: &random)) }
                if !bytes.isEmpty, Bool.random(using: &random) {
                    flips += 1
                    bytes[bytes.indices.randomElement(using: &random) ?? 0] ^=
                        1 << UInt8.random(in: 0..<8, using: &random)
                }
                damaged[key] = bytes
            }
        }
        let before = try await findings()
        let repaired = try await StoreCheck.report(on: store, .repair)
        #expect(repaired.isClean, "seed \(seed): \(repaired.text)")
        #expect(repaired.findings.map(\.key) == before.map(\.key))
        for finding in repaired.findings {
            let key = try #require(finding.key)
            #expect(try await store.get(StoreKey("__broken/1/" + key))?.array == damaged[key], "seed \(seed)")
        }
        #expect(try await findings().isEmpty, "seed \(seed)")
        let values = try await array.read(as: Int32.self).elements
        for (place, value) in values.enumerated() { #expect(value == 0 || value == Int32(place + 1), "seed \(seed)") }
        let kept = values.count { $0 != 0 }
        #expect(kept >= 48, "seed \(seed): two shards were not touched")
        if !before.isEmpty {
            #expect(try await store.get(StoreKey("__broken/1/report.json")) != nil)
            // What lies aside is no data.
            #expect(try await Hierarchy.open(in: store).nodes().map(\.path) == ["", "a"])
            #expect(try await Validation.report(on: store, at: "", readsChunks: true).issues.isEmpty)
            try await store.set(StoreKey("a/c/0/0"), Bytes([1]))
            #expect(try await StoreCheck.report(on: store, .repair).broken == "__broken/2")
        }
    }

    /// What a limit keeps from being decoded may be sound: it is told, and left where it is.
    @Test func whatCannotBeJudgedStays() async throws {
        for (path, shards) in [("a", nil), ("b", [4])] as [(String, [Int]?)] {
            _ = try await ZarrArray.counting(.string, [4], chunks: [2], shards: shards, path: path, in: store)
        }
        let context = ZarrContext(workers: 1, limits: DecodingLimits(variableLengthChunkBytes: 4))
        let report = try await StoreCheck.report(on: store, .repair, context: context)
        #expect(report.findings.map(\.kind) == [.unreadable, .unreadable, .unreadable], "\(report.text)")
        #expect(report.findings.allSatisfy { $0.action == .none } && report.broken == nil)
        #expect(try await findings().isEmpty)
    }

    /// An array that is checked by itself has its broken values below it, which are none of its chunks.
    @Test func anArrayByItself() async throws {
        let array = try await sharded()
        try await change("a/c/0/0") { $0[1] ^= 1 }
        let report = try await StoreCheck.report(on: store, at: "a", .repair)
        #expect(report.broken == "a/__broken/1" && report.isClean)
        #expect(try await StoreCheck.report(on: store, at: "a").findings.isEmpty)
        #expect(try await Validation.report(on: store, at: "a", readsChunks: true).issues.isEmpty)
        let values = try await array.read(as: Int32.self)
        #expect(values[0, 0] == 0 && values[0, 3] == 4)
    }
}
