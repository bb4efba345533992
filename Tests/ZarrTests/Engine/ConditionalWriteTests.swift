import Testing
import Zarr
import ZarrStorage
import ZarrTesting

/// Writers of stores that are awaited and have conditions: what one of them has written, no other one overwrites unseen.
@Suite struct ConditionalWriteTests {
    static let layouts: [[Int]?] = [nil, [8, 8]]

    /// Two chunks or shards of 8 x 8.
    private static func array(_ shards: [Int]?, in base: MemoryStore) async throws {
        _ = try await ZarrArray.create(
            in: base, at: "a",
            ArrayLayout(
                shape: [16, 8], dataType: .int32, chunks: shards == nil ? [8, 8] : [4, 4], shards: shards,
                codecs: [.zstd(level: 1)]))
    }

    private static func open(_ store: any Store, isOnlyWriter: Bool = false) async throws -> ZarrArray {
        var context = ZarrContext.standard
        context.isOnlyWriter = isOnlyWriter
        return try await ZarrArray.open(in: store, at: "a", context: context)
    }

    private static func repeating<Result>(_ body: () async throws -> Result) async throws -> Result {
        for _ in 0..<100 {
            do { return try await body() } catch let error as ZarrError where error.code != .unsupported { continue }
        }
        return try await body()
    }

    /// Two programs, as far as one can tell, that write rows of the same chunks; what fails they write again.
    @Test(arguments: layouts, [0, 10]) func partsOfTwoWritersAreKept(shards: [Int]?, oneIn: Int) async throws {
        let base = MemoryStore()
        try await Self.array(shards, in: base)
        let rounds = 12
        try await withThrowingTaskGroup(of: Void.self) { group in
            for writer in 0..<2 {
                group.addTask {
                    let late = FaultStore(
                        AwaitedStore(base, identity: "writer \(writer)"),
                        random: RandomFaults(seed: UInt64(writer), oneIn: oneIn, latency: .milliseconds(2)))
                    let array = try await Self.repeating { try await Self.open(late) }
                    for round in 0..<rounds {
                        for row in stride(from: writer, to: 16, by: 2) {
                            let value = Int32(1 + 1000 * row + round)
                            let elements = try NDArray(shape: [1, 8], repeating: value)
                            try await Self.repeating { try await array.write(elements, at: [row..<row + 1]) }
                        }
                    }
                }
            }
            try await group.waitForAll()
        }
        let found = try await Self.open(base).read(as: Int32.self).elements
        let wanted = (0..<128).map { place -> Int32 in Int32(1000 * (place / 8) + rounds) }
        #expect(found == wanted)
    }

    /// Somebody else writes between reading and replacing: what is replaced is read again.
    @Test(arguments: layouts) func whoeverIsQuickerIsSeen(shards: [Int]?) async throws {
        let base = MemoryStore()
        try await Self.array(shards, in: base)
        let other = try await Self.open(base)
        let store = MeddledStore(base) { _, number, isDone in
            if !isDone, number < 3 {
                try await other.write(NDArray(shape: [1, 1], [Int32(number + 1)]), at: [0..<1, number..<number + 1])
            }
            return .given
        }
        try await Self.open(store).write(NDArray(shape: [1, 8], [Int32](repeating: 9, count: 8)), at: [1..<2])
        #expect(store.sets == 4)
        let found = try await other.read([0..<2], as: Int32.self).elements
        let wanted: [Int32] = [1, 2, 3, 0, 0, 0, 0, 0, 9, 9, 9, 9, 9, 9, 9, 9]
        #expect(found == wanted)
    }

