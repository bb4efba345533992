import Testing
import ZarrTesting

@testable import Zarr
@testable import ZarrTools

struct CompactionTests {
    let store = MemoryStore()

    /// 2 x 2 shards of 2 x 2 subchunks of 2 x 3 elements.
    private func sharded(
        _ codecs: [CodecChoice] = [.gzip(level: 1)], _ location: ShardingCodec.IndexLocation = .end,
        at path: String = "a"
    ) async throws -> ZarrArray {
        let array = try await ZarrArray.create(
            in: store, at: path,
            ArrayLayout(
                shape: [8, 12], dataType: .int32, chunks: [2, 3], shards: [4, 6], codecs: codecs,
                shardIndexLocation: location))
        try await array.write(NDArray(shape: [8, 12], (1...96).map(Int32.init)))
        return array
    }

    private func bytes(_ key: String) async throws -> [UInt8]? { try await store.get(StoreKey(key))?.array }

    private func change(
        _ key: String, isAtStart: Bool = false, hasChecksum: Bool = true, _ body: (inout GarbageShard) throws -> Void
    ) async throws {
        let old = try #require(try await bytes(key))
        var shard = GarbageShard(old, count: 4, isAtStart: isAtStart, hasChecksum: hasChecksum)
        try body(&shard)
        try await store.set(StoreKey(key), Bytes(shard.bytes))
    }

