internal import CZstd
public import ZarrBase

/// Zstandard frames (RFC 8878), by libzstd.
public enum Zstd {
    /// The levels that the library takes; 0 is its default, negative ones trade size for speed.
    public static let levels = Int(ZSTD_minCLevel())...Int(ZSTD_maxCLevel())

    /// The decoded bytes that all frames of `source` together declare; nil where one does not or is damaged.
    ///
    /// It is what the writer says: check it before memory is taken for it.
    public static func declaredSize(of source: UnsafeRawBufferPointer) -> Int? {
        guard !source.isEmpty else { return nil }
        var total = 0
        var rest = source
        while !rest.isEmpty {
            // The two last values of the range say "unknown" and "not a frame".
            let declared = ZSTD_getFrameContentSize(rest.baseAddress, rest.count)
            let stored = ZSTD_findFrameCompressedSize(rest.baseAddress, rest.count)
            guard declared < .max - 1, ZSTD_isError(stored) == 0, stored > 0, stored <= rest.count else { return nil }
            let (sum, overflow) = total.addingReportingOverflow(Int(clamping: declared))
            guard !overflow else { return nil }
            total = sum
            rest = UnsafeRawBufferPointer(rebasing: rest[stored...])
        }
        return total
    }

    /// Decodes all frames of `source` into the front of `destination`; returns the bytes written.
    ///
    /// - Throws: ``ZarrError/Code/corruptData`` where the frames are damaged, followed by other bytes, or decode to
    ///   more than `destination` holds.
    public static func decompress(
        _ source: UnsafeRawBufferPointer, into destination: UnsafeMutableRawBufferPointer, context: CompressionContext
    ) throws(ZarrError) -> Int {
        // The library takes no bytes for no frames.
        guard !source.isEmpty else { throw .damaged("zstd", "it is empty") }
        let result = ZSTD_decompressDCtx(
            try context.zstdDecompressor(), destination.baseAddress, destination.count, source.baseAddress, source.count
        )
        guard ZSTD_isError(result) == 0 else {
            if ZSTD_getErrorCode(result) == ZSTD_error_dstSize_tooSmall {
                throw .overflow("zstd", capacity: destination.count)
            }
            throw .damaged("zstd", String(cString: ZSTD_getErrorName(result)))
        }
        return result
    }

    /// Replaces the contents of `output` with what all frames of `source` decode to, which nobody has to know before.
    ///
    /// No streaming window is needed: the block headers bound the decoded size, and one call decodes into that.
    ///
    /// - Throws: ``ZarrError/Code/limitExceeded`` beyond `limit` bytes, ``ZarrError/Code/corruptData`` for damage.
    public static func decompress(
        _ source: UnsafeRawBufferPointer, into output: ScratchBuffer, limit: Int, context: CompressionContext
    ) throws(ZarrError) {
        try output.resize(to: 0)
        guard let bound = decodedBound(of: source) else {
            throw .damaged("zstd", "its frames are incomplete or of an unknown kind")
        }
        var capacity = bound
        if let declared = declaredSize(of: source) {
            guard declared <= limit else { throw .overLimit("zstd", limit: limit) }
            capacity = min(capacity, declared)
        }
        try output.resize(to: max(0, min(capacity, limit)))
        do throws(ZarrError) {
            try output.resize(to: decompress(source, into: output.bytes, context: context))
        } catch {
            try output.resize(to: 0)
            guard error.code == .corruptData, capacity > limit else { throw error }
            throw .overLimit("zstd", limit: limit)
        }
    }

    /// Replaces the contents of `output` with one frame that holds `source` and declares its size.
    ///
    /// - Throws: ``ZarrError/Code/invalidArgument`` for a level outside ``levels``.
    public static func compress(
        _ source: UnsafeRawBufferPointer, into output: ScratchBuffer, level: Int, checksum: Bool,
        context: CompressionContext
    ) throws(ZarrError) {
        guard levels.contains(level) else { throw .levelOutside("zstd", level, levels) }
        let encoder = try context.zstdCompressor()
        try check(ZSTD_CCtx_setParameter(encoder, ZSTD_c_compressionLevel, Int32(level)))
        try check(ZSTD_CCtx_setParameter(encoder, ZSTD_c_checksumFlag, checksum ? 1 : 0))
        let bound = ZSTD_compressBound(source.count)
        try check(bound)
        try output.resize(to: bound)
        let result = ZSTD_compress2(encoder, output.bytes.baseAddress, bound, source.baseAddress, source.count)
        try check(result)
        try output.resize(to: result)
    }

    private static func check(_ result: Int) throws(ZarrError) {
        guard ZSTD_isError(result) != 0 else { return }
        throw ZarrError(.limitExceeded, "zstd cannot compress this: \(String(cString: ZSTD_getErrorName(result)))")
    }
}
