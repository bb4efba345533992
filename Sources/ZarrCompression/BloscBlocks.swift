internal import CDeflate
internal import CLZ4
internal import CZstd
public import ZarrBase

/// The blocks of one Blosc 1 buffer, read and decoded one by one while each is in cache.
///
/// The layout is that of c-blosc's README_CHUNK_FORMAT: a header, the place of each block, and the blocks, each of one
/// stream or of one for each byte of an item. What the compressors need is kept between blocks, which the library
/// allocates anew for each.
public struct BloscBlocks {
    /// What the buffer says of itself.
    public let header: Blosc.Header
    /// The number of blocks.
    public let count: Int
    /// Where each block begins in the buffer, and, where they do not lie in order, where it ends.
    private let starts: [Int]
    private let ends: [Int]?

    /// The bytes in front of the blocks, of which `header` is the first part.
    public static func prefixSize(_ header: Blosc.Header) -> Int {
        guard !header.isCopy, header.decodedSize > 0 else { return Blosc.Header.size }
        return Blosc.Header.size + 4 * header.decodedSize.dividedRoundingUp(by: header.blockSize)
    }

    /// Reads the places of the blocks from the first ``prefixSize(_:)`` bytes of a buffer of `storedSize` bytes.
    ///
    /// - Throws: ``ZarrError/Code/corruptData`` where they lie outside the buffer, ``ZarrError/Code/unsupported`` where the
    ///   installed library lacks the compressor.
    public init(_ header: Blosc.Header, prefix: UnsafeRawBufferPointer, storedSize: Int) throws(ZarrError) {
        try Blosc.check(header, storedSize: storedSize)
        self.header = header
        count = header.decodedSize == 0 ? 0 : header.decodedSize.dividedRoundingUp(by: header.blockSize)
        let prefixSize = Self.prefixSize(header)
        guard prefix.count >= prefixSize, storedSize >= prefixSize else { throw .damaged("blosc", "it is cut off") }
        guard !header.isCopy else {
            starts = []
            ends = nil
            return
        }
        var starts: [Int] = []
        starts.reserveCapacity(count)
        var isSorted = true
        for block in 0..<count {
            let start = Self.word(prefix, Blosc.Header.size + 4 * block)
            guard start >= prefixSize, start < storedSize else {
                throw .damaged("blosc", "block \(block) begins at byte \(start) of \(storedSize)")
            }
            if let last = starts.last, last >= start { isSorted = false }
            starts.append(start)
        }
        self.starts = starts
        // Blocks that several threads compressed lie in the order in which they were done.
        ends = isSorted ? nil : Self.ends(of: starts, storedSize)
    }

    private static func ends(of starts: [Int], _ storedSize: Int) -> [Int] {
        let order = starts.indices.sorted { starts[$0] < starts[$1] }
        var ends = [Int](repeating: storedSize, count: starts.count)
        for place in order.indices.dropLast() { ends[order[place]] = starts[order[place + 1]] }
        return ends
    }

    /// The bytes of the decoded buffer that a block holds.
    public func decodedRange(_ block: Int) -> Range<Int> {
        let lower = block * header.blockSize
        return lower..<min(lower + header.blockSize, header.decodedSize)
    }

    /// The bytes of the stored buffer that a block is decoded from.
    public func storedRange(_ block: Int) -> Range<Int> {
        guard !header.isCopy else {
            let range = decodedRange(block)
            return range.lowerBound + Blosc.Header.size..<range.upperBound + Blosc.Header.size
        }
        if let ends { return starts[block]..<max(starts[block], ends[block]) }
        return starts[block]..<(block + 1 < count ? starts[block + 1] : header.storedSize)
    }

