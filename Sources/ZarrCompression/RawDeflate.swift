public import ZarrBase

/// DEFLATE streams without header and checksum (RFC 1951), as in ZIP files, by libdeflate.
public enum RawDeflate {
    /// The levels: 0 stores, 1 is fastest, 9 smallest, -1 the usual default (6).
    public static let levels = Deflate.levels

    /// Decodes the stream into the front of `destination`; returns the bytes written.
    ///
    /// - Throws: ``ZarrError/Code/corruptData`` where the data is damaged, is followed by anything but zero padding, or decodes
    ///   to more than `destination` holds.
    public static func decompress(
        _ source: UnsafeRawBufferPointer, into destination: UnsafeMutableRawBufferPointer, context: CompressionContext
    ) throws(ZarrError) -> Int {
        try Deflate.decompress(.none, source, into: destination, context: context)
    }

    /// Replaces the contents of `output` with a stream that holds `source`.
    ///
    /// - Throws: ``ZarrError/Code/invalidArgument`` for a level outside ``levels``.
    public static func compress(
        _ source: UnsafeRawBufferPointer, into output: ScratchBuffer, level: Int, context: CompressionContext
    ) throws(ZarrError) {
        try Deflate.compress(.none, source, into: output, level: level, context: context)
    }

    /// The most bytes that a stream of `count` bytes can hold.
    public static func mostDecoded(from count: Int) -> Int { Deflate.mostDecoded(from: count) }
}
