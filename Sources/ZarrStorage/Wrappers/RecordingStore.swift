public import ZarrBase

/// A store that writes down every request and passes it on.
///
/// It can do exactly what its base can: it is writable, listable or synchronous where the base is. Where the base is
/// known as `any ReadableStore` only, ``ReadableStore/recorded(in:)`` wraps it.
public struct RecordingStore<Base: ReadableStore>: ReadableStore {
    /// The store underneath.
    public let base: Base
    /// Where the requests are written down.
    public let log: RequestLog

    /// Records what `base` is asked.
    public init(_ base: Base, log: RequestLog = RequestLog()) {
        self.base = base
        self.log = log
    }

    /// As the base is called.
    public var description: String { base.description }

    /// The base's.
    public var identity: String? { base.identity }

    /// The base's, recorded: each range that a source reads is one request, opening a source that exists is none.
    public var synchronous: (any SynchronousStore)? {
        base.synchronous.map { RecordingSynchronousStore(base: $0, log: log) }
    }

    /// One request.
    public func get(_ key: StoreKey, _ range: ByteRange) async throws -> Bytes? {
        let bytes = try await base.get(key, range)
        log.add(StoreRequest(.get, key.path, range: range, bytes: bytes?.count))
        return bytes
    }

    /// One request.
    public func size(of key: StoreKey) async throws -> Int? {
        let size = try await base.size(of: key)
        log.add(StoreRequest(.size, key.path))
        return size
    }
}

extension RecordingStore: WritableStore where Base: WritableStore {
    /// One request.
    public func set(_ key: StoreKey, _ value: [Bytes]) async throws {
        try await base.set(key, value)
        let count = value.reduce(0) { $0 + $1.count }
        log.add(StoreRequest(.set, key.path, bytes: count))
    }

    /// One request.
    public func erase(_ key: StoreKey) async throws {
        try await base.erase(key)
        log.add(StoreRequest(.erase, key.path))
    }

    /// One request.
    public func erase(_ prefix: StorePrefix) async throws {
        try await base.erase(prefix)
        log.add(StoreRequest(.erase, prefix.path))
    }

    /// The base's, recorded.
    public var conditional: (any ConditionalStore)? {
        base.conditional.map { RecordingConditionalStore(base: $0, log: log) }
    }
}

extension RecordingStore: ListableStore where Base: ListableStore {
    /// One request.
    public func list(_ prefix: StorePrefix) async throws -> [StoreKey] {
        let keys = try await base.list(prefix)
        log.add(StoreRequest(.list, prefix.path))
        return keys
    }

    /// One request.
    public func listDirectory(_ prefix: StorePrefix) async throws -> StoreDirectory {
        let directory = try await base.listDirectory(prefix)
        log.add(StoreRequest(.list, prefix.path))
        return directory
    }
}

extension ReadableStore {
    /// This store with its requests written down in `log`; it can do what this one can.
    public func recorded(in log: RequestLog) -> any ReadableStore { RecordingStore(self, log: log) }
}

/// The conditional side of a ``RecordingStore``.
private struct RecordingConditionalStore: ConditionalStore {
    let base: any ConditionalStore
    let log: RequestLog

    var conditionProbe: ConditionProbe? { base.conditionProbe }

    func versioned(_ key: StoreKey) async throws -> VersionedBytes? {
        let value = try await base.versioned(key)
        log.add(StoreRequest(.get, key.path, range: .all, bytes: value?.bytes.count))
        return value
    }

    func set(_ key: StoreKey, _ value: [Bytes], if precondition: Precondition) async throws -> ConditionalAnswer {
        let answer = try await base.set(key, value, if: precondition)
        log.add(StoreRequest(.set, key.path, bytes: value.reduce(0) { $0 + $1.count }))
        return answer
    }
}
