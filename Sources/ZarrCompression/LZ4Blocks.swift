internal import CLZ4
public import ZarrBase

/// LZ4 in the framing of lz4-java, `LZ4BlockOutputStream`, as N5 has it: a row of blocks, each with its sizes and a checksum of
/// what it decodes to, and an empty block for an end mark.
///
/// It is neither the LZ4 frame format nor the framing of numcodecs, ``LZ4``. What `LZ4BlockInputStream` refuses is refused, a
/// missing end mark as well. That reader stops at the first end mark or reads on, as it is told to; here more
/// streams may follow, and nothing else, so that no byte goes unread.
///
/// In N5 of z5 one bare LZ4 block stands in place of a stream: it is read, never written.
///
/// Specification: <https://github.com/lz4/lz4-java/blob/master/src/java/net/jpountz/lz4/LZ4BlockOutputStream.java>
public enum LZ4Blocks {
    /// The sizes that blocks may be cut to, in decoded bytes.
    public static let blockSizes = 64...1 << 25

    /// Decodes all blocks into the front of `destination`; returns the bytes written.
    ///
    /// - Throws: ``ZarrError/Code/corruptData`` where a block is damaged or fails its checksum, the end mark is missing, or the
    ///   blocks decode to more than `destination` holds.
    public static func decompress(
        _ source: UnsafeRawBufferPointer, into destination: UnsafeMutableRawBufferPointer, context: CompressionContext
    ) throws(ZarrError) -> Int {
        if isBare(source) { return try LZ4.decompressBlock(source, into: destination) }
        var written = 0
        try forEachBlock(of: source) { (block) throws(ZarrError) in
            guard block.size <= destination.count - written else {
                throw .overflow("lz4 block", capacity: destination.count)
            }
            let target = UnsafeMutableRawBufferPointer(rebasing: destination[written..<written + block.size])
            try block.decode(into: target)
            written += block.size
        }
        return written
    }

    /// Replaces the contents of `output` with what all blocks decode to.
    ///
    /// The headers are read first: memory is taken once, for what they declare and their bytes can hold.
    ///
    /// - Throws: ``ZarrError/Code/limitExceeded`` beyond `limit` bytes, ``ZarrError/Code/corruptData`` for damage.
    public static func decompress(
        _ source: UnsafeRawBufferPointer, into output: ScratchBuffer, limit: Int, context: CompressionContext
    ) throws(ZarrError) {
        try output.resize(to: 0)
        var size = 0
        if isBare(source) {
            // It does not say its size.
            size = min(limit, source.count.multipliedReportingOverflow(by: mostExpansion).partialValue)
        } else {
            try forEachBlock(of: source) { (block) throws(ZarrError) in size = try size.checkedPlus(block.size) }
        }
        guard size <= limit else { throw .overLimit("lz4 block", limit: limit) }
        try output.resize(to: size)
        do throws(ZarrError) {
            try output.resize(to: decompress(source, into: output.bytes, context: context))
        } catch {
            try output.resize(to: 0)
            throw error
        }
    }

    /// Replaces the contents of `output` with one stream that holds `source`, in blocks of `blockSize` decoded bytes, and as they
    /// are where LZ4 makes them no smaller.
    ///
    /// - Throws: ``ZarrError/Code/invalidArgument`` for a block size outside ``blockSizes``.
    public static func compress(
        _ source: UnsafeRawBufferPointer, into output: ScratchBuffer, blockSize: Int, context: CompressionContext
    ) throws(ZarrError) {
        guard blockSizes.contains(blockSize) else {
            throw ZarrError(
                .invalidArgument, "lz4 has no blocks of \(blockSize) bytes",
                hint: "use a block size from \(blockSizes.lowerBound) to \(blockSizes.upperBound)")
        }
        let state = try context.lz4State()
        let headers = try source.count.dividedRoundingUp(by: blockSize).checkedPlus(1)
            .checkedTimes(Header.size)
        try output.resize(to: headers.checkedPlus(source.count))
        let level = Header.level(of: blockSize)
        var end = 0
        for start in stride(from: 0, to: source.count, by: blockSize) {
            let block = UnsafeRawBufferPointer(rebasing: source[start..<start + min(blockSize, source.count - start)])
            // One byte less than the block: what does not fit is stored as it is.
            let place = UnsafeMutableRawBufferPointer(
                rebasing: output.bytes[end + Header.size..<end + Header.size + block.count])
            let count = Int(
                LZ4_compress_fast_extState(
                    state, block.baseAddress, place.baseAddress, Int32(block.count), Int32(block.count - 1), 1))
            if count <= 0 { place.copyMemory(from: block) }
            let header = Header(
                isRaw: count <= 0, level: level, storedSize: count > 0 ? count : block.count, size: block.count,
                checksum: checksum(block))
            header.write(to: output.bytes, at: end)
            end += Header.size + header.storedSize
        }
        Header(isRaw: true, level: level, storedSize: 0, size: 0, checksum: 0).write(to: output.bytes, at: end)
        try output.resize(to: end + Header.size)
    }

    /// What lz4-java keeps of the hash: its streaming checksum has 28 bits.
    private static func checksum(_ bytes: UnsafeRawBufferPointer) -> UInt32 {
        XXHash32.checksum(bytes, seed: 0x9747_B28C) & 0x0FFF_FFFF
    }
}

extension LZ4Blocks {
    // The most decoded bytes that a byte of a block can express.
    private static let mostExpansion = 255

    /// Whether these bytes are no stream, be it a damaged one. No block that decodes begins as a stream does: "oc" would point
    /// far before its first byte.
    private static func isBare(_ source: UnsafeRawBufferPointer) -> Bool {
        !source.isEmpty && zip(source, "LZ4Block".utf8).count { $0 == $1 } < 4
    }