    /// Decodes a block from its stored bytes into memory of its decoded size.
    ///
    /// - Throws: ``ZarrError/Code/corruptData`` where it is damaged.
    public func decode(
        _ block: Int, from stored: UnsafeRawBufferPointer, into decoded: UnsafeMutableRawBufferPointer,
        context: CompressionContext
    ) throws(ZarrError) {
        let size = decodedRange(block).count
        guard decoded.count == size, stored.count == storedRange(block).count else {
            throw ZarrError(.invalidArgument, "block \(block) of a blosc buffer takes other memory")
        }
        if header.isCopy { return decoded.copyMemory(from: stored) }
        let typeSize = header.typeSize
        let isLeftover = size < header.blockSize
        let isSplit = header.splitsBlocks && !isLeftover && typeSize <= 16 && size / typeSize >= 128
        let streams = isSplit ? typeSize : 1
        guard let family = header.family, header.shuffle != .bitshuffle, size % streams == 0 else {
            return try decodeByLibrary(stored, into: decoded, keepsWhole: !isSplit, context)
        }
        let isShuffled = header.shuffle == .shuffle && typeSize > 1
        let output: UnsafeMutableRawBufferPointer
        if isShuffled {
            try context.blockMemory.resize(to: size)
            output = context.blockMemory.bytes
        } else {
            output = decoded
        }
        let length = size / streams
        var place = 0
        for stream in 0..<streams {
            guard stored.count - place >= 4 else { throw .damaged("blosc", "block \(block) is cut off") }
            let storedLength = Self.word(stored, place)
            place += 4
            guard storedLength > 0, storedLength <= stored.count - place else {
                throw .damaged("blosc", "block \(block) says that it holds \(storedLength) bytes")
            }
            let source = UnsafeRawBufferPointer(rebasing: stored[place..<place + storedLength])
            let target = UnsafeMutableRawBufferPointer(rebasing: output[stream * length..<(stream + 1) * length])
            if storedLength == length {
                target.copyMemory(from: source)
            } else if try family.decode(source, into: target, context) != length {
                throw .damaged("blosc", "block \(block) does not decode")
            }
            place += storedLength
        }
        if isShuffled {
            let whole = size / typeSize * typeSize
            try ByteShuffle.unshuffle(
                UnsafeRawBufferPointer(rebasing: output[..<whole]), into: decoded, elementSize: typeSize)
            // Bytes behind the last whole item are stored as they are.
            UnsafeMutableRawBufferPointer(rebasing: decoded[whole...])
                .copyMemory(from: UnsafeRawBufferPointer(rebasing: output[whole...]))
        }
    }

    /// Decodes a block by c-blosc, as a buffer of one block.
    private func decodeByLibrary(
        _ stored: UnsafeRawBufferPointer, into decoded: UnsafeMutableRawBufferPointer, keepsWhole: Bool,
        _ context: CompressionContext
    ) throws(ZarrError) {
        let start = Blosc.Header.size + 4
        let frame = context.blockMemory
        try frame.resize(to: stored.count + start)
        header.write(
            to: frame.bytes, decodedSize: decoded.count, storedSize: frame.count, splits: !keepsWhole)
        frame.bytes.storeBytes(of: Int32(start).littleEndian, toByteOffset: Blosc.Header.size, as: Int32.self)
        UnsafeMutableRawBufferPointer(rebasing: frame.bytes[start...]).copyMemory(from: stored)
        try Blosc.decompressByLibrary(UnsafeRawBufferPointer(frame.bytes), into: decoded)
    }

    private static func word(_ bytes: UnsafeRawBufferPointer, _ offset: Int) -> Int {
        Int(Int32(littleEndian: bytes.loadUnaligned(fromByteOffset: offset, as: Int32.self)))
    }
}

/// Compressors whose streams need nothing of c-blosc.
enum BloscFamily {
    case lz4, zlib, zstd

    /// The bytes that a stream decodes to; -1 where it does not.
    func decode(
        _ source: UnsafeRawBufferPointer, into target: UnsafeMutableRawBufferPointer, _ context: CompressionContext
    ) throws(ZarrError) -> Int {
        switch self {
        case .lz4:
            guard let from = source.baseAddress, let to = target.baseAddress else { return -1 }
            return Int(
                LZ4_decompress_safe(
                    from.assumingMemoryBound(to: CChar.self), to.assumingMemoryBound(to: CChar.self),
                    Int32(clamping: source.count), Int32(clamping: target.count)))
        case .zlib:
            var written = 0
            let result = libdeflate_zlib_decompress(
                try context.deflateDecompressor(), source.baseAddress, source.count, target.baseAddress, target.count,
                &written)
            return result == LIBDEFLATE_SUCCESS ? written : -1
        case .zstd:
            let result = ZSTD_decompressDCtx(
                try context.zstdDecompressor(), target.baseAddress, target.count, source.baseAddress, source.count)
            return ZSTD_isError(result) == 0 ? result : -1
        }
    }
}
