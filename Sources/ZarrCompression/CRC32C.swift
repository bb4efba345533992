/// The CRC-32C checksum (Castagnoli; RFC 3720, appendix B.4): what the `crc32c` codec appends.
public enum CRC32C {
    /// The checksum of `bytes`; with a `seed`, the one of the bytes before them and these together.
    ///
    /// - Complexity: linear; sixteen bytes a step.
    public static func checksum(_ bytes: UnsafeRawBufferPointer, seed: UInt32 = 0) -> UInt32 {
        guard var next = bytes.baseAddress else { return seed }
        let table = tables
        var left = bytes.count
        var crc = ~seed
        while left >= 16 {
            let first = UInt64(littleEndian: next.loadUnaligned(as: UInt64.self)) ^ UInt64(crc)
            let second = UInt64(littleEndian: next.loadUnaligned(fromByteOffset: 8, as: UInt64.self))
            crc = eight(first, table + 8 * 256) ^ eight(second, table)
            next += 16
            left -= 16
        }
        while left > 0 {
            crc = crc >> 8 ^ table[Int(UInt8(truncatingIfNeeded: crc) ^ next.load(as: UInt8.self))]
            next += 1
            left -= 1
        }
        return ~crc
    }

    /// What eight bytes come to that are followed by as many bytes as `table` is offset.
    @inline(__always)
    private static func eight(_ word: UInt64, _ table: UnsafePointer<UInt32>) -> UInt32 {
        @inline(__always)
        func entry(_ byte: Int) -> UInt32 {
            table[(7 - byte) * 256 + Int(truncatingIfNeeded: word >> UInt64(8 * byte) & 0xFF)]
        }
        return (entry(0) ^ entry(1)) ^ (entry(2) ^ entry(3)) ^ ((entry(4) ^ entry(5)) ^ (entry(6) ^ entry(7)))
    }

    /// Sixteen tables of 256 entries: table k is a byte followed by k zero bytes. Written once, before anyone reads it.
    private nonisolated(unsafe) static let tables: UnsafePointer<UInt32> = {
        let count = 16 * 256
        let table = UnsafeMutablePointer<UInt32>.allocate(capacity: count)
        for byte in 0..<256 {
            var crc = UInt32(byte)
            for _ in 0..<8 { crc = crc >> 1 ^ (crc & 1 == 0 ? 0 : 0x82F6_3B78) }
            table[byte] = crc
        }
        for index in 256..<count {
            let before = table[index - 256]
            table[index] = before >> 8 ^ table[Int(before & 0xFF)]
        }
        return UnsafePointer(table)
    }()
}
