public import ZarrBase
import ZarrCompression

/// What one worker keeps between chunks: codec contexts and scratch memory. Used by one thread at a time.
public final class CodecWorker {
    let compression = CompressionContext()
    /// What decoding may take at most where a document does not settle the size.
    public let limits: DecodingLimits
    private var scratch: [ScratchBuffer] = []

    /// A worker with nothing kept yet.
    public init(limits: DecodingLimits = DecodingLimits()) { self.limits = limits }

    /// Scratch memory until ``giveBack(_:)``; what it holds is undefined.
    public func takeScratch() -> ScratchBuffer { scratch.popLast() ?? ScratchBuffer() }

    /// Keeps the memory for the next chunk.
    public func giveBack(_ buffer: ScratchBuffer) { scratch.append(buffer) }
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
