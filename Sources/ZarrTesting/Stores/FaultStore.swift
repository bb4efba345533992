public import ZarrBase
public import ZarrStorage

/// A store that fails where it is told to, to see what becomes of those who trusted it.
///
/// Requests are counted by kind over the asynchronous verbs, the synchronous and conditional ones, and the ranges of open
/// sources.
public final class FaultStore: WritableStore, ListableStore {
    private let base: any Store
    private let plan: FaultPlan
    private let probe: ConditionProbe?

    /// Passes requests on to `base`, but for those that a fault hits: one that is listed, or one that a seed chooses.
    public init(_ base: any Store, _ faults: [StoreFault] = [], random: RandomFaults? = nil) {
        self.base = base
        plan = FaultPlan(faults, random)
        let ignoresConditions = faults.contains { if case .ignoreCondition = $0.effect { true } else { false } }
        probe = ignoresConditions ? ConditionProbe() : base.conditional?.conditionProbe
    }

    /// As the base is called.
    public var description: String { base.description }

    /// The base's.
    public var identity: String? { base.identity }

    /// The base's, with the same faults.
    public var synchronous: (any SynchronousStore)? {
        base.synchronous.map { SynchronousFaultStore(base: $0, plan: plan) }
    }

    /// The base's, with the same faults.
    public var conditional: (any ConditionalStore)? {
        base.conditional.map { ConditionalFaultStore(store: base, base: $0, plan: plan, conditionProbe: probe) }
    }

    /// How many requests of a kind there were.
    public func count(_ kind: StoreRequest.Kind) -> Int { plan.count(kind) }

    /// As the base does, or as the fault says.
    public func get(_ key: StoreKey, _ range: ByteRange) async throws -> Bytes? {
        guard let effect = try await plan.next(.get) else { return try await base.get(key, range) }
        return try effect.applied(toRead: try await base.get(key, range), of: key)
    }

    /// As the base does, or as the fault says.
    public func size(of key: StoreKey) async throws -> Int? {
        try await plan.next(.size)?.throwBefore()
        return try await base.size(of: key)
    }

    /// As the base does, or as the fault says.
    public func set(_ key: StoreKey, _ value: [Bytes]) async throws {
        let effect = try await plan.next(.set)
        try effect?.throwBefore()
        if effect?.isForgotten == true { return }
        try await base.set(key, effect?.cut(value) ?? value)
        try effect?.throwAfterwards(key)
    }

    /// As the base does, or as the fault says.
    public func erase(_ key: StoreKey) async throws {
        let effect = try await plan.next(.erase)
        try effect?.throwBefore()
        try await base.erase(key)
        try effect?.throwAfterwards(key)
    }

    /// As the base does, or as the fault says.
    public func erase(_ prefix: StorePrefix) async throws {
        let effect = try await plan.next(.erase)
        try effect?.throwBefore()
        try await base.erase(prefix)
        try effect?.throwAfterwards(prefix.asKey)
    }

    /// As the base does, or as the fault says.
    public func list(_ prefix: StorePrefix) async throws -> [StoreKey] {
        try await plan.next(.list)?.throwBefore()
        return try await base.list(prefix)
    }

    /// As the base does, or as the fault says.
    public func listDirectory(_ prefix: StorePrefix) async throws -> StoreDirectory {
        try await plan.next(.list)?.throwBefore()
        return try await base.listDirectory(prefix)
    }
}

/// The conditional side of a ``FaultStore``.
private struct ConditionalFaultStore: ConditionalStore {
    let store: any Store
    let base: any ConditionalStore
    let plan: FaultPlan
    let conditionProbe: ConditionProbe?

    func versioned(_ key: StoreKey) async throws -> VersionedBytes? {
        guard let effect = try await plan.next(.get) else { return try await base.versioned(key) }
        let value = try await base.versioned(key)
        return try effect.applied(toRead: value?.bytes, of: key).flatMap { bytes in
            value.map { VersionedBytes(bytes, $0.version) }
        }
    }

    func set(_ key: StoreKey, _ value: [Bytes], if precondition: Precondition) async throws -> ConditionalAnswer {
        let effect = try await plan.next(.set)
        try effect?.throwBefore()
        let answer: ConditionalAnswer
        if effect?.isForgotten == true {
            answer = .replaced(ValueVersion(tag: "forgotten"))
        } else if case .ignoreCondition? = effect {
            try await store.set(key, value)
            guard let version = try await base.versioned(key)?.version else { return .conflict }
            answer = .replaced(version)
        } else {
            answer = try await base.set(key, effect?.cut(value) ?? value, if: precondition)
        }
        try effect?.throwAfterwards(key)
        return answer
    }
}

/// The synchronous side of a ``FaultStore``.
private struct SynchronousFaultStore: SynchronousStore {
    let base: any SynchronousStore
    let plan: FaultPlan

    func source(for key: StoreKey) throws(ZarrError) -> (any ByteSource)? {
        try base.source(for: key).map { FaultSource(base: $0, key: key, plan: plan) }
    }

    func read(_ key: StoreKey) throws(ZarrError) -> Bytes? {
        guard let effect = plan.nextWaiting(.get) else { return try base.read(key) }
        return try effect.applied(toRead: try base.read(key), of: key)
    }

    func size(_ key: StoreKey) throws(ZarrError) -> Int? {
        try plan.nextWaiting(.size)?.throwBefore()
        return try base.size(key)
    }

    func version(of key: StoreKey) throws(ZarrError) -> ValueVersion? {
        try plan.nextWaiting(.version)?.throwBefore()
        return try base.version(of: key)
    }

    func replace(_ key: StoreKey, _ parts: [UnsafeRawBufferPointer]) throws(ZarrError) {
        let effect = plan.nextWaiting(.set)
        try effect?.throwBefore()
        if effect?.isForgotten == true { return }
        try base.replace(key, effect?.cut(parts) ?? parts)
        try effect?.throwAfterwards(key)
    }

    func remove(_ key: StoreKey) throws(ZarrError) {
        let effect = plan.nextWaiting(.erase)
        try effect?.throwBefore()
        try base.remove(key)
        try effect?.throwAfterwards(key)
    }

    func lock(_ key: StoreKey, waits: Bool) throws(ZarrError) -> KeyLock? {
        try plan.nextWaiting(.lock)?.throwBefore()
        return try base.lock(key, waits: waits)
    }
}

/// An open value whose ranges may be spoilt. What reads into memory or scratch goes by way of the ranges.
private struct FaultSource: ByteSource {
    let base: any ByteSource
    let key: StoreKey
    let plan: FaultPlan

    var preferredReadSize: Int { base.preferredReadSize }
    var version: ValueVersion? { base.version }

    func size() throws -> Int? { try base.size() }

    func read(_ ranges: [ByteRange]) throws -> [Bytes]? {
        guard let parts = try base.read(ranges) else { return nil }
        return try parts.map { part in
            try plan.nextWaiting(.get).map { try $0.applied(toRead: part, of: key) ?? part } ?? part
        }
    }
}
