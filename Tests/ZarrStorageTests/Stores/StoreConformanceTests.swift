import Testing
import ZarrBase
import ZarrStorage
import ZarrTesting

@Suite struct StoreConformanceTests {
    @Test(arguments: StoreConformance.allCases) func memory(_ check: StoreConformance) async throws {
        try await check.run(on: MemoryStore())
    }

    @Test(arguments: StoreConformance.allCases) func fileSystem(_ check: StoreConformance) async throws {
        let directory = try TemporaryDirectory()
        try await check.run(on: FileSystemStore(root: directory.path + "/store", durability: .none))
        #expect(try !directory.names().contains { $0.hasSuffix("__partial") })
    }

    @Test(arguments: StoreConformance.allCases) func prefix(_ check: StoreConformance) async throws {
        let base = MemoryStore()
        try await base.set(StoreKey("in"), Bytes([1]))
        try await base.set(StoreKey("inner/x"), Bytes([2]))
        try await check.run(on: PrefixStore(base, StorePrefix("in/side")))
        #expect(try await base.get(StoreKey("in"))?.array == [1])
        #expect(try await base.get(StoreKey("inner/x"))?.array == [2])
    }

    @Test(arguments: StoreConformance.allCases) func prefixOfFiles(_ check: StoreConformance) async throws {
        let directory = try TemporaryDirectory()
        let base = try FileSystemStore(root: directory.path, durability: .none)
        try await check.run(on: PrefixStore(base, StorePrefix("in/side")))
    }

    @Test(arguments: StoreConformance.allCases) func recording(_ check: StoreConformance) async throws {
        let directory = try TemporaryDirectory()
        let base = try FileSystemStore(root: directory.path, durability: .none)
        let store = RecordingStore(base)
        try await check.run(on: store)
        #expect(store.log.count > 0 || check == .conditions)
    }

    @Test(arguments: StoreConformance.allCases) func faultless(_ check: StoreConformance) async throws {
        try await check.run(on: FaultStore(MemoryStore(), []))
    }

    @Test(arguments: StoreConformance.allCases) func awaited(_ check: StoreConformance) async throws {
        try await check.run(on: AwaitedStore(MemoryStore()))
    }

    /// The suite finds what it is there to find.
    @Test(arguments: [
        (StoreConformance.valuesReadBack, StoreFault(.get, 0, .flip(byte: 0))),
        (.valuesReadBack, StoreFault(.get, 3, .cut(to: 100))),
        (.ranges, StoreFault(.get, 2, .cut(to: 0))),
        (.erasing, StoreFault(.erase, 0, .fail(ZarrError(.io, "down")))),
        (.overwriting, StoreFault(.set, 1, .fail(ZarrError(.io, "down")))),
        (.synchronousTwin, StoreFault(.get, 0, .flip(byte: 4999))),
        (.synchronousTwin, StoreFault(.get, 3, .cut(to: 5))),
        (.conditions, StoreFault(.set, nil, .ignoreCondition)),
        (.conditions, StoreFault(.set, 1, .ignoreCondition)),
    ])
    func findsFaults(_ check: StoreConformance, _ fault: StoreFault) async throws {
        await #expect(throws: (any Error).self) { try await check.run(on: FaultStore(MemoryStore(), [fault])) }
    }
}
