import Synchronization
public import ZarrBase
public import ZarrStorage

/// A store that fails where it is told to, to see what becomes of those who trusted it.
///
/// Requests are counted by kind over the asynchronous verbs, the synchronous ones, and the ranges of open sources.
public final class FaultStore: WritableStore, ListableStore {
    private let base: any Store
    private let plan: FaultPlan

    /// Passes requests on to `base`, but for those that a fault hits.
    public init(_ base: any Store, _ faults: [StoreFault]) {
        self.base = base
        plan = FaultPlan(faults)
    }

    /// As the base is called.
    public var description: String { base.description }

    /// The base's, with the same faults.
    public var synchronous: (any SynchronousStore)? {
        base.synchronous.map { SynchronousFaultStore(base: $0, plan: plan) }
    }

    /// How many requests of a kind there were.
    public func count(_ kind: StoreRequest.Kind) -> Int { plan.count(kind) }

    /// As the base does, or as the fault says.
    public func get(_ key: StoreKey, _ range: ByteRange) async throws -> Bytes? {
        guard let fault = plan.next(.get) else { return try await base.get(key, range) }
        return try fault.applied(toRead: try await base.get(key, range))
    }

    /// As the base does, or as the fault says.
    public func size(of key: StoreKey) async throws -> Int? {
        try plan.passOrThrow(.size)
        return try await base.size(of: key)
    }

    /// As the base does, or as the fault says.
    public func set(_ key: StoreKey, _ value: [Bytes]) async throws {
        switch plan.next(.set)?.effect {
        case nil, .flip: try await base.set(key, value)
        case .fail(let error): throw error.at(key: key.path)
        case .failAfterwards(let error):
            try await base.set(key, value)
            throw error.at(key: key.path)
        case .cut(let count):
            try await base.set(key, Bytes(value.flatMap(\.array).prefix(max(count, 0))))
            throw ZarrError(.io, "the connection broke while the value was written").at(key: key.path)
        }
    }

    /// As the base does, or as the fault says.
    public func erase(_ key: StoreKey) async throws {
        let after = try plan.passOrThrow(.erase)
        try await base.erase(key)
        if let after { throw after }
    }

    /// As the base does, or as the fault says.
    public func erase(_ prefix: StorePrefix) async throws {
        let after = try plan.passOrThrow(.erase)
        try await base.erase(prefix)
        if let after { throw after }
    }

    /// As the base does, or as the fault says.
    public func list(_ prefix: StorePrefix) async throws -> [StoreKey] {
        try plan.passOrThrow(.list)
        return try await base.list(prefix)
    }

    /// As the base does, or as the fault says.
    public func listDirectory(_ prefix: StorePrefix) async throws -> StoreDirectory {
        try plan.passOrThrow(.list)
        return try await base.listDirectory(prefix)
    }
}

/// Which request is hit by which fault.
private final class FaultPlan: Sendable {
    private let faults: [StoreFault]
    private let counts = Mutex<[StoreRequest.Kind: Int]>([:])

    init(_ faults: [StoreFault]) { self.faults = faults }

    func count(_ kind: StoreRequest.Kind) -> Int { counts.withLock { $0[kind, default: 0] } }

    /// Counts a request and gives the fault that hits it.
    func next(_ kind: StoreRequest.Kind) -> StoreFault? {
        let number = counts.withLock { counts in
            defer { counts[kind, default: 0] += 1 }
            return counts[kind, default: 0]
        }
        return faults.first { $0.kind == kind && ($0.number == nil || $0.number == number) }
    }

    /// Counts a request that has no bytes to spoil; gives the error to throw after it is carried out.
    @discardableResult
    func passOrThrow(_ kind: StoreRequest.Kind) throws(ZarrError) -> ZarrError? {
        switch next(kind)?.effect {
        case .fail(let error): throw error
        case .failAfterwards(let error): return error
        default: return nil
        }
    }
}

/// The synchronous side of a ``FaultStore``.
private struct SynchronousFaultStore: SynchronousStore {
    let base: any SynchronousStore
    let plan: FaultPlan

    func source(for key: StoreKey) throws(ZarrError) -> (any ByteSource)? {
        try base.source(for: key).map { FaultSource(base: $0, plan: plan) }
    }

    func read(_ key: StoreKey) throws(ZarrError) -> Bytes? {
        guard let fault = plan.next(.get) else { return try base.read(key) }
        return try fault.applied(toRead: try base.read(key))
    }

    func size(_ key: StoreKey) throws(ZarrError) -> Int? {
        try plan.passOrThrow(.size)
        return try base.size(key)
    }

    func replace(_ key: StoreKey, _ parts: [UnsafeRawBufferPointer]) throws(ZarrError) {
        switch plan.next(.set)?.effect {
        case nil, .flip: try base.replace(key, parts)
        case .fail(let error): throw error.at(key: key.path)
        case .failAfterwards(let error):
            try base.replace(key, parts)
            throw error.at(key: key.path)
        case .cut(let count):
            var room = max(count, 0)
            var kept: [UnsafeRawBufferPointer] = []
            for part in parts {
                kept.append(UnsafeRawBufferPointer(rebasing: part.prefix(room)))
                room -= min(room, part.count)
            }
            try base.replace(key, kept)
            throw ZarrError(.io, "the connection broke while the value was written").at(key: key.path)
        }
    }

    func remove(_ key: StoreKey) throws(ZarrError) {
        let after = try plan.passOrThrow(.erase)
        try base.remove(key)
        if let after { throw after }
    }

    func lock(_ key: StoreKey, waits: Bool) throws(ZarrError) -> KeyLock? {
        try plan.passOrThrow(.lock)
        return try base.lock(key, waits: waits)
    }
}

/// An open value whose ranges may be spoilt. What reads into memory or scratch goes by way of the ranges.
private struct FaultSource: ByteSource {
    let base: any ByteSource
    let plan: FaultPlan

    var preferredReadSize: Int { base.preferredReadSize }

    func size() throws -> Int? { try base.size() }

    func read(_ ranges: [ByteRange]) throws -> [Bytes]? {
        guard let parts = try base.read(ranges) else { return nil }
        return try parts.map { part in
            try plan.next(.get).map { try $0.applied(toRead: part) ?? part } ?? part
        }
    }
}
