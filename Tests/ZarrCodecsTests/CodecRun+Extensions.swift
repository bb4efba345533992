import ZarrCodecs

extension CodecRun {
    /// Checksums, packed elements, chains by condition, and blocks of N5 and zfp.
    static let extensions: [CodecRun] = [
        CodecRun(Adler32Codec()),
        CodecRun(Adler32Codec(location: .end), of: .float64),
        CodecRun(Base64Codec()),
        CodecRun(Base64Codec(), of: .uint8),
        CodecRun(ConditionalCodec([ShuffleCodec(elementSize: 0), ZstdCodec(), CRC32CCodec()])),
        CodecRun(ConditionalCodec([GzipCodec(), LZ4Codec()], headerBits: 24), of: .uint8),
        CodecRun(CRC32Codec()),
        CodecRun(CRC32Codec(location: .end), of: .uint8),
        CodecRun(Fletcher32Codec()),
        CodecRun(Fletcher32Codec(), shape: [3, 5], of: .uint8),
        CodecRun(JenkinsLookup3Codec()),
        CodecRun(JenkinsLookup3Codec(seed: .max, prefix: [1, 0, 255]), of: .uint8),
        CodecRun(N5DefaultCodec(), shape: [2, 3, 4], of: .int16),
        CodecRun(N5DefaultCodec(compressor: ZstdCodec(checksum: true)), of: .float64),
        CodecRun(PackBitsCodec(), shape: [3, 7], of: .bool),
        CodecRun(PackBitsCodec(padding: .firstByte), shape: [3, 5], of: .complex64),
        CodecRun(PackBitsCodec(padding: .lastByte), of: .int64),
        CodecRun(ZFPCodec()),
        CodecRun(ZFPCodec(), shape: [2, 3, 2, 3], of: .uint16),
        CodecRun(ZFPCodec(), shape: [7], of: .int8),
        CodecRun(ZFPYCodec(), shape: [5, 9], of: .float64),
        CodecRun(ZFPYCodec(), of: .int64),
    ]
}
