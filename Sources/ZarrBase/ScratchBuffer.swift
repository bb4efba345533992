/// Memory that a worker keeps between chunks and grows when it must. One owner at a time.
public final class ScratchBuffer {
    private var block: MemoryBlock?
    /// The number of bytes in use.
    public private(set) var count = 0

    /// The bytes of memory behind it, in use or not.
    package var capacity: Int { block?.count ?? 0 }

    /// An empty buffer; memory comes with the first ``resize(to:keeping:)``.
    public init() {}

    /// The bytes in use.
    public var bytes: UnsafeMutableRawBufferPointer {
        UnsafeMutableRawBufferPointer(start: block?.baseAddress, count: count)
    }

    /// Puts `newCount` bytes in use. What the new bytes hold is undefined; the first `kept` old ones stay.
    ///
    /// - Throws: ``ZarrError/Code/limitExceeded`` where the machine does not have the memory (a buffer that keeps nothing
    ///   is then empty), ``ZarrError/Code/invalidArgument`` for a negative count.
    /// - Complexity: no allocation where the buffer was as large before.
    public func resize(to newCount: Int, keeping kept: Int = 0) throws(ZarrError) {
        guard newCount >= 0 else { throw ZarrError(.invalidArgument, "a buffer of \(newCount) bytes") }
        if newCount > (block?.count ?? 0) {
            // Doubling would waste a chunk's worth of memory; only growth that keeps bytes is repeated.
            let capacity = kept > 0 ? max(newCount, (block?.count ?? 0) * 2) : newCount
            if kept <= 0 {
                // The old memory goes first, lest both count against the machine at once.
                block = nil
                count = 0
            }
            let grown = try MemoryBlock(count: capacity)
            if kept > 0, let block {
                grown.baseAddress.copyMemory(from: block.baseAddress, byteCount: min(kept, count))
            }
            block = grown
        }
        count = newCount
    }

    /// Appends a copy of `bytes`.
    public func append(_ bytes: UnsafeRawBufferPointer) throws(ZarrError) {
        let start = count
        try resize(to: start.checkedPlus(bytes.count), keeping: start)
        UnsafeMutableRawBufferPointer(rebasing: self.bytes[start...]).copyMemory(from: bytes)
    }

    /// Gives the bytes away as an immutable value without a copy; the buffer is empty afterwards.
    public func take() -> Bytes {
        defer {
            block = nil
            count = 0
        }
        guard let block, count > 0 else { return Bytes() }
        return Bytes(block, count: count)
    }
}