    @Test func aLostAnswerIsReadBack() async throws {
        let base = MemoryStore()
        try await Self.array(nil, in: base)
        let other = try await Self.open(base)
        let row = try NDArray(shape: [1, 8], [Int32](repeating: 9, count: 8))
        // It was carried out: nothing is sent twice.
        let lost = MeddledStore(base) { _, number, isDone in isDone && number == 0 ? .lost : .given }
        try await Self.open(lost).write(row, at: [1..<2])
        #expect(lost.sets == 1)
        #expect(try await other.read([1..<2], as: Int32.self).elements == row.elements)
        // It was not: it is sent again, but not for ever.
        let broken = MeddledStore(base) { _, number, _ in
            if number < 2 { throw ZarrError(.io, "the connection broke") }
            return .given
        }
        try await Self.open(broken).write(row, at: [2..<3])
        #expect(broken.sets == 3)
        #expect(try await other.read([2..<3], as: Int32.self).elements == row.elements)
        let dead = MeddledStore(base) { _, _, _ in throw ZarrError(.io, "the connection broke") }
        let error = await #expect(throws: ZarrError.self) { try await Self.open(dead).write(row, at: [3..<4]) }
        #expect(error?.code == .io)
        #expect(error?.key == "a/c/0/0")
        // It was, and somebody has changed the same chunk since.
        let unclear = MeddledStore(base) { _, number, isDone in
            guard isDone, number == 0 else { return .given }
            try await other.write(NDArray(shape: [1, 8], [Int32](repeating: 4, count: 8)), at: [5..<6])
            return .lost
        }
        try await Self.open(unclear).write(row, at: [4..<5])
        #expect(try await other.read([4..<5], as: Int32.self).elements == row.elements)
        #expect(try await other.read([5..<6], as: Int32.self).elements == [Int32](repeating: 4, count: 8))
    }

    @Test func anEndpointThatIgnoresConditionsIsFoundOut() async throws {
        let base = MemoryStore()
        try await Self.array(nil, in: base)
        let store = FaultStore(AwaitedStore(base), [StoreFault(.set, nil, .ignoreCondition)])
        let array = try await Self.open(store)
        let row = try NDArray(shape: [1, 8], [Int32](repeating: 9, count: 8))
        for attempt in [
            { try await array.write(row, at: [1..<2]) }, { try await array.write(row, at: [9..<10]) },
            { try await array.updateAttributes { $0["a"] = 1 } }, { try await array.resize(to: [20, 8]) },
            { _ = try await array.append(row) }, { _ = try await array.append(row, as: .published) },
        ] as [() async throws -> Void] {
            let error = await #expect(throws: ZarrError.self) { try await attempt() }
            #expect(error?.code == .unsupported)
            #expect(error?.hint?.contains("isOnlyWriter") == true)
        }
        // Asked once, by a key that is gone.
        #expect(store.count(.set) == 2)
        #expect(try await base.list(.root).map(\.path) == ["a/zarr.json", "zarr.json"])
        // Whole chunks need no conditions, and who is alone needs none either.
        try await array.write(NDArray(shape: [8, 8], [Int32](repeating: 1, count: 64)), at: [0..<8])
        let alone = try await Self.open(store, isOnlyWriter: true)
        try await alone.write(row, at: [1..<2])
        try await alone.updateAttributes { $0["a"] = 1 }
        _ = try await alone.append(row)
        _ = try await alone.append(row, as: .published)
        let found = try await Self.open(base)
        #expect(found.shape == [18, 8])
        #expect(try await found.attributes()["a"] == 1)
        #expect(try await found.read([0..<3, 0..<1], as: Int32.self).elements == [1, 9, 1])
        #expect(try await found.read([15..<18, 0..<1], as: Int32.self).elements == [0, 9, 9])
    }

    /// Erasing knows no conditions: a chunk that has become fill is stored.
    @Test(arguments: layouts) func fillIsNeverExpressedByErasing(shards: [Int]?) async throws {
        let base = MemoryStore()
        try await Self.array(shards, in: base)
        let log = RequestLog()
        let array = try await Self.open(RecordingStore(AwaitedStore(base), log: log))
        try await array.write(NDArray(shape: [3, 8], [Int32](repeating: 9, count: 24)), at: [0..<3])
        try await array.erase([0..<3])
        #expect(log.count(.erase) == 0)
        #expect(try await base.size(of: StoreKey("a/c/0/0")) != nil)
        #expect(try await array.read(as: Int32.self).elements == [Int32](repeating: 0, count: 128))
        // Where there was nothing, nothing is stored.
        try await array.write(NDArray(shape: [3, 8], [Int32](repeating: 0, count: 24)), at: [8..<11])
        #expect(try await base.size(of: StoreKey("a/c/1/0")) == nil)
    }

    @Test func aPartIsReadAndReplacedOnce() async throws {
        let base = MemoryStore()
        try await Self.array(nil, in: base)
        let log = RequestLog()
        let array = try await Self.open(RecordingStore(AwaitedStore(base), log: log))
        log.reset()
        try await array.write(NDArray(shape: [1, 8], [Int32](repeating: 9, count: 8)), at: [0..<1])
        #expect(log.requests.map(\.kind) == [.get, .set])
    }
}
