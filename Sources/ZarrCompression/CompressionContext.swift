internal import CDeflate
internal import CLZ4
internal import CLZMA
internal import CZstd
internal import ZarrBase

/// The library contexts that one worker keeps between chunks: to make one anew costs more than a small chunk.
///
/// Each is created at its first use and freed with the object. One owner at a time, so it is not `Sendable`.
public final class CompressionContext {
    /// Holds a block between the compressor and the shuffle.
    let blockMemory = ScratchBuffer()
    private var zstdDecoder: OpaquePointer?
    private var zstdEncoder: OpaquePointer?
    private var inflater: OpaquePointer?
    private var deflater: (level: Int, pointer: OpaquePointer)?
    private var lz4Memory: MemoryBlock?
    private var lzma: UnsafeMutablePointer<lzma_stream>?
    /// Blocks on their way into a blosc buffer.
    let bloscScratch = ScratchBuffer()

    /// An empty set of contexts.
    public init() {}

    deinit {
        ZSTD_freeDCtx(zstdDecoder)
        ZSTD_freeCCtx(zstdEncoder)
        libdeflate_free_decompressor(inflater)
        libdeflate_free_compressor(deflater?.pointer)
        if let lzma {
            lzma_end(lzma)
            lzma.deallocate()
        }
    }

    func zstdDecompressor() throws(ZarrError) -> OpaquePointer {
        if let zstdDecoder { return zstdDecoder }
        guard let made = ZSTD_createDCtx() else { throw .contextUnavailable("zstd") }
        zstdDecoder = made
        return made
    }

    func zstdCompressor() throws(ZarrError) -> OpaquePointer {
        if let zstdEncoder { return zstdEncoder }
        guard let made = ZSTD_createCCtx() else { throw .contextUnavailable("zstd") }
        zstdEncoder = made
        return made
    }

    func deflateDecompressor() throws(ZarrError) -> OpaquePointer {
        if let inflater { return inflater }
        guard let made = libdeflate_alloc_decompressor() else { throw .contextUnavailable("deflate") }
        inflater = made
        return made
    }

    /// A worker writes one array at a time, so one level is kept.
    func deflateCompressor(level: Int) throws(ZarrError) -> OpaquePointer {
        if let deflater, deflater.level == level { return deflater.pointer }
        guard let made = libdeflate_alloc_compressor(Int32(clamping: level)) else {
            throw .contextUnavailable("deflate")
        }
        libdeflate_free_compressor(deflater?.pointer)
        deflater = (level, made)
        return made
    }

    func lz4State() throws(ZarrError) -> UnsafeMutableRawPointer {
        if let lz4Memory { return lz4Memory.baseAddress }
        let made = try MemoryBlock(count: Int(LZ4_sizeofState()))
        lz4Memory = made
        return made.baseAddress
    }

    /// Kept for its dictionary; the library allows to begin a new stream in it at any time.
    func lzmaDecoder() -> UnsafeMutablePointer<lzma_stream> {
        if let lzma { return lzma }
        let made = UnsafeMutablePointer<lzma_stream>.allocate(capacity: 1)
        made.initialize(to: lzma_stream())
        lzma = made
        return made
    }
}
