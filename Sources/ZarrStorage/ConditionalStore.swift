public import ZarrBase

/// A store that replaces a value only where it is still what a writer has read: what keeps two writers apart in stores that
/// have no locks.
public protocol ConditionalStore: Sendable {
    /// A whole value, and which state of it this is; nil where there is no such key.
    ///
    /// - Complexity: one request.
    func versioned(_ key: StoreKey) async throws -> VersionedBytes?

    /// Replaces a value by `value`, whose parts are stored one after the other, where the precondition holds at that instant.
    ///
    /// It is sent once: an implementation that sent it again after a lost answer would find its own value in the way, and
    /// tell of a conflict where there was none.
    ///
    /// - Throws: ``ZarrError/Code/unsupported`` where the store knows that it cannot keep the condition;
    ///   ``ZarrError/Code/io`` where it is not known whether the value was replaced: the caller reads it back.
    /// - Complexity: one request.
    func set(_ key: StoreKey, _ value: [Bytes], if precondition: Precondition) async throws -> ConditionalAnswer

    /// What is known of whether the store keeps conditions, the same for all copies of the store; nil where it surely does.
    var conditionProbe: ConditionProbe? { get }
}

/// What must be true of a value for it to be replaced.
public enum Precondition: Sendable, Hashable {
    /// There is no such key (`If-None-Match: *`).
    case absent
    /// The value is in this state (`If-Match`).
    case matches(ValueVersion)
}

/// What became of ``ConditionalStore/set(_:_:if:)``.
public enum ConditionalAnswer: Sendable, Hashable {
    /// The value was replaced; this is its state now.
    case replaced(ValueVersion)
    /// The precondition did not hold; nothing was changed.
    case conflict
}

/// A value and its state.
public struct VersionedBytes: Sendable, Equatable {
    /// The whole value.
    public let bytes: Bytes
    /// Which state of it this is.
    public let version: ValueVersion

    /// A value in some state.
    public init(_ bytes: Bytes, _ version: ValueVersion) {
        self.bytes = bytes
        self.version = version
    }
}
