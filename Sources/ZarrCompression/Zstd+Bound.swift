internal import CZstd

extension Zstd {
    /// The most bytes that the frames of `source` can decode to, from their block headers alone; nil where they are torn.
    ///
    /// RFC 8878, 3.1.1: a frame is a magic number, a header of 2 to 14 bytes, blocks that each begin with three bytes
    /// (last flag, type, size) and an optional checksum. A compressed block holds at most 128 KiB.
    static func decodedBound(of source: UnsafeRawBufferPointer) -> Int? {
        guard !source.isEmpty else { return nil }
        var total = 0
        var rest = source
        while !rest.isEmpty {
            let stored = ZSTD_findFrameCompressedSize(rest.baseAddress, rest.count)
            guard ZSTD_isError(stored) == 0, stored > 0, stored <= rest.count else { return nil }
            let frame = UnsafeRawBufferPointer(rebasing: rest[..<stored])
            guard let size = frameBound(of: frame) else { return nil }
            let (sum, overflow) = total.addingReportingOverflow(size)
            guard !overflow else { return nil }
            total = sum
            rest = UnsafeRawBufferPointer(rebasing: rest[stored...])
        }
        return total
    }

    private static let frameMagic: UInt32 = 0xFD2F_B528
    private static let skippableMagics: ClosedRange<UInt32> = 0x184D_2A50...0x184D_2A5F
    private static let largestBlock = 128 << 10

    private static func frameBound(of frame: UnsafeRawBufferPointer) -> Int? {
        guard frame.count >= 5 else { return nil }
        let magic = UInt32(littleEndian: frame.loadUnaligned(as: UInt32.self))
        if skippableMagics.contains(magic) { return 0 }
        guard magic == frameMagic else { return nil }
        let descriptor = frame[4]
        let isSingleSegment = descriptor & 0x20 != 0
        let dictionaryBytes = [0, 1, 2, 4][Int(descriptor & 3)]
        let sizeBytes = [isSingleSegment ? 1 : 0, 2, 4, 8][Int(descriptor >> 6)]
        var position = 5 + (isSingleSegment ? 0 : 1) + dictionaryBytes + sizeBytes
        var bound = 0
        while position + 3 <= frame.count {
            let header = Int(frame[position]) | Int(frame[position + 1]) << 8 | Int(frame[position + 2]) << 16
            let size = header >> 3
            position += 3
            switch (header >> 1) & 3 {
            case 0:
                bound += size
                position += size
            case 1:
                bound += size
                position += 1
            default:
                bound += largestBlock
                position += size
            }
            if header & 1 != 0 { return bound }
        }
        return nil
    }
}