    /// Calls `body` with each block that holds something.
    private static func forEachBlock(
        of source: UnsafeRawBufferPointer, _ body: (Block) throws(ZarrError) -> Void
    ) throws(ZarrError) {
        var offset = 0
        var isEnded = false
        while offset < source.count {
            let header = try Header(source, at: offset)
            let start = offset + Header.size
            if !header.isEndMark {
                let stored = UnsafeRawBufferPointer(rebasing: source[start..<start + header.storedSize])
                try body(Block(header: header, stored: stored, offset: offset))
            }
            isEnded = header.isEndMark
            offset = start + header.storedSize
        }
        guard isEnded else { throw .damaged("lz4 block", "no end mark follows its \(source.count) bytes") }
    }

    /// A block whose header is found to be possible.
    private struct Block {
        let header: Header
        let stored: UnsafeRawBufferPointer
        let offset: Int

        /// In decoded bytes.
        var size: Int { header.size }

        /// Fills `target`, which is of the right size, and checks it.
        func decode(into target: UnsafeMutableRawBufferPointer) throws(ZarrError) {
            if header.isRaw {
                target.copyMemory(from: stored)
            } else {
                let written = LZ4_decompress_safe(
                    stored.baseAddress, target.baseAddress, Int32(clamping: stored.count), Int32(clamping: target.count)
                )
                guard Int(written) == size else {
                    throw .damaged("lz4 block", "its block at byte \(offset) does not decode to \(size) bytes")
                }
            }
            guard LZ4Blocks.checksum(UnsafeRawBufferPointer(target)) == header.checksum else {
                throw .damaged("lz4 block", "its block at byte \(offset) does not have the checksum that it says")
            }
        }
    }

    /// What stands in front of each block, all numbers little-endian.
    private struct Header {
        static let size = 21
        /// "LZ4Block".
        private static let magic: UInt64 = 0x6B63_6F6C_4234_5A4C
        private static let rawMethod: UInt8 = 0x10
        private static let lz4Method: UInt8 = 0x20
        private static let smallestLevel = 10
        let isRaw: Bool
        let level: UInt8
        /// The bytes behind the header.
        let storedSize: Int
        /// The bytes that they decode to.
        let size: Int
        let checksum: UInt32

        var isEndMark: Bool { size == 0 }

        static func level(of blockSize: Int) -> UInt8 {
            let bits = Int.bitWidth - (blockSize - 1).leadingZeroBitCount
            return UInt8(max(0, bits - smallestLevel))
        }

        init(isRaw: Bool, level: UInt8, storedSize: Int, size: Int, checksum: UInt32) {
            self.isRaw = isRaw
            self.level = level
            self.storedSize = storedSize
            self.size = size
            self.checksum = checksum
        }

        /// - Throws: ``ZarrError/Code/corruptData`` where there is none, or one of a block that cannot be.
        init(_ source: UnsafeRawBufferPointer, at offset: Int) throws(ZarrError) {
            func damaged(_ detail: String) -> ZarrError {
                .damaged("lz4 block", "its block at byte \(offset) \(detail)")
            }
            let left = source.count - offset - Self.size
            guard left >= 0 else { throw damaged("ends within its header") }
            func number(_ place: Int) -> Int {
                Int(Int32(littleEndian: source.loadUnaligned(fromByteOffset: offset + place, as: Int32.self)))
            }
            guard UInt64(littleEndian: source.loadUnaligned(fromByteOffset: offset, as: UInt64.self)) == Self.magic
            else {
                throw damaged("does not begin with \"LZ4Block\"")
            }
            let token = source[offset + 8]
            let method = token & 0xF0
            guard method == Self.rawMethod || method == Self.lz4Method else {
                throw damaged("is of an unknown method, \(method >> 4)")
            }
            isRaw = method == Self.rawMethod
            level = token & 0x0F
            storedSize = number(9)
            size = number(13)
            checksum = UInt32(truncatingIfNeeded: number(17))
            guard storedSize >= 0, size >= 0, (storedSize == 0) == (size == 0) else {
                throw damaged("says that its \(storedSize) bytes hold \(size)")
            }
            guard size <= 1 << (Self.smallestLevel + Int(level)) else {
                throw damaged("says that it holds \(size) bytes, more than its level \(level) allows")
            }
            guard storedSize <= left else { throw damaged("has \(left) bytes of \(storedSize)") }
            if isRaw {
                guard storedSize == size else { throw damaged("stores \(size) bytes as they are in \(storedSize)") }
            } else {
                guard size / LZ4Blocks.mostExpansion <= storedSize else {
                    throw damaged("says that its \(storedSize) bytes hold \(size)")
                }
            }
            guard size > 0 || checksum == 0 else { throw damaged("is an end mark with a checksum") }
        }

        /// Writes it where there is room for it.
        func write(to output: UnsafeMutableRawBufferPointer, at offset: Int) {
            output.storeBytes(of: Self.magic.littleEndian, toByteOffset: offset, as: UInt64.self)
            output[offset + 8] = (isRaw ? Self.rawMethod : Self.lz4Method) | level
            output.storeBytes(
                of: UInt32(truncatingIfNeeded: storedSize).littleEndian, toByteOffset: offset + 9, as: UInt32.self)
            output.storeBytes(
                of: UInt32(truncatingIfNeeded: size).littleEndian, toByteOffset: offset + 13, as: UInt32.self)
            output.storeBytes(of: checksum.littleEndian, toByteOffset: offset + 17, as: UInt32.self)
        }
    }
}
