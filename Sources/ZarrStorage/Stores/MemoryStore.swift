import Synchronization
public import ZarrBase

/// Values in memory, for tests, for work in between, and as a model of an object store: a key may also be the prefix of
/// others.
public final class MemoryStore: WritableStore, ListableStore, SynchronousStore, ConditionalStore {
    /// What the store is called, as "memory:name".
    public let description: String

    private let state = Mutex(State())
    private let number = MemoryStore.made.add(1, ordering: .relaxed).newValue

    private static let made = Atomic<Int>(0)

    /// An empty store.
    public init(name: String = "") { description = "memory:" + name }

    /// A number that no other store of the process has.
    public var identity: String? { "memory:\(number)" }

    /// Itself: memory answers at once.
    public var synchronous: (any SynchronousStore)? { self }

    /// The bytes of `range` of a value, sharing its memory; nil where there is none.
    public func get(_ key: StoreKey, _ range: ByteRange) async throws -> Bytes? {
        guard let value = try read(key) else { return nil }
        do { return try value.slice(range) } catch { throw error.at(key: key.path) }
    }

    /// The size of a value; nil where there is none.
    public func size(of key: StoreKey) async throws -> Int? { try read(key)?.count }

    /// Replaces a value; a single part is kept as it is, several are copied together.
    public func set(_ key: StoreKey, _ value: [Bytes]) async throws {
        if value.count == 1 {
            try store(key, value[0])
        } else {
            try replace(key, bytes: value)
        }
    }

    /// Itself: versions are counted.
    public var conditional: (any ConditionalStore)? { self }

    /// Nil: conditions are kept.
    public var conditionProbe: ConditionProbe? { nil }

    /// A value, sharing its memory, and its number; nil where there is none.
    public func versioned(_ key: StoreKey) async throws -> VersionedBytes? {
        state.withLock { $0.values[key] }.map { VersionedBytes($0.bytes, ValueVersion(number: $0.version)) }
    }

    /// Replaces a value that is absent, or has the number that it had.
    public func set(
        _ key: StoreKey, _ value: [Bytes], if precondition: Precondition
    ) async throws -> ConditionalAnswer {
        guard StoreKey.isValid(key.path) else { throw StoreKey.invalid(key.path) }
        let bytes = try value.count == 1 ? value[0] : Self.joined(value.map { part in part.withUnsafeBytes { $0 } })
        defer { withExtendedLifetime(value) {} }
        return state.withLock { state in
            let known = state.values[key].map { ValueVersion(number: $0.version) }
            switch precondition {
            case .absent: guard known == nil else { return .conflict }
            case .matches(let version): guard known == version else { return .conflict }
            }
            state.insert(key, bytes)
            return .replaced(ValueVersion(number: state.stored))
        }
    }

    /// Removes a value.
    public func erase(_ key: StoreKey) async throws { try remove(key) }

    /// Removes all values under `prefix`.
    ///
    /// - Complexity: that of the values removed.
    public func erase(_ prefix: StorePrefix) async throws {
        state.withLock { $0.values.removeAll(under: prefix) }
    }

    /// All keys under `prefix`, sorted.
    ///
    /// - Complexity: that of the keys listed.
    public func list(_ prefix: StorePrefix) async throws -> [StoreKey] {
        state.withLock { $0.values.keys(under: prefix) }.sorted()
    }

    /// The keys and prefixes directly under `prefix`, sorted.
    ///
    /// - Complexity: that of the entries listed.
    public func listDirectory(_ prefix: StorePrefix) async throws -> StoreDirectory {
        state.withLock { $0.values.folder(prefix) }.directory
    }

    /// The value itself, which is a source; nil where there is none.
    public func source(for key: StoreKey) throws(ZarrError) -> (any ByteSource)? {
        state.withLock { $0.values[key] }
            .map { BytesSource(bytes: $0.bytes, version: ValueVersion(number: $0.version), key: key) }
    }

    /// The value itself, without a copy; nil where there is none.
    public func read(_ key: StoreKey) throws(ZarrError) -> Bytes? {
        state.withLock { $0.values[key]?.bytes }
    }

    /// How many values were stored before this one.
    public func version(of key: StoreKey) throws(ZarrError) -> ValueVersion? {
        state.withLock { $0.values[key] }.map { ValueVersion(number: $0.version) }
    }

    /// Replaces a value by a copy of `parts`, one after the other.
    public func replace(_ key: StoreKey, _ parts: [UnsafeRawBufferPointer]) throws(ZarrError) {
        try store(key, Self.joined(parts))
    }

    private static func joined(_ parts: [UnsafeRawBufferPointer]) throws(ZarrError) -> Bytes {
        var count = 0
        for part in parts { count = try count.checkedPlus(part.count) }
        let block = try MemoryBlock(count: count)
        var rest = block.bytes[...]
        for part in parts {
            UnsafeMutableRawBufferPointer(rebasing: rest).copyMemory(from: part)
            rest = rest.dropFirst(part.count)
        }
        return Bytes(block)
    }

    /// Removes a value.
    public func remove(_ key: StoreKey) throws(ZarrError) {
        state.withLock { $0.values[key] = nil }
    }

    private func store(_ key: StoreKey, _ value: Bytes) throws(ZarrError) {
        guard StoreKey.isValid(key.path) else { throw StoreKey.invalid(key.path) }
        state.withLock { $0.insert(key, value) }
    }

    private struct Value {
        let bytes: Bytes
        let version: UInt64
    }

    private struct State {
        var values = KeyTable<Value>()
        var stored: UInt64 = 0

        mutating func insert(_ key: StoreKey, _ value: Bytes) {
            stored += 1
            values[key] = Value(bytes: value, version: stored)
        }
    }
}
