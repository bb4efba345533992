import Synchronization
import ZarrBase

extension StoreScheme {
    /// `memory:NAME`: a store of this process, made by the first that writes to it.
    public static let memory = StoreScheme(name: "memory", form: "memory:NAME") { text throws(ZarrError) in
        let path = text.drop { $0 == "/" }
        guard !path.isEmpty else {
            throw ZarrError(.invalidArgument, "a store in memory needs a name", hint: "as in memory:scratch")
        }
        return String(path)
    } value: { path, purpose in
        let parts = path.split(separator: "/")
        let name = parts.first.map(String.init) ?? ""
        return (.stored(try StoreKey(parts.dropFirst().joined(separator: "/")), in: try store(name, purpose)), "")
    } resolve: { path, purpose, _ in
        let parts = path.split(separator: "/")
        let name = parts.first.map(String.init) ?? ""
        let node = try StorePrefix(parts.dropFirst().joined(separator: "/")).asKey?.path ?? ""
        return (try store(name, purpose), node)
    }

    private static func store(_ name: String, _ purpose: StorePurpose) throws(ZarrError) -> MemoryStore {
        if purpose == .writing { return MemoryStore.named(name) }
        guard let store = MemoryStore.existing(named: name) else {
            throw ZarrError(
                .notFound, "memory:\(name) does not exist", hint: "such a store lives no longer than its process")
        }
        return store
    }
}

extension MemoryStore {
    private static let namedStores = Mutex<[String: MemoryStore]>([:])

    /// The store of this name in the process, made where there is none yet: that of the location `memory:name`.
    public static func named(_ name: String) -> MemoryStore {
        namedStores.withLock { stores in
            if let store = stores[name] { return store }
            let store = MemoryStore(name: name)
            stores[name] = store
            return store
        }
    }

    /// The store of this name, where there is one.
    public static func existing(named name: String) -> MemoryStore? { namedStores.withLock { $0[name] } }

    /// Lets go of a named store; its memory is freed with its last user.
    public static func forget(named name: String) { namedStores.withLock { $0[name] = nil } }
}
