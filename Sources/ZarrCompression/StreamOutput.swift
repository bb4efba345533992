internal import ZarrBase

/// Where a streaming decoder writes: a fixed destination, or a buffer that grows up to a limit.
///
/// A full destination is followed by one spare byte: a stream is only known to hold too much when it writes there, as its
/// end mark may still come behind its last byte.
struct StreamOutput: ~Copyable {
    private let name: String
    private let buffer: ScratchBuffer?
    private let limit: Int
    private var memory: UnsafeMutableRawBufferPointer
    private let spare = UnsafeMutablePointer<UInt8>.allocate(capacity: 1)
    /// The bytes written so far.
    private(set) var count = 0

    init(_ name: String, destination: UnsafeMutableRawBufferPointer) {
        self.name = name
        buffer = nil
        limit = destination.count
        memory = destination
    }

    /// Begins with `expected` bytes of memory.
    init(_ name: String, buffer: ScratchBuffer, limit: Int, expected: Int) throws(ZarrError) {
        self.name = name
        self.buffer = buffer
        self.limit = max(limit, 0)
        try buffer.resize(to: max(0, min(expected, limit)))
        memory = buffer.bytes
    }

    deinit { spare.deallocate() }

    /// Calls `body` with room for at least one byte, and counts the bytes that it says it wrote.
    mutating func write(
        _ body: (UnsafeMutablePointer<UInt8>, Int) throws(ZarrError) -> Int
    ) throws(ZarrError) {
        if count == memory.count, count < limit, let buffer {
            try buffer.resize(to: count > limit / 2 ? limit : min(max(2 * count, 4096), limit), keeping: count)
            memory = buffer.bytes
        }
        guard count < memory.count, let start = memory.baseAddress else {
            guard try body(spare, 1) == 0 else {
                throw buffer == nil ? .overflow(name, capacity: limit) : .overLimit(name, limit: limit)
            }
            return
        }
        let room = memory.count - count
        count += try body((start + count).assumingMemoryBound(to: UInt8.self), room)
    }

    /// Leaves the growing buffer with the bytes written; returns their number.
    consuming func finish() throws(ZarrError) -> Int {
        try buffer?.resize(to: count, keeping: count)
        return count
    }
}
