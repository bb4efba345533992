internal import CBlosc
public import ZarrBase

/// Blosc 1 buffers: blocks, shuffled and compressed by one of six compressors, by c-blosc.
///
/// Each call uses one thread and no global state of the library, so workers do not wait for each other.
public enum Blosc {
    /// Who compresses the blocks; the names are those of the metadata.
    public enum Compressor: String, Sendable, Hashable, CaseIterable {
        case blosclz, lz4, lz4hc, snappy, zlib, zstd
    }

    /// How the bytes of items are rearranged before they are compressed; the names are those of Zarr v3, the numbers of v2.
    public enum Shuffle: Int, Sendable, Hashable, CaseIterable {
        case noshuffle = 0
        case shuffle = 1
        case bitshuffle = 2
    }

    /// 0 stores, 9 compresses best.
    public static let levels = 0...9
    /// The most bytes that one buffer holds: 2 GiB less its overhead.
    public static let largestSource = Int(Int32.max) - Int(BLOSC_MAX_OVERHEAD)
    static let largestBlock = (Int(Int32.max) - Int(BLOSC_MAX_TYPESIZE) * 4) / 3

    /// Whether the installed library has this compressor; some builds lack snappy.
    public static func isCompressorAvailable(_ compressor: Compressor) -> Bool {
        blosc_compname_to_compcode(compressor.rawValue) >= 0
    }

    /// The decoded size that the header of `source` declares; nil where the header is damaged.
    public static func declaredSize(of source: UnsafeRawBufferPointer) -> Int? {
        try? Header(source).decodedSize
    }

    /// The decoded bytes of a block, the unit of partial decoding; nil where the header is damaged.
    public static func blockSize(of source: UnsafeRawBufferPointer) -> Int? {
        try? Header(source).blockSize
    }

    /// Decodes `source` into the front of `destination`; returns the bytes written.
    ///
    /// - Throws: ``ZarrError/Code/corruptData`` where the buffer is damaged or decodes to more than `destination` holds,
    ///   ``ZarrError/Code/unsupported`` where the installed library lacks its compressor.
    public static func decompress(
        _ source: UnsafeRawBufferPointer, into destination: UnsafeMutableRawBufferPointer, context: CompressionContext
    ) throws(ZarrError) -> Int {
        let header = try Header(source)
        guard header.decodedSize <= destination.count else { throw .overflow("blosc", capacity: destination.count) }
        let blocks = try BloscBlocks(header, prefix: source, storedSize: source.count)
        for block in 0..<blocks.count {
            try blocks.decode(
                block, from: UnsafeRawBufferPointer(rebasing: source[blocks.storedRange(block)]),
                into: UnsafeMutableRawBufferPointer(rebasing: destination[blocks.decodedRange(block)]),
                context: context)
        }
        return header.decodedSize
    }

    /// Decodes a checked buffer of exactly as many bytes as `destination` has, by c-blosc.
    static func decompressByLibrary(
        _ source: UnsafeRawBufferPointer, into destination: UnsafeMutableRawBufferPointer
    ) throws(ZarrError) {
        let written = blosc_decompress_ctx(source.baseAddress, destination.baseAddress, destination.count, 1)
        guard Int(written) == destination.count else { throw .damaged("blosc", "a block does not decode") }
    }

    /// Replaces the contents of `output` with what `source` decodes to.
    ///
    /// - Throws: ``ZarrError/Code/limitExceeded`` beyond `limit` bytes, else as the other one does.
    public static func decompress(
        _ source: UnsafeRawBufferPointer, into output: ScratchBuffer, limit: Int, context: CompressionContext
    ) throws(ZarrError) {
        try output.resize(to: 0)
        let header = try checkedHeader(of: source)
        guard header.decodedSize <= limit else { throw .overLimit("blosc", limit: limit) }
        try output.resize(to: header.decodedSize)
        do throws(ZarrError) {
            _ = try decompress(source, into: output.bytes, context: context)
        } catch {
            try output.resize(to: 0)
            throw error
        }
    }

    /// Decodes `count` items from item `start` on into the front of `destination`; returns the bytes written.
    ///
    /// - Complexity: only the blocks that hold these items are decoded.
    /// - Throws: ``ZarrError/Code/corruptData`` where the buffer is damaged or does not hold these items,
    ///   ``ZarrError/Code/invalidArgument`` where `destination` does not.
    public static func items(
        of source: UnsafeRawBufferPointer, start: Int, count: Int, into destination: UnsafeMutableRawBufferPointer
    ) throws(ZarrError) -> Int {
        let header = try checkedHeader(of: source)
        let items = header.typeSize > 0 ? header.decodedSize / header.typeSize : 0
        guard start >= 0, count >= 0, start <= items, count <= items - start else {
            throw ZarrError(.corruptData, "items \(start)+\(count) lie outside a blosc buffer of \(items) items")
        }
        guard count > 0 else { return 0 }
        let size = count * header.typeSize
        guard size <= destination.count else {
            throw ZarrError(.invalidArgument, "\(size) bytes of items do not fit \(destination.count)")
        }
        let written = blosc_getitem(source.baseAddress, Int32(start), Int32(count), destination.baseAddress)
        guard Int(written) == size else { throw .damaged("blosc", "a block does not decode") }
        return size
    }

