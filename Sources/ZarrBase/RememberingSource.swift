import Synchronization

/// A source that makes what may be asked for again, as the index of a shard, once for all who read from it.
public final class RememberingSource: ByteSource {
    private let base: any ByteSource
    private let made = Mutex<[ByteRange: any Sendable]>([:])

    /// A source that reads from `base`.
    public init(_ base: any ByteSource) { self.base = base }

    /// What `make` made of the range the first time; others who ask meanwhile wait.
    public func remembered<Value: Sendable>(_ range: ByteRange, _ make: (Bytes) throws -> Value) throws -> Value? {
        try made.withLock { made in
            if let value = made[range] as? Value { return value }
            let value = try base.remembered(range, make)
            made[range] = value
            return value
        }
    }

    /// As the base reads.
    public func read(_ ranges: [ByteRange]) throws -> [Bytes]? { try base.read(ranges) }

    /// As the base reads.
    public func read(_ range: ByteRange, into destination: UnsafeMutableRawBufferPointer) throws -> Bool {
        try base.read(range, into: destination)
    }

    /// That of the base.
    public func size() throws -> Int? { try base.size() }

    /// As the base reads.
    public func readAll(into scratch: ScratchBuffer) throws -> Bool { try base.readAll(into: scratch) }

    /// That of the base.
    public var preferredReadSize: Int { base.preferredReadSize }

    /// That of the base.
    public var version: ValueVersion? { base.version }
}
