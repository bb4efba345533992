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
}

extension ByteSource {
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
