import Testing
import ZarrStorage
import ZarrTesting

@testable import Zarr

@Suite struct AppendTests {
    let store = MemoryStore()

    private func create(_ path: String, shards: [Int]? = nil, format: FormatIdentifier = .zarr3) async throws
        -> ZarrArray
    {
        try await ZarrArray.create(
            in: store, at: path,
            ArrayLayout(shape: [3, 4], dataType: .int32, chunks: [2, 2], shards: shards, format: format))
    }

    private func rows(_ count: Int, of value: Int32) throws -> NDArray<Int32> {
        try NDArray(shape: [count, 4], [Int32](repeating: value, count: 4 * count))
    }

    private func journals() async throws -> [String] {
        try await store.list(.root).map(\.path).filter { $0.contains(AppendJournal.name) }
    }

    @Test(arguments: AppendMode.allCases, FormatIdentifier.writable)
    func writesBehindTheEnd(mode: AppendMode, format: FormatIdentifier) async throws {
        let array = try await create("g/a", format: format)
        try await array.write(rows(3, of: 1))
        #expect(try await array.append(rows(2, of: 2), as: mode) == 3..<5)
        // Who opened it before sees where it ends now.
        let other = try await ZarrArray.open(in: store, at: "g/a")
        #expect(try await other.append(rows(4, of: 3), as: mode) == 5..<9)
        #expect(try await array.append(rows(1, of: 4), as: mode) == 9..<10)
        let found = try await ZarrArray.open(in: store, at: "g/a").read([.all, 0], as: Int32.self).elements
        #expect(found == [1, 1, 1, 2, 2, 3, 3, 3, 3, 4])
        #expect(try await journals() == [])
    }

    @Test func whatIsNotPublishedIsNotSeen() async throws {
        let array = try await create("a", shards: [4, 4])
        try await array.write(rows(3, of: 1))
        try await array.append(count: 5, as: .published) { grown, range in
            try await grown.write(rows(5, of: 2), at: [3..<8])
            #expect(range == 3..<8)
            #expect(try await ZarrArray.open(in: store, at: "a").shape == [3, 4])
        }
        #expect(array.shape == [8, 4])
        #expect(try await array.read([7, 3], as: Int32.self).elements == [2])
    }

    /// Killed while data is written: as before, and growing shows fill.
    @Test(arguments: [nil, [4, 4]] as [[Int]?]) func aKilledAppenderLeavesFill(shards: [Int]?) async throws {
        let array = try await create("g/a", shards: shards)
        try await array.write(rows(3, of: 1))
        let storage = try NodeStorage(store, path: "g/a")
        let journal = AppendJournal(entries: [.init(path: "", old: [3, 4], new: [8, 4])])
        try await storage.write([(AppendJournal.name, journal.bytes)])
        try await array.grown(to: [8, 4]).write(rows(4, of: 9), at: [3..<7])
        try await array.resize(to: [8, 4])
        #expect(try await array.read([.all, 0], as: Int32.self).elements == [1, 1, 1, 0, 0, 0, 0, 0])
        #expect(try await journals() == [])
    }

    private func prepareGroup(_ mode: AppendMode) async throws -> (ZarrGroup, ZarrArray, ZarrArray) {
        let group = try await ZarrGroup.create(in: store, at: "g")
        let (a, b) = (try await create("g/a"), try await create("g/deep/b", shards: [4, 4]))
        for array in [a, b] { try await array.write(rows(3, of: 1)) }
        return (group, a, b)
    }

