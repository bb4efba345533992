public import ZarrBase
import ZarrCompression

/// What one worker keeps between chunks: codec contexts and scratch memory. Used by one thread at a time.
public final class CodecWorker {
    let compression = CompressionContext()
    /// What decoding may take at most where a document does not settle the size.
    public let limits: DecodingLimits
    private var scratch: [ScratchBuffer] = []
    /// Where the phases are timed; nil where nobody asks.
    private let clock: PhaseClock?

    /// A worker with nothing kept yet.
    public init(limits: DecodingLimits = DecodingLimits()) {
        self.limits = limits
        clock = nil
    }

    /// A worker whose copies are timed.
    package init(limits: DecodingLimits, clock: PhaseClock?) {
        self.limits = limits
        self.clock = clock
    }

    /// Calls `copy`, which copies decoded elements to where they go.
    @inline(__always)
    package func copying<Failure: Error>(_ copy: () throws(Failure) -> Void) throws(Failure) {
        guard let clock else { return try copy() }
        try clock.measure(.copy, copy)
    }

    /// Scratch memory until ``giveBack(_:)``; what it holds is undefined.
    public func takeScratch() -> ScratchBuffer { scratch.popLast() ?? ScratchBuffer() }

    /// Keeps the memory for the next chunk.
    public func giveBack(_ buffer: ScratchBuffer) { scratch.append(buffer) }

    /// The scratch memory that was given back, in bytes.
    package var scratchKept: Int { scratch.reduce(0) { $0 + $1.capacity } }

    /// Frees buffers that were given back, the largest first, until they take no more than `limit` bytes.
    package func trimScratch(to limit: Int) {
        guard scratchKept > limit else { return }
        scratch.sort { $0.capacity < $1.capacity }
        while scratchKept > limit { scratch.removeLast() }
    }
}

/// Ceilings against bytes that lie about their size.
public struct DecodingLimits: Sendable, Hashable {
    /// The most that one chunk of variable-length elements may decode to, in bytes.
    public var variableLengthChunkBytes: Int

    /// Limits that honest data stays far below.
    public init(variableLengthChunkBytes: Int = 1 << 30) {
        self.variableLengthChunkBytes = variableLengthChunkBytes
    }
}
