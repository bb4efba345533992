import Testing
import ZarrBase
import ZarrStorage

@Suite struct RecordingStoreTests {
    let log = RequestLog()
    let key = StorePrefix.root.key("c/0")

    @Test func writesDownAsynchronousRequests() async throws {
        let store = RecordingStore(MemoryStore(), log: log)
        try await store.set(key, [Bytes([1, 2]), Bytes([3])])
        _ = try await store.get(key, .suffix(length: 2))
        _ = try await store.get(StorePrefix.root.key("absent"))
        _ = try await store.size(of: key)
        _ = try await store.list(.root)
        _ = try await store.listDirectory(StorePrefix("c"))
        try await store.erase(key)
        try await store.erase(StorePrefix("c"))
        #expect(
            log.requests == [
                StoreRequest(.set, "c/0", bytes: 3),
                StoreRequest(.get, "c/0", range: .suffix(length: 2), bytes: 2),
                StoreRequest(.get, "absent", range: .all),
                StoreRequest(.size, "c/0"),
                StoreRequest(.list, ""),
                StoreRequest(.list, "c/"),
                StoreRequest(.erase, "c/0"),
                StoreRequest(.erase, "c/"),
            ])
        #expect(log.count(.get) == 2)
        #expect(log.bytes(.get) == 2)
        log.reset()
        #expect(log.count == 0)
    }

    @Test func writesDownSynchronousRequests() throws {
        let store = try #require(RecordingStore(MemoryStore(), log: log).synchronous)
        let value: [UInt8] = [1, 2, 3]
        try value.withUnsafeBytes { try store.replace(key, [$0, $0]) }
        #expect(log.bytes(.set) == 6)
        log.reset()
        #expect(try store.source(for: StorePrefix.root.key("absent")) == nil)
        #expect(log.requests == [StoreRequest(.get, "absent")])
        log.reset()
        let source = try #require(try store.source(for: key))
        #expect(try source.size() == 6)
        #expect(log.count == 0)
        _ = try source.read([.suffix(length: 1), .bounded(offset: 0, length: 2)])
        _ = try source.readAll(into: ScratchBuffer())
        #expect(
            log.requests == [
                StoreRequest(.get, "c/0", range: .suffix(length: 1), bytes: 1),
                StoreRequest(.get, "c/0", range: .bounded(offset: 0, length: 2), bytes: 2),
                StoreRequest(.get, "c/0", range: .all, bytes: 6),
            ])
        _ = try store.read(key)
        _ = try store.size(key)
        try store.remove(key)
        #expect(log.count(.get) == 4)
        #expect(log.count(.size) == 1)
        #expect(log.count(.erase) == 1)
    }

    /// A wrapper of an existential can do what the store inside can, and no more.
    @Test func keepsTheAbilitiesOfTheBase() async throws {
        let base: any ReadableStore = MemoryStore()
        let wrapped = base.below(try StorePrefix("in")).recorded(in: log)
        try await wrapped.writable().set(key, Bytes([1]))
        #expect(try await base.listable().list(.root).map(\.path) == ["in/c/0"])
        #expect(wrapped.synchronous != nil)
        #expect(log.count(.set) == 1)

        let poor: any ReadableStore = GetOnlyStore()
        let wrappedPoor = poor.recorded(in: log).below(.root)
        #expect(wrappedPoor.synchronous == nil)
        #expect(throws: ZarrError.self) { try wrappedPoor.writable() }
        #expect(throws: ZarrError.self) { try wrappedPoor.listable() }
        #expect(try await wrappedPoor.get(key)?.array == [9])
    }

    @Test func readOnlyStoresRefuseWrites() async throws {
        let base = MemoryStore()
        try await base.set(key, Bytes([1]))
        let store = try base.readOnly().writable()
        await denied { try await store.set(key, Bytes([2])) }
        await denied { try await store.erase(key) }
        await denied { try await store.erase(.root) }
        let twin = try #require(store.synchronous)
        await denied { try twin.replace(key, []) }
        await denied { try twin.remove(key) }
        #expect(try twin.read(key)?.array == [1])
        #expect(try twin.source(for: key)?.read(.all)?.array == [1])
        #expect(try await store.list(.root) == [key])
        #expect(try await store.get(key)?.array == [1])
    }

    private func denied(_ body: () async throws -> Void) async {
        let error = await #expect(throws: ZarrError.self) { try await body() }
        #expect(error?.code == .permissionDenied)
    }
}

/// A store that can do as little as a store may.
private struct GetOnlyStore: ReadableStore {
    let description = "one value"
    func get(_ key: StoreKey, _ range: ByteRange) async throws -> Bytes? { Bytes([9]) }
    func size(of key: StoreKey) async throws -> Int? { 1 }
}
