/// The CRC-32C checksum (Castagnoli; RFC 3720, appendix B.4): what the `crc32c` codec appends.
public enum CRC32C {
    /// The checksum of `bytes`; with a `seed`, the one of the bytes before them and these together.
    ///
    /// - Complexity: linear; eight bytes a step.
    public static func checksum(_ bytes: UnsafeRawBufferPointer, seed: UInt32 = 0) -> UInt32 {
        let table = tables
        var crc = ~seed
        var position = 0
        let count = bytes.count
        while count - position >= 8 {
            let word =
                UInt64(littleEndian: bytes.loadUnaligned(fromByteOffset: position, as: UInt64.self)) ^ UInt64(crc)
            let near =
                table[1792 + Int(word & 0xFF)] ^ table[1536 + Int(word >> 8 & 0xFF)]
                ^ table[1280 + Int(word >> 16 & 0xFF)] ^ table[1024 + Int(word >> 24 & 0xFF)]
            let far =
                table[768 + Int(word >> 32 & 0xFF)] ^ table[512 + Int(word >> 40 & 0xFF)]
                ^ table[256 + Int(word >> 48 & 0xFF)] ^ table[Int(word >> 56)]
            crc = near ^ far
            position += 8
        }
        while position < count {
            crc = crc >> 8 ^ table[Int(UInt8(truncatingIfNeeded: crc) ^ bytes[position])]
            position += 1
        }
        return ~crc
    }

    /// Eight tables of 256 entries: table k is a byte followed by k zero bytes. Written once, before anyone reads it.
    private nonisolated(unsafe) static let tables: UnsafePointer<UInt32> = {
        let table = UnsafeMutablePointer<UInt32>.allocate(capacity: 8 * 256)
        for byte in 0..<256 {
            var crc = UInt32(byte)
            for _ in 0..<8 { crc = crc >> 1 ^ (crc & 1 == 0 ? 0 : 0x82F6_3B78) }
            table[byte] = crc
        }
        for index in 256..<8 * 256 {
            let before = table[index - 256]
            table[index] = before >> 8 ^ table[Int(before & 0xFF)]
        }
        return UnsafePointer(table)
    }()
}
