internal import CDeflate

/// The Adler-32 checksum (RFC 1950, section 8.2): what ends every zlib stream.
public enum Adler32 {
    /// The checksum of `bytes`; with a `seed`, the one of the bytes before them and these together.
    public static func checksum(_ bytes: UnsafeRawBufferPointer, seed: UInt32 = 1) -> UInt32 {
        // The library takes a missing buffer for the start of a sum and forgets the seed.
        bytes.isEmpty ? seed : libdeflate_adler32(seed, bytes.baseAddress, bytes.count)
    }
}
