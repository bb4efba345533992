import Synchronization
import Testing
import Zarr

/// Members are opened several at a time; what comes of it is in the order of their names.
@Suite struct ManyMembersTests {
    /// More than are opened together.
    private static let count = 1100

    private func group(_ kind: StoreKind) async throws -> (group: ZarrGroup, names: [String]) {
        let store = MemoryStore()
        let array = try await ZarrArray.create(in: store, at: "g/a", ArrayLayout(shape: [2], dataType: .int8))
        let document = try #require(try await store.get(StoreKey("g/a/zarr.json")))
        try await array.delete()
        let names = (0..<Self.count).map { "a\($0)" }.sorted()
        for name in names { try await store.set(StoreKey("g/\(name)/zarr.json"), document) }
        return (try await ZarrGroup.open(in: kind.store(store), at: "g"), names)
    }

    @Test(arguments: StoreKind.allCases) func membersAreSorted(kind: StoreKind) async throws {
        let (group, names) = try await group(kind)
        #expect(try await group.members().map(\.name) == names)
        var walked: [String] = []
        for try await node in group.walk() { walked.append(node.name) }
        #expect(walked == names)
    }

    @Test(arguments: StoreKind.allCases) func theFirstFailureByNameCounts(kind: StoreKind) async throws {
        let (group, names) = try await group(kind)
        let bad = [3, 40, 511, 512, 1000].map { names[$0] }
        for name in bad {
            try await group.store.writable().set(StoreKey("g/\(name)/zarr.json"), Bytes("{torn".utf8))
        }
        let error = await #expect(throws: ZarrError.self) { try await group.members() }
        #expect(error?.node == "/g/" + bad[0])
        var failed: [String] = []
        let members = try await group.members { path, _ in failed.append(path) }
        #expect(failed == bad.map { "g/" + $0 })
        #expect(members.map(\.name) == names.filter { !bad.contains($0) })
        let walkFailures = Mutex<[String]>([])
        var walked: [String] = []
        for try await node in group.walk(onFailure: { path, _ in walkFailures.withLock { $0.append(path) } }) {
            walked.append(node.name)
        }
        #expect(walkFailures.withLock { $0 } == failed)
        #expect(walked == members.map(\.name))
    }
}
