public import ZarrBase

/// Values by key, to be replaced and erased.
public protocol WritableStore: ReadableStore {
    /// Replaces a value by `value`, whose parts are stored one after the other.
    ///
    /// Readers see the old value or the new one, also when this fails or the process dies meanwhile.
    func set(_ key: StoreKey, _ value: [Bytes]) async throws

    /// Removes a value; no error where there is none.
    func erase(_ key: StoreKey) async throws

    /// Removes every value under `prefix`; no error where there is none.
    func erase(_ prefix: StorePrefix) async throws

    /// The same store for writers that say what they have read; nil where it knows no conditions.
    var conditional: (any ConditionalStore)? { get }
}

extension WritableStore {
    /// Nil: a store knows no conditions unless it says otherwise.
    public var conditional: (any ConditionalStore)? { nil }

    /// Replaces a value.
    public func set(_ key: StoreKey, _ value: Bytes) async throws { try await set(key, [value]) }
}

/// What a hierarchy can be written to.
public typealias Store = WritableStore & ListableStore
