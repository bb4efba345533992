#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// An immutable, shared run of bytes: what a store hands out. A slice shares the memory of its whole.
public struct Bytes: Sendable {
    private let block: MemoryBlock?
    private let offset: Int
    /// The number of bytes.
    public let count: Int

    /// No bytes.
    public init() {
        block = nil
        offset = 0
        count = 0
    }

    /// The first `count` bytes of `block`, without a copy. The block must not be written any more.
    public init(_ block: MemoryBlock, count: Int? = nil) {
        self.block = block
        offset = 0
        self.count = max(0, min(count ?? block.count, block.count))
    }

    /// A copy of the bytes of a collection; where no memory is left, the program ends, as with an `Array`.
    public init(_ bytes: some Collection<UInt8>) {
        let count = bytes.count
        guard count > 0 else {
            self.init()
            return
        }
        // To go on with no bytes would write an empty value over a good one.
        guard let block = try? MemoryBlock(count: count) else { fatalError("no memory for \(count) bytes") }
        block.bytes.copyBytes(from: bytes)
        self.init(block)
    }

    /// A copy of `buffer`.
    public init(copying buffer: UnsafeRawBufferPointer) throws(ZarrError) {
        guard buffer.count > 0 else {
            self.init()
            return
        }
        let block = try MemoryBlock(count: buffer.count)
        block.bytes.copyMemory(from: buffer)
        self.init(block)
    }

    private init(block: MemoryBlock?, offset: Int, count: Int) {
        self.block = block
        self.offset = offset
        self.count = count
    }

    /// Whether there are no bytes.
    public var isEmpty: Bool { count == 0 }

    /// The part of these bytes that `range` covers, sharing their memory.
    ///
    /// - Throws: ``ZarrError/Code/corruptData`` where the range runs past the end.
    public func slice(_ range: ByteRange) throws(ZarrError) -> Bytes {
        let resolved = try range.resolved(in: count)
        return Bytes(block: block, offset: offset + resolved.lowerBound, count: resolved.count)
    }

    /// Calls `body` with the bytes in memory; the buffer must not escape.
    public func withUnsafeBytes<Result, Failure: Error>(
        _ body: (UnsafeRawBufferPointer) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        let start = block.map { UnsafeRawPointer($0.baseAddress + offset) }
        defer { withExtendedLifetime(block) {} }
        return try body(UnsafeRawBufferPointer(start: start, count: count))
    }

    /// A copy as an array.
    public var array: [UInt8] { withUnsafeBytes { [UInt8]($0) } }

    /// The bytes decoded as UTF-8, or nil where they are not valid UTF-8.
    public var utf8: String? {
        withUnsafeBytes { String(validating: $0, as: UTF8.self) }
    }
}

extension Bytes: Equatable {
    /// Whether both hold the same bytes.
    public static func == (left: Bytes, right: Bytes) -> Bool {
        guard left.count == right.count else { return false }
        return left.withUnsafeBytes { left in
            right.withUnsafeBytes { right in
                guard let start = left.baseAddress, let other = right.baseAddress else { return true }
                return memcmp(start, other, left.count) == 0
            }
        }
    }
}