    @Test func severalArraysGrowTogether() async throws {
        let (group, a, b) = try await prepareGroup(.published)
        try await group.append(["a": rows(1, of: 5).erased, "deep/b": rows(2, of: 6).erased])
        let (foundA, foundB) = (
            try await ZarrArray.open(in: store, at: "g/a").read([.all, 1], as: Int32.self).elements,
            try await ZarrArray.open(in: store, at: "g/deep/b").read([.all, 1], as: Int32.self).elements
        )
        #expect(foundA == [1, 1, 1, 5])
        #expect(foundB == [1, 1, 1, 6, 6])
        #expect(try await journals() == [])
        await #expect(throws: ZarrError.self) {
            try await group.append([
                "a": rows(1, of: 5).erased, "deep/b": NDArray(shape: [1, 3], [1, 2, 3] as [Int32]).erased,
            ])
        }
        await #expect(throws: ZarrError.self) { try await group.append(["none": rows(1, of: 5).erased]) }
        await #expect(throws: ZarrError.self) {
            try await group.append(["a": rows(1, of: 5).erased, "/a": rows(1, of: 5).erased])
        }
        #expect(try await journals() == [])
        _ = (a, b)
    }

    /// At each place where it may be killed, all arrays have the old length or, once the next one has looked, all the new.
    @Test(arguments: [false, true], [0, 1]) func aKilledAppendOfSeveralIsUndoneOrFinished(
        isWritten: Bool, published: Int
    ) async throws {
        let (_, a, b) = try await prepareGroup(.published)
        let storage = try NodeStorage(store, path: "g")
        var journal = AppendJournal(entries: [
            .init(path: "a", old: [3, 4], new: [5, 4]), .init(path: "deep/b", old: [3, 4], new: [4, 4]),
        ])
        try await a.grown(to: [5, 4]).write(rows(2, of: 7), at: [3..<5])
        try await b.grown(to: [4, 4]).write(rows(1, of: 8), at: [3..<4])
        journal.isWritten = isWritten
        try await storage.write([(AppendJournal.name, journal.bytes)])
        if isWritten, published == 1 { try await a.publish(journal.entries[0]) }
        // Any growth of either array comes after it.
        let again = try await ZarrArray.open(in: store, at: "g/deep/b")
        try await again.resize(to: [6, 4])
        #expect(try await ZarrArray.open(in: store, at: "g/a").shape == [isWritten ? 5 : 3, 4])
        let found = try await again.read([.all, 2], as: Int32.self).elements
        #expect(found == (isWritten ? [1, 1, 1, 8, 0, 0] : [1, 1, 1, 0, 0, 0]))
        let grown = try await ZarrArray.open(in: store, at: "g/a")
        try await grown.resize(to: [6, 4])
        #expect(
            try await grown.read([.all, 2], as: Int32.self).elements
                == (isWritten ? [1, 1, 1, 7, 7, 0] : [1, 1, 1, 0, 0, 0]))
        #expect(try await journals() == [])
    }

    @Test func aFailedAppendLeavesTheArrayAsItWas() async throws {
        let array = try await create("a")
        try await array.write(rows(3, of: 1))
        struct Stop: Error {}
        await #expect(throws: Stop.self) {
            try await array.append(count: 3, as: .published) { grown, _ in
                try await grown.write(rows(3, of: 9), at: [3..<6])
                throw Stop()
            }
        }
        #expect(try await journals() == [])
        try await array.resize(to: [6, 4])
        #expect(try await array.read([.all, 0], as: Int32.self).elements == [1, 1, 1, 0, 0, 0])
    }

    @Test func aDamagedJournalIsNamed() async throws {
        let array = try await create("a")
        let storage = try NodeStorage(store, path: "a")
        for text in ["", "{}", "[]", #"{"arrays":[{"path":"","from":[3],"to":[3,4]}],"written":false}"#] {
            try await storage.write([(AppendJournal.name, Bytes(text.utf8))])
            await #expect(throws: ZarrError.self) { try await array.resize(to: [5, 4]) }
            #expect(try await ZarrArray.open(in: store, at: "a").shape == [3, 4])
        }
    }

    @Test(arguments: AppendMode.allCases) func manyAppendAtOnce(mode: AppendMode) async throws {
        _ = try await create("a", shards: [4, 4])
        try await withThrowingTaskGroup(of: Range<Int>.self) { group in
            for task in 0..<4 {
                let array = try await ZarrArray.open(in: store, at: "a")
                group.addTask {
                    var last = 0..<0
                    for _ in 0..<10 { last = try await array.append(rows(1, of: Int32(task + 1)), as: mode) }
                    return last
                }
            }
            try await group.waitForAll()
        }
        let found = try await ZarrArray.open(in: store, at: "a").read([3..., 0], as: Int32.self).elements
        #expect(found.count == 40)
        for task in 1...4 { #expect(found.count { $0 == Int32(task) } == 10) }
    }
}
