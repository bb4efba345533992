internal import CZstd
public import ZarrBase

extension Zstd {
    /// Decodes the beginning of the one frame that `source` is, until `destination` is full; false where all of it had better
    /// be decoded: where it is not one frame that declares `size` bytes and has no checksum, or is damaged.
    ///
    /// Of the blocks behind the last one that is needed at most one is decoded (RFC 8878, 3.1.1.2).
    public static func decompressPrefix(
        _ source: UnsafeRawBufferPointer, of size: Int, into destination: UnsafeMutableRawBufferPointer,
        context: CompressionContext
    ) throws(ZarrError) -> Bool {
        // In front of the frame's header there is its magic number; bit 2 of the descriptor says that a checksum follows.
        guard source.count > 5, source[4] & 0x04 == 0,
            ZSTD_getFrameContentSize(source.baseAddress, source.count) == UInt64(clamping: size),
            ZSTD_findFrameCompressedSize(source.baseAddress, source.count) == source.count
        else { return false }
        let decoder = try context.zstdDecompressor()
        guard ZSTD_isError(ZSTD_DCtx_reset(decoder, ZSTD_reset_session_only)) == 0 else { return false }
        var input = ZSTD_inBuffer(src: source.baseAddress, size: source.count, pos: 0)
        var output = ZSTD_outBuffer(dst: destination.baseAddress, size: destination.count, pos: 0)
        while output.pos < output.size {
            let before = (input.pos, output.pos)
            let result = ZSTD_decompressStream(decoder, &output, &input)
            guard ZSTD_isError(result) == 0, result != 0 || output.pos == output.size,
                (input.pos, output.pos) != before
            else { break }
        }
        let isFull = output.pos == output.size
        // Or the next frame would be taken for the rest of this one.
        ZSTD_DCtx_reset(decoder, ZSTD_reset_session_only)
        return isFull
    }
}
