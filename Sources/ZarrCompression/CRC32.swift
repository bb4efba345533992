internal import CDeflate

/// The CRC-32 checksum (ISO 3309): what PNG, gzip and ZIP files carry.
public enum CRC32 {
    /// The checksum of `bytes`; with a `seed`, the one of the bytes before them and these together.
    public static func checksum(_ bytes: UnsafeRawBufferPointer, seed: UInt32 = 0) -> UInt32 {
        // The library takes a missing buffer for the start of a sum and forgets the seed.
        bytes.isEmpty ? seed : libdeflate_crc32(seed, bytes.baseAddress, bytes.count)
    }
}
