public import ZarrBase

/// The part of a store under one prefix, as a store of its own.
///
/// It can do exactly what its base can. Where the base is known as `any ReadableStore` only,
/// ``ReadableStore/below(_:)`` wraps it.
public struct PrefixStore<Base: ReadableStore>: ReadableStore {
    /// The store underneath.
    public let base: Base
    /// What every key gets before it.
    public let prefix: StorePrefix

    /// The keys of `base` under `prefix`, without it.
    public init(_ base: Base, _ prefix: StorePrefix) {
        self.base = base
        self.prefix = prefix
    }

    /// As the base is called, and the prefix.
    public var description: String {
        prefix.asKey.map { base.description + "/" + $0.path } ?? base.description
    }

    /// The base's, and the prefix.
    public var identity: String? {
        base.identity.map { identity in prefix.asKey.map { identity + "/" + $0.path } ?? identity }
    }

    /// The base's, under the prefix.
    public var synchronous: (any SynchronousStore)? {
        base.synchronous.map { PrefixSynchronousStore(base: $0, prefix: prefix) }
    }

    /// As the base does.
    public func get(_ key: StoreKey, _ range: ByteRange) async throws -> Bytes? {
        try await base.get(prefix.key(checked: key), range)
    }

    /// As the base does.
    public func size(of key: StoreKey) async throws -> Int? { try await base.size(of: prefix.key(checked: key)) }

    private func full(_ inner: StorePrefix) throws(ZarrError) -> StorePrefix {
        guard let key = inner.asKey else { return prefix }
        return StorePrefix(unchecked: try prefix.key(checked: key).path + "/")
    }

    private func relative(_ full: StorePrefix) -> StorePrefix? {
        full.asKey.map { StorePrefix(unchecked: prefix.relative($0).path + "/") }
    }
}

extension PrefixStore: WritableStore where Base: WritableStore {
    /// As the base does.
    public func set(_ key: StoreKey, _ value: [Bytes]) async throws {
        try await base.set(prefix.key(checked: key), value)
    }

    /// As the base does.
    public func erase(_ key: StoreKey) async throws { try await base.erase(prefix.key(checked: key)) }

    /// As the base does.
    public func erase(_ prefix: StorePrefix) async throws { try await base.erase(full(prefix)) }

    /// The base's, under the prefix.
    public var conditional: (any ConditionalStore)? {
        base.conditional.map { PrefixConditionalStore(base: $0, prefix: prefix) }
    }
}

extension PrefixStore: ListableStore where Base: ListableStore {
    /// As the base does.
    public func list(_ prefix: StorePrefix) async throws -> [StoreKey] {
        try await base.list(full(prefix)).map(self.prefix.relative)
    }

    /// As the base does.
    public func listDirectory(_ prefix: StorePrefix) async throws -> StoreDirectory {
        let directory = try await base.listDirectory(full(prefix))
        return StoreDirectory(
            keys: directory.keys.map(self.prefix.relative), prefixes: directory.prefixes.compactMap(relative))
    }
}

extension ReadableStore {
    /// The part of this store under `prefix`; it can do what this one can.
    public func below(_ prefix: StorePrefix) -> any ReadableStore { PrefixStore(self, prefix) }
}

extension StorePrefix {
    /// The key under this prefix. It is checked, as this prefix is a wall that ".." must not climb.
    func key(checked key: StoreKey) throws(ZarrError) -> StoreKey {
        guard StoreKey.isValid(key.path) else { throw StoreKey.invalid(key.path) }
        return self.key(key.path)
    }
}

/// The synchronous side of a ``PrefixStore``.
private struct PrefixSynchronousStore: SynchronousStore {
    let base: any SynchronousStore
    let prefix: StorePrefix

    func source(for key: StoreKey) throws(ZarrError) -> (any ByteSource)? {
        try base.source(for: prefix.key(checked: key))
    }

    func read(_ key: StoreKey) throws(ZarrError) -> Bytes? { try base.read(prefix.key(checked: key)) }

    func read(
        _ key: StoreKey, ofSize count: Int, into scratch: ScratchBuffer
    ) throws(ZarrError) -> SmallRead {
        try base.read(prefix.key(checked: key), ofSize: count, into: scratch)
    }

    func size(_ key: StoreKey) throws(ZarrError) -> Int? { try base.size(prefix.key(checked: key)) }

    func version(of key: StoreKey) throws(ZarrError) -> ValueVersion? {
        try base.version(of: prefix.key(checked: key))
    }

    func replace(_ key: StoreKey, _ parts: [UnsafeRawBufferPointer]) throws(ZarrError) {
        try base.replace(prefix.key(checked: key), parts)
    }

    func remove(_ key: StoreKey) throws(ZarrError) { try base.remove(prefix.key(checked: key)) }

    func lock(_ key: StoreKey, waits: Bool) throws(ZarrError) -> KeyLock? {
        try base.lock(prefix.key(checked: key), waits: waits)
    }
}

/// The conditional side of a ``PrefixStore``.
private struct PrefixConditionalStore: ConditionalStore {
    let base: any ConditionalStore
    let prefix: StorePrefix

    var conditionProbe: ConditionProbe? { base.conditionProbe }

    func versioned(_ key: StoreKey) async throws -> VersionedBytes? {
        try await base.versioned(prefix.key(checked: key))
    }

    func set(_ key: StoreKey, _ value: [Bytes], if precondition: Precondition) async throws -> ConditionalAnswer {
        try await base.set(prefix.key(checked: key), value, if: precondition)
    }
}
