public import ZarrBase
public import ZarrStorage

/// A store that hides that its base answers synchronously: what it does to the engine is what a remote store does.
public struct AwaitedStore: WritableStore, ListableStore {
    private let base: any Store
    private let delay: Duration?
    /// What this process knows it by; two that differ behave as in two processes, though they share a base.
    public let identity: String?

    /// Passes every request on to `base`, after other tasks had their turn, or after a delay that a cancellation ends.
    public init(_ base: any Store, delay: Duration? = nil, identity: String? = nil) {
        self.base = base
        self.delay = delay
        self.identity = identity
    }

    fileprivate func wait() async throws {
        if let delay { try await Task.sleep(for: delay) } else { await Task.yield() }
    }

    /// As the base is called.
    public var description: String { base.description }

    /// As the base does.
    public func get(_ key: StoreKey, _ range: ByteRange) async throws -> Bytes? {
        try await wait()
        return try await base.get(key, range)
    }

    /// As the base does.
    public func size(of key: StoreKey) async throws -> Int? { try await base.size(of: key) }

    /// As the base does.
    public func set(_ key: StoreKey, _ value: [Bytes]) async throws {
        try await wait()
        try await base.set(key, value)
    }

    /// As the base does.
    public func erase(_ key: StoreKey) async throws { try await base.erase(key) }

    /// As the base does.
    public func erase(_ prefix: StorePrefix) async throws { try await base.erase(prefix) }

    /// As the base does.
    public func list(_ prefix: StorePrefix) async throws -> [StoreKey] { try await base.list(prefix) }

    /// As the base does.
    public func listDirectory(_ prefix: StorePrefix) async throws -> StoreDirectory {
        try await base.listDirectory(prefix)
    }

    /// The base's, awaited.
    public var conditional: (any ConditionalStore)? {
        base.conditional.map { AwaitedConditionalStore(store: self, base: $0) }
    }
}

/// The conditional side of an ``AwaitedStore``.
private struct AwaitedConditionalStore: ConditionalStore {
    let store: AwaitedStore
    let base: any ConditionalStore

    var conditionProbe: ConditionProbe? { base.conditionProbe }

    func versioned(_ key: StoreKey) async throws -> VersionedBytes? {
        try await store.wait()
        return try await base.versioned(key)
    }

    func set(_ key: StoreKey, _ value: [Bytes], if precondition: Precondition) async throws -> ConditionalAnswer {
        try await store.wait()
        return try await base.set(key, value, if: precondition)
    }
}
