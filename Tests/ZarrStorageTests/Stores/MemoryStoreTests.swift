import Testing
import ZarrBase
import ZarrStorage

@Suite struct MemoryStoreTests {
    /// Whatever is set and erased, listing shows what a plain set of keys would.
    @Test(arguments: 0..<20) func listsLikeASetOfKeys(seed: Int) async throws {
        var state = UInt64(seed) &* 0x9E37_79B9 &+ 1
        func random(_ bound: Int) -> Int {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return Int(state >> 33) % bound
        }
        func path() -> String { (0...random(3)).map { _ in ["a", "b", "a-b", "c"][random(4)] }.joined(separator: "/") }

        let store = MemoryStore()
        var keys: Set<String> = []
        for _ in 0..<200 {
            let path = path()
            switch random(8) {
            case 0:
                try await store.erase(StorePrefix(path))
                keys = keys.filter { !$0.hasPrefix(path + "/") }
            case 1, 2:
                try await store.erase(StoreKey(path))
                keys.remove(path)
            default:
                try await store.set(StoreKey(path), Bytes([1]))
                keys.insert(path)
            }
        }
        #expect(try await Set(store.list(.root).map(\.path)) == keys, "seed \(seed)")
        for prefix in ["", "a/", "b/a/", "a-b/", "c/c/c/"] {
            let below = keys.filter { $0.hasPrefix(prefix) }.map { String($0.dropFirst(prefix.count)) }
            let directory = try await store.listDirectory(StorePrefix(prefix))
            #expect(
                directory.keys.map { prefix + $0.name }
                    == below.filter { !$0.contains("/") }.sorted().map { prefix + $0 },
                "seed \(seed), prefix \(prefix)")
            let folders = Set(below.filter { $0.contains("/") }.map { String($0.prefix { $0 != "/" }) })
            #expect(Set(directory.prefixes.map(\.name)) == folders, "seed \(seed), prefix \(prefix)")
        }
        try await store.erase(.root)
        #expect(try await store.listDirectory(.root) == StoreDirectory())
    }

    @Test func namedStoresAreShared() async throws {
        let name = "MemoryStoreTests.named"
        #expect(MemoryStore.existing(named: name) == nil)
        #expect(MemoryStore.named(name) === MemoryStore.named(name))
        #expect(MemoryStore.named(name).description == "memory:" + name)
        MemoryStore.forget(named: name)
        #expect(MemoryStore.existing(named: name) == nil)
    }
}
