internal import CLZ4
public import ZarrBase

/// LZ4 blocks, raw and in the framing of numcodecs: the decoded size as four little-endian bytes, then one raw block.
///
/// It is not the LZ4 frame format, which has a magic number.
public enum LZ4 {
    private static let headerSize = 4
    private static let largestSource = Int(LZ4_MAX_INPUT_SIZE)
    // 255 decoded bytes for each further length byte is the most that a block can express.
    private static let mostExpansion = 255

    /// The decoded size that the framing of `source` declares; nil where it is absent, negative or impossible for a
    /// block of this length.
    public static func declaredSize(of source: UnsafeRawBufferPointer) -> Int? {
        guard source.count > headerSize else { return nil }
        let size = Int(Int32(littleEndian: source.loadUnaligned(as: Int32.self)))
        guard size >= 0, size / mostExpansion <= source.count - headerSize else { return nil }
        return size
    }

    /// Decodes a framed block into the front of `destination`; returns the bytes written.
    ///
    /// - Throws: ``ZarrError/Code/corruptData`` where the block is damaged, does not hold what its header says, or that
    ///   is more than `destination` holds.
    public static func decompress(
        _ source: UnsafeRawBufferPointer, into destination: UnsafeMutableRawBufferPointer, context: CompressionContext
    ) throws(ZarrError) -> Int {
        let size = try checkedSize(of: source)
        guard size <= destination.count else { throw .overflow("lz4", capacity: destination.count) }
        let block = UnsafeRawBufferPointer(rebasing: source[headerSize...])
        let target = UnsafeMutableRawBufferPointer(rebasing: destination[..<size])
        let written = try decompressBlock(block, into: target)
        guard written == size else {
            throw .damaged("lz4", "its header says \(size) bytes, its block holds \(written)")
        }
        return written
    }

    /// Replaces the contents of `output` with what a framed block holds.
    ///
    /// - Throws: ``ZarrError/Code/limitExceeded`` beyond `limit` bytes, ``ZarrError/Code/corruptData`` for damage.
    public static func decompress(
        _ source: UnsafeRawBufferPointer, into output: ScratchBuffer, limit: Int, context: CompressionContext
    ) throws(ZarrError) {
        try output.resize(to: 0)
        let size = try checkedSize(of: source)
        guard size <= limit else { throw .overLimit("lz4", limit: limit) }
        try output.resize(to: size)
        do throws(ZarrError) {
            _ = try decompress(source, into: output.bytes, context: context)
        } catch {
            try output.resize(to: 0)
            throw error
        }
    }

    /// Replaces the contents of `output` with a framed block that holds `source`.
    ///
    /// - Parameter acceleration: 1 compresses best, larger is faster; below 1 means 1, as in the library.
    /// - Throws: ``ZarrError/Code/limitExceeded`` for more than about 2 GB, which one block cannot hold.
    public static func compress(
        _ source: UnsafeRawBufferPointer, into output: ScratchBuffer, acceleration: Int, context: CompressionContext
    ) throws(ZarrError) {
        let bound = try blockBound(source.count)
        try output.resize(to: headerSize + bound)
        output.bytes.storeBytes(of: Int32(source.count).littleEndian, as: Int32.self)
        let target = UnsafeMutableRawBufferPointer(rebasing: output.bytes[headerSize...])
        let count = try compressBlock(source, into: target, acceleration: acceleration, context: context)
        try output.resize(to: headerSize + count)
    }

    /// Decodes one raw block into the front of `destination`; returns the bytes written.
    ///
    /// - Throws: ``ZarrError/Code/corruptData`` where the block is damaged or decodes to more than `destination` holds.
    public static func decompressBlock(
        _ source: UnsafeRawBufferPointer, into destination: UnsafeMutableRawBufferPointer
    ) throws(ZarrError) -> Int {
        guard !source.isEmpty, let count = Int32(exactly: source.count) else {
            throw .damaged("lz4", "a block of \(source.count) bytes cannot be")
        }
        let written = LZ4_decompress_safe(
            source.baseAddress, destination.baseAddress, count, Int32(clamping: destination.count))
        guard written >= 0 else { throw .damaged("lz4", "its block is torn or holds more than belongs here") }
        return Int(written)
    }

    /// Compresses `source` into the front of `destination` as one raw block; returns the bytes written.
    ///
    /// - Throws: ``ZarrError/Code/limitExceeded`` where `source` is too large for one block or `destination` too small.
    public static func compressBlock(
        _ source: UnsafeRawBufferPointer, into destination: UnsafeMutableRawBufferPointer, acceleration: Int,
        context: CompressionContext
    ) throws(ZarrError) -> Int {
        _ = try blockBound(source.count)
        let count = LZ4_compress_fast_extState(
            try context.lz4State(), source.baseAddress, destination.baseAddress, Int32(source.count),
            Int32(clamping: destination.count), Int32(clamping: acceleration))
        guard count > 0 else {
            throw ZarrError(.limitExceeded, "an lz4 block does not fit \(destination.count) bytes")
        }
        return Int(count)
    }

    /// The most bytes that a raw block of `count` decoded bytes takes.
    ///
    /// - Throws: ``ZarrError/Code/limitExceeded`` where one block cannot hold them.
    public static func blockBound(_ count: Int) throws(ZarrError) -> Int {
        guard count >= 0, count <= largestSource else {
            throw ZarrError(
                .limitExceeded, "an lz4 block holds at most \(largestSource) bytes, not \(count)",
                hint: "use smaller chunks")
        }
        return Int(LZ4_compressBound(Int32(count)))
    }

    private static func checkedSize(of source: UnsafeRawBufferPointer) throws(ZarrError) -> Int {
        guard let size = declaredSize(of: source) else {
            throw .damaged("lz4", "its \(source.count) bytes do not begin with the size of what they hold")
        }
        return size
    }
}
