import Testing
import ZarrBase
import ZarrCodecs
import ZarrFormats
import ZarrIndexing

@Suite struct N5CompressionTests {
    private let format = N5Format()

    private func document(_ field: String) -> String {
        #"{"dimensions":[4],"blockSize":[2],"dataType":"int16",\#(field)}"#
    }

    private func compressor(_ field: String) throws -> (any BytesToBytesCodec)? {
        let array = try format.array(document(field))
        _ = try array.pipeline()
        return try #require(array.codecs.arrayToBytes as? N5BlockCodec).compressor
    }

    @Test func raw() throws {
        #expect(try compressor(#""compression":{"type":"raw"}"#) == nil)
        #expect(try compressor(#""compressionType":"raw""#) == nil)
    }

    @Test func gzip() throws {
        let usual = try #require(try compressor(#""compression":{"type":"gzip"}"#) as? GzipCodec)
        #expect(usual.level == -1)
        let said = try compressor(#""compression":{"type":"gzip","level":5,"useZlib":false}"#) as? GzipCodec
        #expect(said?.level == 5)
        let zlib = try compressor(#""compression":{"type":"gzip","level":5,"useZlib":true}"#) as? ZlibCodec
        #expect(zlib?.level == 5)
        #expect(try compressor(#""compressionType":"gzip""#) is GzipCodec)
    }

    @Test func others() throws {
        #expect((try compressor(#""compression":{"type":"bzip2","blockSize":3}"#) as? Bzip2Codec)?.level == 3)
        #expect((try compressor(#""compression":{"type":"bzip2"}"#) as? Bzip2Codec)?.level == 9)
        #expect(try compressor(#""compression":{"type":"xz","preset":2}"#) is LZMACodec)
        #expect((try compressor(#""compression":{"type":"lz4"}"#) as? LZ4BlocksCodec)?.blockSize == 65536)
        #expect((try compressor(#""compression":{"type":"lz4","blockSize":64}"#) as? LZ4BlocksCodec)?.blockSize == 64)
        #expect((try compressor(#""compression":{"type":"zstd","level":7}"#) as? ZstdCodec)?.level == 7)
        #expect((try compressor(#""compression":{"type":"zstd"}"#) as? ZstdCodec)?.level == 3)
        let blosc = try #require(
            try compressor(
                """
                "compression":{"type":"blosc","cname":"zlib","clevel":4,"shuffle":2,"blocksize":0,"typesize":2,\
                "nthreads":1}
                """) as? BloscCodec)
        #expect(blosc.compressor == "zlib" && blosc.level == 4 && blosc.shuffle == .bit)
        #expect(
            try compressor(
                #""compression":{"type":"blosc","cname":"lz4","clevel":4,"shuffle":1,"blocksize":0,"typesize":0}"#)
                is BloscCodec)
    }

    @Test(arguments: [
        Defect("compression", 1, .invalidMetadata, at: "$.compression", "type"),
        Defect("compression", ["level": 1], .invalidMetadata, at: "$.compression", "type"),
        Defect("compression", ["type": "lzf"], .unsupported, at: "$.compression", "\"lzf\""),
        Defect("compression", ["type": "jpeg"], .unsupported, at: "$.compression", "JPEG"),
        Defect("compression", ["type": "gzip", "level": 99], .invalidMetadata, at: "$.compression.level", "99"),
        Defect("compression", ["type": "gzip", "useZlib": 3], .invalidMetadata, at: "$.compression.useZlib", "3"),
        Defect("compression", ["type": "xz", "preset": "a"], .invalidMetadata, at: "$.compression.preset", "a"),
        Defect("compression", ["type": "lz4", "blockSize": -1], .invalidMetadata, at: "$.compression.blockSize", "-1"),
    ])
    func whatIsWrongIsNamed(defect: Defect) {
        defect.check {
            try format.array(try replacing(document(#""compression":{}"#), at: defect.path, by: defect.value))
        }
    }

    @Test func theOldFieldNamesItself() {
        Defect("compressionType", "lzo", .unsupported, at: "$.compressionType", "lzo")
            .check { try format.array(document(#""compressionType":"lzo""#)) }
        Defect("compressionType", 7, .invalidMetadata, at: "$.compressionType", "7")
            .check { try format.array(document(#""compressionType":7"#)) }
    }

    /// What version 4 of the Java library can write.
    @Test func lists() throws {
        #expect(
            try compressor(#""codecs":[{"name":"n5bytes"},{"name":"gzip","configuration":{"level":2}}]"#) is GzipCodec)
        #expect(try compressor(#""codecs":[{"name":"n5bytes"}]"#) == nil)
        Defect("codecs", nil, .unsupported, at: "$.codecs[0]", "sharding_indexed").check {
            try format.array(document(#""codecs":[{"name":"sharding_indexed","configuration":{}}]"#))
        }
        Defect("codecs", nil, .unsupported, at: "$.codecs[1]", "transpose").check {
            try format.array(document(#""codecs":[{"name":"n5bytes"},{"name":"transpose"}]"#))
        }
        Defect("codecs", nil, .invalidMetadata, at: "$.codecs[0]", "name").check {
            try format.array(document(#""codecs":[7]"#))
        }
        Defect("codecs", nil, .invalidMetadata, at: "$.codecs", "list").check {
            try format.array(document(#""codecs":"gzip""#))
        }
    }

    /// zarr-python 2 has the framing of numcodecs under the same name.
    @Test func lz4OfNumcodecs() throws {
        let codec = try compressor(#""compression":{"type":"lz4","id":"lz4","acceleration":3}"#) as? LZ4Codec
        #expect(codec?.acceleration == 3)
    }

    /// What is said of a codec makes the same codec.
    @Test(
        arguments: [
            GzipCodec(level: 5), ZlibCodec(level: 2), Bzip2Codec(level: 4), LZMACodec(preset: 3),
            LZ4BlocksCodec(blockSize: 1024), LZ4Codec(acceleration: 4), ZstdCodec(level: 9),
            BloscCodec(compressor: "zstd", level: 2, shuffle: .bit, blockSize: 256),
            BloscCodec(compressor: "lz4", level: 2, shuffle: BloscCodec.Shuffle.none),
        ] as [any BytesToBytesCodec])
    func saidAndRead(codec: any BytesToBytesCodec) throws {
        let array = ArrayDescription(
            format: .n5, shape: [4], chunkGrid: .regular(chunkShape: [2]), chunkKeyEncoding: .n5, dataType: .int16,
            fillValue: .zero(of: .int16), codecs: CodecChain(arrayToBytes: N5BlockCodec(compressor: codec)))
        let text = try format.text(of: array)
        let again = try #require(try format.array(text).codecs.arrayToBytes as? N5BlockCodec)
        #expect(again.compressor?.name == codec.name)
        #expect(again.compressor.map { "\($0)" } == "\(codec)", "\(text)")
    }

    @Test func aZarrCodecBecomesItsLike() throws {
        let array = ArrayDescription(
            format: .zarr3, shape: [4], chunkGrid: .regular(chunkShape: [2]),
            chunkKeyEncoding: .default(separator: .slash), dataType: .int16, fillValue: .zero(of: .int16),
            codecs: CodecChain(bytesToBytes: [LZ4Codec()]))
        let converted = try #require(try format.converted(array).codecs.arrayToBytes as? N5BlockCodec)
        #expect(converted.compressor is LZ4BlocksCodec)
    }
}
