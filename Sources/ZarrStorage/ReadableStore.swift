public import ZarrBase

/// Values by key, to be read.
///
/// A missing key is nil, never an error: a chunk that was not written is an everyday thing.
public protocol ReadableStore: Sendable, CustomStringConvertible {
    /// The bytes of `range` of a value; nil where there is no such key.
    ///
    /// - Throws: ``ZarrError/Code/corruptData`` where the value is shorter than a bounded range says.
    /// - Complexity: one request.
    func get(_ key: StoreKey, _ range: ByteRange) async throws -> Bytes?

    /// The number of bytes of a value; nil where there is no such key.
    func size(of key: StoreKey) async throws -> Int?

    /// The same store for workers that may block for local I/O; nil for a remote store.
    var synchronous: (any SynchronousStore)? { get }

    /// What stores of this process have in common that hold the same values: a path or URL, with what a prefix adds behind
    /// "/"; nil where a store shares its values with no other.
    var identity: String? { get }
}

extension ReadableStore {
    /// Nil: a store is remote unless it says otherwise.
    public var synchronous: (any SynchronousStore)? { nil }

    /// Nil: a store shares its values with no other unless it says so.
    public var identity: String? { nil }

    /// A whole value; nil where there is no such key.
    public func get(_ key: StoreKey) async throws -> Bytes? { try await get(key, .all) }

    /// This store for writing and listing.
    ///
    /// - Throws: ``ZarrError/Code/permissionDenied`` where it only reads.
    public func writable() throws(ZarrError) -> any Store {
        guard let store = self as? any Store else {
            throw ZarrError(.permissionDenied, "\(self) can only be read")
        }
        return store
    }

    /// This store for listing.
    ///
    /// - Throws: ``ZarrError/Code/unsupported`` where it cannot list its keys.
    public func listable() throws(ZarrError) -> any ListableStore {
        guard let store = self as? any ListableStore else {
            throw ZarrError(
                .unsupported, "\(self) cannot list its keys", hint: "consolidated metadata needs no listing")
        }
        return store
    }
}
