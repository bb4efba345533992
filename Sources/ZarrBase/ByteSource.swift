/// The bytes of one stored value that may not be read yet. Codecs and shards see this, never a store.
///
/// Reading is synchronous. A worker calls a local file or memory directly; for a remote store the engine hands out a
/// source that holds the ranges it has fetched and throws ``MissingRanges`` for others, fetches those, and runs the
/// decoder again. So decoders are written once, in one colour.
public protocol ByteSource: Sendable {
    /// The bytes of each range, in order, or nil where the value does not exist.
    ///
    /// - Complexity: one request, or as many as the store needs for ranges far apart.
    func read(_ ranges: [ByteRange]) throws -> [Bytes]?

    /// Reads `range` into `destination` without a copy between; false where the value does not exist.
    ///
    /// - Throws: ``ZarrError/Code/corruptData`` where the value does not hold exactly `destination.count` bytes there.
    func read(_ range: ByteRange, into destination: UnsafeMutableRawBufferPointer) throws -> Bool

    /// The size of the value in bytes, or nil where it does not exist.
    ///
    /// - Complexity: no request of its own for a value that is open.
    func size() throws -> Int?

    /// Replaces the contents of `scratch` with the whole value; false where it does not exist.
    func readAll(into scratch: ScratchBuffer) throws -> Bool

    /// What `make` makes of the bytes of a range that may be asked for again, as those of an index; nil where the value does
    /// not exist. A source that remembers reads and makes it once.
    func remembered<Value: Sendable>(_ range: ByteRange, _ make: (Bytes) throws -> Value) throws -> Value?

    /// How many bytes a decoder should ask for at a time. A local file is read in pieces that stay in cache until they
    /// are decoded; a remote value in one request for all that is needed.
    var preferredReadSize: Int { get }

    /// Which state of the value this is; nil where the store does not tell.
    var version: ValueVersion? { get }
}

extension ByteSource {
    /// One piece.
    public var preferredReadSize: Int { .max }

    /// Not told.
    public var version: ValueVersion? { nil }

    /// Reads and makes it again.
    public func remembered<Value: Sendable>(_ range: ByteRange, _ make: (Bytes) throws -> Value) throws -> Value? {
        try read(range).map(make)
    }

    /// Reads through memory of the source's own and copies; a source that can do better implements it itself.
    public func readAll(into scratch: ScratchBuffer) throws -> Bool {
        guard let bytes = try read(.all) else { return false }
        try scratch.resize(to: bytes.count)
        bytes.withUnsafeBytes { scratch.bytes.copyMemory(from: $0) }
        return true
    }

    /// The bytes of one range, or nil where the value does not exist.
    public func read(_ range: ByteRange) throws -> Bytes? {
        try read([range])?.first
    }

    /// Reads through memory of the source's own and copies; a source that can do better implements it itself.
    public func read(_ range: ByteRange, into destination: UnsafeMutableRawBufferPointer) throws -> Bool {
        guard let bytes = try read(range) else { return false }
        guard bytes.count == destination.count else {
            throw ZarrError(.corruptData, "\(bytes.count) bytes are stored where \(destination.count) belong")
        }
        bytes.withUnsafeBytes { destination.copyMemory(from: $0) }
        return true
    }
}

extension Bytes: ByteSource {
    /// The number of bytes.
    public func size() throws -> Int? { count }

    /// The slices of these bytes; they share its memory.
    public func read(_ ranges: [ByteRange]) throws -> [Bytes]? {
        try ranges.map { range throws(ZarrError) in try slice(range) }
    }
}

/// What a decoder still needs of a remote value; the engine fetches it and calls the decoder again.
public struct MissingRanges: Error, Sendable {
    /// The ranges to fetch.
    public let ranges: [ByteRange]

    /// Asks for `ranges`.
    public init(_ ranges: [ByteRange]) { self.ranges = ranges }
}

/// A part of a source as a source of its own: what a shard within a shard reads from.
public struct SliceSource: ByteSource {
    private let base: any ByteSource
    private let offset: Int
    private let count: Int

    /// `count` bytes of `base` from `offset` on.
    public init(_ base: any ByteSource, offset: Int, count: Int) {
        self.base = base
        self.offset = offset
        self.count = count
    }

    /// The size of the slice.
    public func size() throws -> Int? { count }

    /// As the base reads.
    public var preferredReadSize: Int { base.preferredReadSize }

    /// What the base remembers of the range.
    public func remembered<Value: Sendable>(_ range: ByteRange, _ make: (Bytes) throws -> Value) throws -> Value? {
        try base.remembered(shifted(range), make)
    }

    /// The ranges, counted from the start of the slice.
    public func read(_ ranges: [ByteRange]) throws -> [Bytes]? {
        try base.read(ranges.map { range throws(ZarrError) in try shifted(range) })
    }

    /// The range, counted from the start of the slice.
    public func read(_ range: ByteRange, into destination: UnsafeMutableRawBufferPointer) throws -> Bool {
        try base.read(shifted(range), into: destination)
    }

    private func shifted(_ range: ByteRange) throws(ZarrError) -> ByteRange {
        let resolved = try range.resolved(in: count)
        return .bounded(offset: try offset.checkedPlus(resolved.lowerBound), length: resolved.count)
    }
}

/// Bytes that somebody else keeps in memory for as long as the decoder runs.
public struct BufferSource: ByteSource, @unchecked Sendable {
    private let buffer: UnsafeRawBufferPointer

    /// A source over `buffer`, which must outlive it.
    public init(_ buffer: UnsafeRawBufferPointer) { self.buffer = buffer }

    /// The number of bytes.
    public func size() throws -> Int? { buffer.count }

    /// Copies of the ranges.
    public func read(_ ranges: [ByteRange]) throws -> [Bytes]? {
        try ranges.map { range throws(ZarrError) in
            try Bytes(copying: UnsafeRawBufferPointer(rebasing: buffer[range.resolved(in: buffer.count)]))
        }
    }

    /// Copies the range.
    public func read(_ range: ByteRange, into destination: UnsafeMutableRawBufferPointer) throws -> Bool {
        let resolved = try range.resolved(in: buffer.count)
        guard resolved.count == destination.count else {
            throw ZarrError(.corruptData, "\(resolved.count) bytes are stored where \(destination.count) belong")
        }
        destination.copyMemory(from: UnsafeRawBufferPointer(rebasing: buffer[resolved]))
        return true
    }
}
