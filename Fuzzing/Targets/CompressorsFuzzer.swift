import ZarrBase
import ZarrCodecs

extension FuzzTarget {
    /// All codecs from bytes to bytes but blosc, and zfp: as streams, and as chunks of which parts are read.
    static func compressors() throws -> FuzzTarget {
        let streams: [any BytesToBytesCodec] = [
            ZstdCodec(), ZstdCodec(checksum: true), GzipCodec(level: 1), ZlibCodec(level: 9), LZ4Codec(),
            Bzip2Codec(level: 9), LZMACodec(preset: 0), Base64Codec(), CRC32CCodec(), CRC32Codec(location: .end),
            Adler32Codec(), Fletcher32Codec(), JenkinsLookup3Codec(prefix: [1, 0, 255]), ShuffleCodec(elementSize: 3),
            ConditionalCodec([ShuffleCodec(elementSize: 0), ZstdCodec(), CRC32CCodec()]),
            ConditionalCodec([GzipCodec(), LZ4Codec()], headerBits: 24),
        ]
        let chunks: [any FuzzSubject] = try [
            ChunkSubject(ZstdCodec()),
            ChunkSubject(GzipCodec()),
            ChunkSubject(ZlibCodec()),
            ChunkSubject(LZ4Codec()),
            ChunkSubject(Bzip2Codec()),
            ChunkSubject(LZMACodec(preset: 0)),
            ChunkSubject(CRC32CCodec()),
            ChunkSubject(Base64Codec(), of: .uint8),
            ChunkSubject(ConditionalCodec([GzipCodec(), LZ4Codec()]), of: .uint8),
            ChunkSubject(ZFPCodec()),
            ChunkSubject(ZFPCodec(), shape: [2, 3, 2, 3], of: .uint16),
            ChunkSubject(ZFPCodec(.fixedRate(8)), of: .float32, isExact: false),
            ChunkSubject(ZFPCodec(.fixedAccuracy(tolerance: 0.01)), shape: [7], of: .float64, isExact: false),
            ChunkSubject(ZFPYCodec(), shape: [5, 9], of: .float64, isExact: false),
            ChunkSubject(ZFPYCodec(rate: 4), of: .int64, isExact: false),
            StreamSubject(LZ4BlocksCodec(blockSize: 64)),
            ChunkSubject(LZ4BlocksCodec()),
        ]
        return FuzzTarget(
            name: "compressors", subjects: try (streams + lzma()).map { StreamSubject($0) as any FuzzSubject } + chunks)
    }

    /// The formats that have no header, or an older one.
    private static func lzma() throws -> [any BytesToBytesCodec] {
        let filters: [JSONValue] = [["id": 3, "dist": 4], ["id": 33, "preset": 1]]
        let documents: [JSONObject] = [
            ["id": "lzma", "format": 2, "preset": 0, "check": -1, "filters": .null],
            ["id": "lzma", "format": 3, "preset": .null, "check": -1, "filters": .array(filters)],
        ]
        return try documents.compactMap { try CodecCatalog.standard.codec(v2: $0) as? any BytesToBytesCodec }
    }
}
