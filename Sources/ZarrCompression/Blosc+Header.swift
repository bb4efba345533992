internal import CBlosc
public import ZarrBase

extension Blosc {
    /// What the first 16 bytes of a Blosc 1 buffer say, checked against each other.
    public struct Header: Sendable, Hashable {
        /// The number of bytes that begin every buffer.
        public static let size = 16

        /// The bytes that the whole buffer decodes to.
        public let decodedSize: Int
        /// The bytes of the whole buffer, with this header.
        public let storedSize: Int
        /// The decoded bytes of a block, the unit of partial decoding; the last one may be shorter.
        public let blockSize: Int
        /// The bytes of an item: 1 where the writer's items were larger than 255 bytes.
        public let typeSize: Int
        /// How the bytes were rearranged.
        public let shuffle: Shuffle
        /// Whether the contents follow as they are.
        public let isCopy: Bool

        /// Whether a block may be one stream for each byte of an item; else it is one stream.
        let splitsBlocks: Bool

        /// The flags and the version of the streams as they are stored.
        private let flags: UInt8
        private let streamVersion: UInt8

        /// The family that reads the blocks; `lz4` also for what `lz4hc` wrote.
        let format: UInt8

        /// Reads the header in front of `source`, of which more than 16 bytes need not be there.
        ///
        /// - Throws: ``ZarrError/Code/corruptData`` where it is torn or contradicts itself, ``ZarrError/Code/unsupported``
        ///   for another version of the format.
        public init(_ source: UnsafeRawBufferPointer) throws(ZarrError) {
            guard source.count >= Self.size else {
                throw .damaged("blosc", "its header takes \(Self.size) bytes, \(source.count) are there")
            }
            switch Int32(source[0]) {
            case BLOSC_VERSION_FORMAT: break
            case 1...Self.newestVersion:
                throw ZarrError(
                    .unsupported, "this is version \(source[0]) of the blosc format, as Blosc 2 writes it",
                    hint: "version \(BLOSC_VERSION_FORMAT) is read: rewrite the data with Blosc 1")
            default: throw .damaged("blosc", "its header is not one")
            }
            streamVersion = source[1]
            flags = source[2]
            splitsBlocks = flags & Self.wholeBlocks == 0
            typeSize = Int(source[3])
            decodedSize = Self.field(source, 4)
            blockSize = Self.field(source, 8)
            storedSize = Self.field(source, 12)
            isCopy = flags & UInt8(BLOSC_MEMCPYED) != 0
            let bits = flags & UInt8(BLOSC_DOBITSHUFFLE) != 0
            let bytes = flags & UInt8(BLOSC_DOSHUFFLE) != 0
            shuffle = bits ? .bitshuffle : bytes ? .shuffle : .noshuffle
            format = flags >> 5
            guard flags & 0x08 == 0, decodedSize >= 0, decodedSize <= Blosc.largestSource, storedSize >= Self.size
            else { throw .damaged("blosc", "its header is not one") }
            // An empty buffer is a header alone, whose other fields mean nothing.
            guard decodedSize > 0 else { return }
            guard typeSize > 0, blockSize > 0, blockSize <= min(decodedSize, Blosc.largestBlock) else {
                throw .damaged("blosc", "its header says blocks of \(blockSize) bytes and items of \(typeSize)")
            }
            if isCopy {
                guard storedSize == decodedSize + Self.size else {
                    throw .damaged("blosc", "a copy of \(decodedSize) bytes is stored in \(storedSize)")
                }
            } else {
                // Each block has a 4-byte offset after the header: more blocks than offsets is a lie about the size.
                guard decodedSize.dividedRoundingUp(by: blockSize) <= (storedSize - Self.size) / 4 else {
                    throw .damaged("blosc", "\(storedSize) bytes cannot hold the blocks of \(decodedSize) bytes")
                }
            }
        }

        /// Of Blosc 2, whose buffers begin alike.
        private static let newestVersion: Int32 = 5

        private static let wholeBlocks: UInt8 = 0x10

        /// Writes the header of a buffer of one block with the same contents.
        func write(to bytes: UnsafeMutableRawBufferPointer, decodedSize: Int, storedSize: Int, splits: Bool) {
            bytes[0] = UInt8(clamping: BLOSC_VERSION_FORMAT)
            bytes[1] = streamVersion
            bytes[2] = splits ? flags & ~Self.wholeBlocks : flags | Self.wholeBlocks
            bytes[3] = UInt8(clamping: typeSize)
            for (place, size) in [decodedSize, decodedSize, storedSize].enumerated() {
                bytes.storeBytes(
                    of: Int32(clamping: size).littleEndian, toByteOffset: 4 + 4 * place, as: Int32.self)
            }
        }

        private static func field(_ source: UnsafeRawBufferPointer, _ offset: Int) -> Int {
            Int(Int32(littleEndian: source.loadUnaligned(fromByteOffset: offset, as: Int32.self)))
        }
    }
}