    /// Replaces the contents of `output` with a buffer that holds `source`.
    ///
    /// - Parameters:
    ///   - typeSize: the bytes of an item; beyond 255 the library takes 1, which also disables the shuffle.
    ///   - blockSize: the decoded bytes of a block; 0 lets the library choose.
    /// - Throws: ``ZarrError/Code/limitExceeded`` beyond ``largestSource``, ``ZarrError/Code/unsupported`` where the
    ///   installed library lacks `compressor`, ``ZarrError/Code/invalidArgument`` for other parameters out of range.
    public static func compress(
        _ source: UnsafeRawBufferPointer, into output: ScratchBuffer, compressor: Compressor, level: Int,
        shuffle: Shuffle, typeSize: Int, blockSize: Int = 0, context: CompressionContext
    ) throws(ZarrError) {
        guard levels.contains(level) else { throw .levelOutside("blosc", level, levels) }
        guard isCompressorAvailable(compressor) else { throw missing(compressor.rawValue) }
        guard typeSize > 0 else { throw ZarrError(.invalidArgument, "blosc items of \(typeSize) bytes") }
        guard blockSize >= 0, blockSize <= largestBlock else {
            throw ZarrError(
                .invalidArgument, "blosc blocks of \(blockSize) bytes", hint: "use 0 to \(largestBlock); 0 is automatic"
            )
        }
        guard source.count <= largestSource else {
            throw ZarrError(
                .limitExceeded, "a blosc buffer holds at most \(largestSource) bytes, not \(source.count)",
                hint: "use smaller chunks")
        }
        let encoder = BloscEncoder(
            compressor: compressor, level: level, shuffle: shuffle, typeSize: typeSize, blockSize: blockSize)
        if let encoder, encoder.takes(source.count) {
            return try encoder.encode(source.count, into: output, context: context) { (range, _) in
                UnsafeRawBufferPointer(rebasing: source[range])
            }
        }
        let capacity = source.count + Int(BLOSC_MAX_OVERHEAD)
        try output.resize(to: capacity)
        let written = blosc_compress_ctx(
            Int32(level), Int32(shuffle.rawValue), typeSize, source.count, source.baseAddress, output.bytes.baseAddress,
            capacity, compressor.rawValue, blockSize, 1)
        guard written > 0 else { throw ZarrError(.limitExceeded, "blosc cannot compress this (\(written))") }
        try output.resize(to: Int(written))
    }

    private static func checkedHeader(of source: UnsafeRawBufferPointer) throws(ZarrError) -> Header {
        let header = try Header(source)
        try check(header, storedSize: source.count)
        return header
    }

    /// Refuses a header that belongs to a buffer of another size, or whose blocks nothing here decodes.
    static func check(_ header: Header, storedSize: Int) throws(ZarrError) {
        guard header.storedSize == storedSize else {
            throw .damaged("blosc", "its header says \(header.storedSize) bytes, \(storedSize) are there")
        }
        guard header.decodedSize > 0, !header.isCopy else { return }
        guard let compressor = header.compressor else {
            throw .damaged("blosc", "its header names compressor format \(header.format), which does not exist")
        }
        guard isCompressorAvailable(compressor) else { throw missing(compressor.rawValue) }
    }

    private static func missing(_ name: String) -> ZarrError {
        ZarrError(
            .unsupported, "the installed c-blosc library was built without \(name)",
            hint: "install one that has it, or rewrite the data with another compressor")
    }
}

extension Blosc.Header {
    /// Who can read the blocks: ``Blosc/Compressor/lz4`` stands for `lz4hc` too, as both write one format; nil for none
    /// that is known.
    public var compressor: Blosc.Compressor? {
        switch Int32(format) {
        case BLOSC_BLOSCLZ_FORMAT: .blosclz
        case BLOSC_LZ4_FORMAT: .lz4
        case BLOSC_SNAPPY_FORMAT: .snappy
        case BLOSC_ZLIB_FORMAT: .zlib
        case BLOSC_ZSTD_FORMAT: .zstd
        default: nil
        }
    }

    /// The compressor where its streams are decoded without c-blosc.
    var family: BloscFamily? {
        switch compressor {
        case .lz4: .lz4
        case .zlib: .zlib
        case .zstd: .zstd
        default: nil
        }
    }
}
