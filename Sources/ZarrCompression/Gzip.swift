public import ZarrBase

/// gzip files (RFC 1952) of one or more members, by libdeflate.
public enum Gzip {
    /// The levels: 0 stores, 1 is fastest, 9 smallest, -1 the usual default (6).
    public static let levels = Deflate.levels

    /// Decodes all members into the front of `destination`; returns the bytes written.
    ///
    /// - Throws: ``ZarrError/Code/corruptData`` where the data is damaged, fails its checksum, is followed by anything but
    ///   zero padding, or decodes to more than `destination` holds.
    public static func decompress(
        _ source: UnsafeRawBufferPointer, into destination: UnsafeMutableRawBufferPointer, context: CompressionContext
    ) throws(ZarrError) -> Int {
        try Deflate.decompress(.gzip, source, into: destination, context: context)
    }

    /// Replaces the contents of `output` with what `source` decodes to, growing it as needed.
    ///
    /// - Throws: ``ZarrError/Code/limitExceeded`` beyond `limit` bytes, ``ZarrError/Code/corruptData`` for damage.
    /// - Complexity: where the size is not known, a few decodings into ever larger memory.
    public static func decompress(
        _ source: UnsafeRawBufferPointer, into output: ScratchBuffer, limit: Int, context: CompressionContext
    ) throws(ZarrError) {
        try Deflate.decompress(.gzip, source, into: output, limit: limit, context: context)
    }

    /// Replaces the contents of `output` with one member that holds `source`.
    ///
    /// - Throws: ``ZarrError/Code/invalidArgument`` for a level outside ``levels``.
    public static func compress(
        _ source: UnsafeRawBufferPointer, into output: ScratchBuffer, level: Int, context: CompressionContext
    ) throws(ZarrError) {
        try Deflate.compress(.gzip, source, into: output, level: level, context: context)
    }
}
