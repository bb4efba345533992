public import ZarrBase

/// zlib streams (RFC 1950), by libdeflate.
public enum Zlib {
    /// The levels: 0 stores, 1 is fastest, 9 smallest, -1 the usual default (6).
    public static let levels = Deflate.levels

    /// Decodes the stream into the front of `destination`; returns the bytes written.
    ///
    /// - Throws: ``ZarrError/Code/corruptData`` where the data is damaged, fails its checksum, is followed by anything but
    ///   zero padding, or decodes to more than `destination` holds.
    public static func decompress(
        _ source: UnsafeRawBufferPointer, into destination: UnsafeMutableRawBufferPointer, context: CompressionContext
    ) throws(ZarrError) -> Int {
        try Deflate.decompress(.zlib, source, into: destination, context: context)
    }

    /// Replaces the contents of `output` with what `source` decodes to, growing it as needed.
    ///
    /// - Throws: ``ZarrError/Code/limitExceeded`` beyond `limit` bytes, ``ZarrError/Code/corruptData`` for damage.
    /// - Complexity: where the size is not known, a few decodings into ever larger memory.
    public static func decompress(
        _ source: UnsafeRawBufferPointer, into output: ScratchBuffer, limit: Int, context: CompressionContext
    ) throws(ZarrError) {
        try Deflate.decompress(.zlib, source, into: output, limit: limit, context: context)
    }

    /// Replaces the contents of `output` with a stream that holds `source`.
    ///
    /// - Throws: ``ZarrError/Code/invalidArgument`` for a level outside ``levels``.
    public static func compress(
        _ source: UnsafeRawBufferPointer, into output: ScratchBuffer, level: Int, context: CompressionContext
    ) throws(ZarrError) {
        try Deflate.compress(.zlib, source, into: output, level: level, context: context)
    }
}