    /// Whatever writers append, holes, copies and indexes: afterwards the array reads the same, and no byte is too many.
    @Test(arguments: 0..<60 as Range<UInt64>)
    func garbageGoesAndValuesStay(_ seed: UInt64) async throws {
        var random = SeededGenerator(seed: seed)
        let isAtStart = Bool.random(using: &random)
        let codecs: [CodecChoice] = Bool.random(using: &random) ? [.gzip(level: 1)] : [.crc32c]
        let array = try await sharded(codecs, isAtStart ? .start : .end)
        if Bool.random(using: &random) { try await array.erase([0..<2, 0..<3]) }
        let clean = try await array.read(as: Int32.self).elements
        var sizes: [String: Int] = [:]
        var touched = 0
        for key in ["a/c/0/0", "a/c/0/1", "a/c/1/0", "a/c/1/1"] {
            sizes[key] = try await bytes(key)?.count
            guard Bool.random(using: &random) else { continue }
            touched += 1
            try await change(key, isAtStart: isAtStart) { shard in
                for _ in 0..<Int.random(in: 1...5, using: &random) {
                    if Bool.random(using: &random) {
                        _ = shard.rewrite(Int.random(in: 0..<4, using: &random))
                    }
                    shard.pad((0..<Int.random(in: 1...40, using: &random)).map { UInt8($0) })
                }
            }
        }
        #expect(try await array.read(as: Int32.self).elements == clean, "seed \(seed)")
        let before = try await Compaction.report(on: store, .report, threshold: 0)
        #expect(before.total.overCount == touched && before.isClean, "seed \(seed)")
        let report = try await Compaction.report(on: store, threshold: 0)
        #expect(report.total.overBytes == before.total.overBytes && report.total.shardCount == 4, "seed \(seed)")
        #expect(try await ZarrArray.open(in: store, at: "a").read(as: Int32.self).elements == clean, "seed \(seed)")
        // Readers that were there before see the new places, too.
        #expect(try await array.read(as: Int32.self).elements == clean, "seed \(seed)")
        for (key, size) in sizes { #expect(try await bytes(key)?.count == size, "seed \(seed)") }
        #expect(try await StoreCheck.report(on: store).findings.isEmpty, "seed \(seed)")
        let again = try await Compaction.report(on: store, threshold: 0)
        #expect(again.total.overCount == 0 && again.text.contains("no garbage"), "seed \(seed)")
    }

    @Test func ourOwnPartialWritesLeaveNone() async throws {
        let array = try await sharded()
        var random = SeededGenerator(seed: 1)
        for _ in 0..<20 {
            let row = Int.random(in: 0...6, using: &random)
            let column = Int.random(in: 0...9, using: &random)
            try await array.write(
                NDArray(shape: [2, 3], (0..<6).map { _ in Int32.random(in: 1...9, using: &random) }),
                at: [row..<row + 2, column..<column + 3])
        }
        let report = try await Compaction.report(on: store, .report, threshold: 0)
        #expect(report.total.overCount == 0 && report.total.shardCount == 4)
    }

    @Test func theThresholdDecides() async throws {
        _ = try await sharded([])
        let size = try #require(try await bytes("a/c/0/0")).count
        // Two shards, of one 5 percent and of the other half; with each comes an old index.
        try await change("a/c/0/0") { $0.pad([]) }
        try await change("a/c/1/1") { $0.pad([UInt8](repeating: 7, count: 2 * size)) }
        let small = 68.0 / Double(size + 68) * 100
        let report = try await Compaction.report(on: store, threshold: small + 0.1)
        #expect(report.total.overCount == 1 && report.total.underCount == 1 && report.total.underBytes == 68)
        #expect(try await bytes("a/c/1/1")?.count == size)
        #expect(try await bytes("a/c/0/0")?.count == size + 68)
        #expect(try await Compaction.report(on: store, threshold: small - 0.1).total.overCount == 1)
        #expect(try await bytes("a/c/0/0")?.count == size)
        await #expect(throws: ZarrError.self) { try await Compaction.report(on: store, threshold: 101) }
    }

    @Test func whatIsSharedStaysShared() async throws {
        let array = try await sharded([])
        try await change("a/c/0/0") { shard in
            var words = shard.words
            (words[2], words[3]) = (words[0], words[1])
            shard.replaceIndex(words)
        }
        let values = try await array.read(as: Int32.self).elements
        let report = try await Compaction.report(on: store, threshold: 0)
        // The old index, and the subchunk that nobody names any more.
        #expect(report.total.overBytes == 68 + 24)
        #expect(try await array.read(as: Int32.self).elements == values)
        #expect(try await bytes("a/c/0/0")?.count == 3 * 24 + 68)
    }

    /// An index that nobody names a subchunk in keeps its shard.
    @Test func anEmptyShardStays() async throws {
        let array = try await sharded([])
        try await change("a/c/0/0") { $0.replaceIndex([UInt64](repeating: .max, count: 8)) }
        #expect(try await Compaction.report(on: store, threshold: 0).total.overCount == 1)
        #expect(try await bytes("a/c/0/0")?.count == 68)
        #expect(try await array.read([0..<4, 0..<6], as: Int32.self).elements.allSatisfy { $0 == 0 })
    }

    @Test func whatIsBrokenIsToldAndLeft() async throws {
        _ = try await sharded([])
        var broken: [String: [UInt8]] = [:]
        try await change("a/c/0/0") { shard in
            shard.pad([1, 2, 3])
            var words = shard.words
            words[0] += 5
            shard.replaceIndex(words)
        }
        try await change("a/c/0/1") { shard in
            var words = shard.words
            words[2] = 1 << 40
            shard.replaceIndex(words)
        }
        var torn = try #require(try await bytes("a/c/1/0"))
        torn[torn.count - 1] ^= 1
        try await store.set(StoreKey("a/c/1/0"), Bytes(torn))
        try await change("a/c/1/1") { $0.pad([4]) }
        for key in ["a/c/0/0", "a/c/0/1", "a/c/1/0"] { broken[key] = try await bytes(key) }
        let report = try await Compaction.report(on: store, threshold: 0)
        #expect(report.problems.compactMap(\.key) == ["a/c/0/0", "a/c/0/1", "a/c/1/0"] && !report.isClean)
        #expect(report.total.overCount == 1 && report.text.contains("3 left"), "\(report.text)")
        for (key, old) in broken { #expect(try await bytes(key) == old) }
    }

    /// Without a checksum of the index, what it says is believed only where all of it decodes.
    @Test func anUncheckedIndexMustBearOut() async throws {
        let codec = ShardingCodec(
            subchunkShape: [3], codecs: CodecChain(bytesToBytes: [CRC32CCodec()]), indexCodecs: CodecChain())
        let description = ArrayDescription(
            format: .zarr3, shape: [12], chunkGrid: .regular(chunkShape: [12]),
            chunkKeyEncoding: .default(separator: .slash), dataType: .int32, fillValue: .zero(of: .int32),
            codecs: CodecChain(arrayToBytes: codec))
        let array = try await ZarrArray.create(in: store, at: "a", description)
        try await array.write(NDArray(shape: [12], (1...12).map(Int32.init)))
        try await change("a/c/0", hasChecksum: false) { shard in
            shard.pad([9, 9])
            var words = shard.words
            words[0] += 1
            shard.replaceIndex(words)
        }
        #expect(try await Compaction.report(on: store, threshold: 0).problems.count == 1)
        try await change("a/c/0", hasChecksum: false) { shard in
            var words = shard.words
            words[0] -= 1
            shard.replaceIndex(words)
        }
        let report = try await Compaction.report(on: store, threshold: 0)
        #expect(report.isClean && report.total.overCount == 1)
        #expect(try await array.read(as: Int32.self).elements == (1...12).map(Int32.init))
    }

    @Test func arraysWithoutShardsAreNoMatter() async throws {
        _ = try await ZarrArray.counting(.int32, [4, 4], chunks: [2, 2], path: "plain", in: store)
        _ = try await sharded(at: "g/s")
        let report = try await Compaction.report(on: store)
        #expect(report.arrays.map(\.path) == ["g/s"] && report.isClean)
        #expect(report.text == "1 arrays with 4 shards of \(ByteText.size(report.total.byteCount)): no garbage\n")
        await #expect(throws: ZarrError.self) { try await Compaction.report(on: store, at: "nowhere") }
        await #expect(throws: ZarrError.self) { try await Compaction.report(on: AwaitedStore(store)) }
    }

    /// While it is compacted again and again, writers of parts lose nothing.
    @Test func writersLoseNothing() async throws {
        let array = try await ZarrArray.create(
            in: store, at: "a",
            ArrayLayout(shape: [64], dataType: .int32, chunks: [4], shards: [16], codecs: [.crc32c]))
        try await array.write(NDArray(shape: [64], [Int32](repeating: -1, count: 64)))
        try await withThrowingTaskGroup(of: Void.self) { group in
            for writer in 0..<4 {
                group.addTask {
                    for round in 1...30 {
                        for place in stride(from: writer, to: 64, by: 4) {
                            try await array.write(
                                NDArray(shape: [1], [Int32(round)]),
                                at: [.slice(start: place, stop: place + 1, step: 1)])
                        }
                    }
                }
            }
            group.addTask {
                let key = try StoreKey("a/c/1")
                for _ in 0..<60 {
                    try array.chunks.change(key, in: store) { value in
                        var shard = GarbageShard(try value.old?.read(.all)?.array ?? [], count: 4, isAtStart: false)
                        shard.pad([1, 2, 3])
                        try shard.bytes.withUnsafeBytes { try value.put([$0]) }
                    }
                    let report = try await Compaction.report(on: store, threshold: 0)
                    #expect(report.isClean)
                }
            }
            try await group.waitForAll()
        }
        #expect(try await array.read(as: Int32.self).elements == [Int32](repeating: 30, count: 64))
    }
}
