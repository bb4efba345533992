public import ZarrBase

/// A store that answers at once, or after local I/O: what the engine's workers call without a hop through `async`.
public protocol SynchronousStore: Sendable {
    /// An open value; nil where there is no such key.
    ///
    /// One open handle serves all ranges, as those of a shard. It is closed when the source is released.
    func source(for key: StoreKey) throws(ZarrError) -> (any ByteSource)?

    /// A whole value at the least cost, for small chunks; nil where there is no such key.
    func read(_ key: StoreKey) throws(ZarrError) -> Bytes?

    /// Puts a whole value that should have `count` bytes, few of them, into `scratch`: for the many small chunks of an
    /// array, where asking for the size of each costs as much as reading it.
    ///
    /// What `scratch` holds is undefined unless the value has that size.
    func read(_ key: StoreKey, ofSize count: Int, into scratch: ScratchBuffer) throws(ZarrError) -> SmallRead

    /// The number of bytes of a value; nil where there is no such key.
    func size(_ key: StoreKey) throws(ZarrError) -> Int?

    /// Which state a value is in; nil where there is no such key, or where the store does not tell.
    func version(of key: StoreKey) throws(ZarrError) -> ValueVersion?

    /// Replaces a value by the bytes of `parts`, one after the other; readers see the old value or the new one.
    func replace(_ key: StoreKey, _ parts: [UnsafeRawBufferPointer]) throws(ZarrError)

    /// Removes a value; no error where there is none.
    func remove(_ key: StoreKey) throws(ZarrError)

    /// Keeps all others who lock the key from it, in this process and in others; they wait until the lock is let go.
    ///
    /// - Parameter waits: whether this call waits for others; else it gives nil where one has the lock.
    func lock(_ key: StoreKey, waits: Bool) throws(ZarrError) -> KeyLock?
}

/// What became of ``SynchronousStore/read(_:ofSize:into:)``.
public enum SmallRead: Sendable, Hashable {
    /// There is no such key.
    case missing
    /// The value has the expected size and is in the scratch memory.
    case read
    /// The value has another size: so many bytes.
    case otherSize(Int)
}

extension SynchronousStore {
    /// Reads the value by itself and copies it.
    public func read(
        _ key: StoreKey, ofSize count: Int, into scratch: ScratchBuffer
    ) throws(ZarrError) -> SmallRead {
        guard let bytes = try read(key) else { return .missing }
        guard bytes.count == count else { return .otherSize(bytes.count) }
        try scratch.resize(to: count)
        bytes.withUnsafeBytes { scratch.bytes.copyMemory(from: $0) }
        return .read
    }

    /// The count of the whole value; a store that knows the size alone says so itself.
    public func size(_ key: StoreKey) throws(ZarrError) -> Int? { try read(key)?.count }

    /// Nothing to keep out: a store that other processes can reach says so itself.
    public func lock(_ key: StoreKey, waits: Bool) throws(ZarrError) -> KeyLock? { KeyLock() }

    /// Not told.
    public func version(of key: StoreKey) throws(ZarrError) -> ValueVersion? { nil }

    /// Replaces a value by the bytes of `parts`, one after the other.
    package func replace(_ key: StoreKey, bytes parts: [Bytes]) throws(ZarrError) {
        // Writers are the callers' own: the parts stay alive in the array while their pointers are in use.
        let buffers = parts.map { part in part.withUnsafeBytes { $0 } }
        defer { withExtendedLifetime(parts) {} }
        try replace(key, buffers)
    }
}
