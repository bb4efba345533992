public import ZarrBase

/// A store whose every write is refused with ``ZarrError/Code/permissionDenied``.
///
/// It lists and is synchronous where its base is. Where the base is known as `any ReadableStore` only,
/// ``ReadableStore/readOnly()`` wraps it.
public struct ReadOnlyStore<Base: ReadableStore>: WritableStore {
    /// The store underneath.
    public let base: Base

    /// Reads from `base`.
    public init(_ base: Base) { self.base = base }

    /// As the base is called.
    public var description: String { base.description }

    /// The base's.
    public var identity: String? { base.identity }

    /// The base's, refusing writes.
    public var synchronous: (any SynchronousStore)? {
        base.synchronous.map { ReadOnlySynchronousStore(base: $0, description: description) }
    }

    /// As the base does.
    public func get(_ key: StoreKey, _ range: ByteRange) async throws -> Bytes? { try await base.get(key, range) }

    /// As the base does.
    public func size(of key: StoreKey) async throws -> Int? { try await base.size(of: key) }

    /// Refused.
    public func set(_ key: StoreKey, _ value: [Bytes]) async throws { throw refusal(by: description).at(key: key.path) }

    /// Refused.
    public func erase(_ key: StoreKey) async throws { throw refusal(by: description).at(key: key.path) }

    /// Refused.
    public func erase(_ prefix: StorePrefix) async throws { throw refusal(by: description).at(key: prefix.path) }

    /// One that refuses.
    public var conditional: (any ConditionalStore)? { ReadOnlyConditionalStore(description: description) }
}

extension ReadOnlyStore: ListableStore where Base: ListableStore {
    /// As the base does.
    public func list(_ prefix: StorePrefix) async throws -> [StoreKey] { try await base.list(prefix) }

    /// As the base does.
    public func listDirectory(_ prefix: StorePrefix) async throws -> StoreDirectory {
        try await base.listDirectory(prefix)
    }
}

extension ReadableStore {
    /// This store with every write refused.
    public func readOnly() -> any ReadableStore { ReadOnlyStore(self) }
}

private func refusal(by store: String) -> ZarrError {
    ZarrError(.permissionDenied, "\(store) is open for reading only", hint: "open it for writing")
}

/// The synchronous side of a ``ReadOnlyStore``.
private struct ReadOnlySynchronousStore: SynchronousStore {
    let base: any SynchronousStore
    let description: String

    func source(for key: StoreKey) throws(ZarrError) -> (any ByteSource)? { try base.source(for: key) }

    func read(_ key: StoreKey) throws(ZarrError) -> Bytes? { try base.read(key) }

    func read(
        _ key: StoreKey, ofSize count: Int, into scratch: ScratchBuffer
    ) throws(ZarrError) -> SmallRead {
        try base.read(key, ofSize: count, into: scratch)
    }

    func size(_ key: StoreKey) throws(ZarrError) -> Int? { try base.size(key) }

    func version(of key: StoreKey) throws(ZarrError) -> ValueVersion? {
        try base.version(of: key)
    }

    func replace(_ key: StoreKey, _ parts: [UnsafeRawBufferPointer]) throws(ZarrError) {
        throw refusal(by: description).at(key: key.path)
    }

    func remove(_ key: StoreKey) throws(ZarrError) { throw refusal(by: description).at(key: key.path) }

    func lock(_ key: StoreKey, waits: Bool) throws(ZarrError) -> KeyLock? {
        throw refusal(by: description).at(key: key.path)
    }
}

/// The conditional side of a ``ReadOnlyStore``: whoever reads by it is about to write.
private struct ReadOnlyConditionalStore: ConditionalStore {
    let description: String

    var conditionProbe: ConditionProbe? { nil }

    func versioned(_ key: StoreKey) async throws -> VersionedBytes? { throw refusal(by: description).at(key: key.path) }

    func set(_ key: StoreKey, _ value: [Bytes], if precondition: Precondition) async throws -> ConditionalAnswer {
        throw refusal(by: description).at(key: key.path)
    }
}
