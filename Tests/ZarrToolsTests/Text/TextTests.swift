import Testing
import Zarr

@testable import ZarrTools

struct TextTests {
    @Test(arguments: [
        ("100,200", [100, 200]), ("(100, 200)", [100, 200]), ("[5]", [5]), ("(5,)", [5]), ("100x200", [100, 200]),
        ("", []), ("()", []), ("0", [0]),
    ])
    func readsExtents(_ text: String, _ extents: [Int]) throws {
        #expect(try ExtentsText.parse(text, of: "--shape") == extents)
    }

    @Test(arguments: ["a", "1,,2", "-1", "1.5", "1,2,", "99999999999999999999", "(1", ","])
    func refusesExtents(_ text: String) {
        #expect { _ = try ExtentsText.parse(text, of: "--shape") } throws: {
            ($0 as? ZarrError)?.code == .invalidArgument
        }
    }

    @Test(
        arguments: [
            ("float32", "float32", nil), ("f4", "float32", nil), ("<f4", "float32", .little), (">i2", "int16", .big),
            ("bool", "bool", nil), ("?", nil, nil), ("double", "float64", nil), ("r16", "r16", nil), ("V2", "r16", nil),
            ("string", "string", nil), ("str", "string", nil), ("c16", "complex128", nil), ("|u1", "uint8", nil),
            ("U7", #"fixed_length_utf32{"length_bytes":28}"#, nil),
            ("S5", #"null_terminated_bytes{"length_bytes":5}"#, nil),
            ("float99", nil, nil), ("", nil, nil), ("r7", nil, nil), ("O", nil, nil),
            (
                #"{"name": "fixed_length_utf32", "configuration": {"length_bytes": 8}}"#,
                #"fixed_length_utf32{"length_bytes":8}"#, nil
            ),
        ] as [(String, String?, Endianness?)])
    func readsDataTypes(_ text: String, _ name: String?, _ endian: Endianness?) {
        let parsed = try? DataTypeText.parse(text)
        #expect(parsed?.dataType.description == name)
        #expect(parsed?.endian == endian)
    }

    @Test(arguments: [
        ("1.5", "f4", "0000c03f"), ("NaN", "f4", "0000c07f"), ("nan", "f4", "0000c07f"), ("-inf", "f4", "000080ff"),
        ("0x7fc00001", "f4", "0100c07f"), ("-1", "i2", "ffff"), ("true", "bool", "01"),
        ("18446744073709551615", "u8", "ffffffffffffffff"), ("1.5+2j", "c8", "0000c03f00000040"),
        ("[1, \"NaN\"]", "c8", "0000803f0000c07f"), ("[1, 255]", "r16", "01ff"), ("abc", "S4", "61626300"),
        ("ä", "U1", "e4000000"), ("1", "U1", "31000000"), ("12", "string", "3132"), ("\"q\"", "string", "227122"),
    ])
    func readsFillValues(_ text: String, _ type: String, _ expected: String) throws {
        let dataType = try DataTypeText.parse(type).dataType
        #expect(try FillValueText.parse(text, for: dataType, format: .zarr3).bytes == bytes(expected))
    }

    @Test(arguments: [("x", "f4"), ("1.5", "i4"), ("300", "u1"), ("toolong", "S3"), ("maybe", "bool")])
    func refusesFillValues(_ text: String, _ type: String) throws {
        let dataType = try DataTypeText.parse(type).dataType
        #expect { _ = try FillValueText.parse(text, for: dataType, format: .zarr3) } throws: {
            ($0 as? ZarrError)?.code == .invalidArgument
        }
    }

    @Test func readsTheOpenFillValueOfZarr2() throws {
        #expect(try FillValueText.parse("null", for: .float32, format: .zarr2).isUndefined)
    }

    @Test(arguments: [
        ("none", "[]"), ("", "[]"), ("zstd:3", #"[{"name":"zstd","configuration":{"level":3,"checksum":false}}]"#),
        ("zstd", #"[{"name":"zstd","configuration":{"level":3,"checksum":false}}]"#),
        ("zstd:-5:checksum", #"[{"name":"zstd","configuration":{"level":-5,"checksum":true}}]"#),
        ("gzip:6", #"[{"name":"gzip","configuration":{"level":6}}]"#),
        ("bz2:9", #"[{"name":"numcodecs.bz2","configuration":{"level":9}}]"#),
        ("lz4", #"[{"name":"numcodecs.lz4","configuration":{"acceleration":1}}]"#),
        ("crc32c", #"[{"name":"crc32c"}]"#),
        ("bytes:big", #"[{"name":"bytes","configuration":{"endian":"big"}}]"#),
        ("transpose:2-0-1", #"[{"name":"transpose","configuration":{"order":[2,0,1]}}]"#),
        ("delta:<i4", ##"[{"name":"numcodecs.delta","configuration":{"dtype":"<i4","astype":"<i4"}}]"##),
        (
            "shuffle , zlib:1",
            #"[{"name":"numcodecs.shuffle","configuration":{"elementsize":0}},"#
                + #"{"name":"numcodecs.zlib","configuration":{"level":1}}]"#
        ),
        (
            #"[{"name": "gzip", "configuration": {"level": 2}}, "crc32c"]"#,
            #"[{"name":"gzip","configuration":{"level":2}},{"name":"crc32c"}]"#
        ),
        (#"{"id": "zlib", "level": 2}"#, #"[{"name":"numcodecs.zlib","configuration":{"level":2}}]"#),
        ("crc32", #"[{"name": "numcodecs.crc32", "configuration": {}}]"#),
        ("adler32:end", #"[{"name": "numcodecs.adler32", "configuration": {"location": "end"}}]"#),
        ("crc32c:start", #"[{"name": "numcodecs.crc32c", "configuration": {"location": "start"}}]"#),
        (
            "fletcher32,base64",
            #"[{"name": "numcodecs.fletcher32", "configuration": {}}, {"name": "numcodecs.base64", "configuration": {}}]"#
        ),
        ("packbits:0:11", #"[{"name": "packbits", "configuration": {"first_bit": 0, "last_bit": 11}}]"#),
        ("zfp", #"[{"name": "zfp", "configuration": {"mode": "reversible"}}]"#),
        ("zfp:accuracy:0.5", #"[{"name": "zfp", "configuration": {"mode": "fixed_accuracy", "tolerance": 0.5}}]"#),
        ("zfp:precision:9", #"[{"name": "zfp", "configuration": {"mode": "fixed_precision", "precision": 9}}]"#),
    ])
    func readsCodecs(_ text: String, _ expected: String) throws {
        let json = JSONValue.array(try CodecText.parse(text).map(\.codec.v3.json))
        #expect(json == (try JSONValue.parse(expected)))
    }

    @Test(arguments: [
        ("blosc", "lz4", 5, BloscCodec.Shuffle.byte), ("blosc:zstd:9:bitshuffle", "zstd", 9, .bit),
        ("blosc:lz4hc::noshuffle", "lz4hc", 5, .none), ("blosc:lz4:5:shuffle", "lz4", 5, .byte),
    ])
    func readsBlosc(_ text: String, _ compressor: String, _ level: Int, _ shuffle: BloscCodec.Shuffle) throws {
        let codec = try #require(try CodecText.parse(text).first?.codec as? BloscCodec)
        #expect(codec.compressor == compressor)
        #expect(codec.level == level)
        #expect(codec.shuffle == shuffle)
    }

    @Test(arguments: [
        "frob", "frob:3", "gzip:12", "gzip:x", "gzip:1:2", "blosc:frob", "blosc:lz4:11", "blosc:lz4:5:foo", "zstd,,",
        "[{\"name\": \"frob\"}]", "[1]", "[", "bytes:middle", "transpose:a-b", "{\"id\": \"frob\"}", "delta",
        "zfp:rate", "zfp:rate:x", "zfp:frob:1", "zfpy:precision:0.5", "crc32:middle", "fletcher32:1", "packbits:a",
    ])
    func refusesCodecs(_ text: String) {
        #expect { _ = try CodecText.parse(text) } throws: { error in
            let error = error as? ZarrError
            return error?.code == .invalidArgument && error?.hint != nil
        }
    }

    @Test(arguments: [
        (0, "0 bytes"), (1023, "1023 bytes"), (1536, "1.50 KiB (1536 bytes)"), (1 << 30, "1.00 GiB (1073741824 bytes)"),
        (150 << 20, "150 MiB (157286400 bytes)"), (.max, "8.00 EiB (9223372036854775807 bytes)"),
    ])
    func writesSizes(_ bytes: Int, _ text: String) { #expect(ByteText.size(bytes) == text) }

    @Test(arguments: [
        ("0", 0), ("1048576", 1 << 20), ("512M", 512 << 20), ("1.5GiB", 3 << 29), ("64 kB", 64_000), (" 2 b ", 2),
        ("1MB", 1_000_000), ("3k", 3072), ("2TiB", 2 << 40),
    ])
    func readsSizes(_ text: String, _ bytes: Int) { #expect(ByteText.count(text) == bytes) }

    @Test(arguments: ["", "M", "-1", "1.2.3", "5X", "5iB", "1e9", "99999T", "nan"])
    func readsNoOtherSizes(_ text: String) { #expect(ByteText.count(text) == nil) }

    @Test func writesNumbersAndTimes() {
        #expect(ByteText.decimal(1.005, places: 1) == "1.0")
        #expect(ByteText.decimal(-0.04, places: 1) == "0.0")
        #expect(ByteText.decimal(-2.46, places: 1) == "-2.5")
        #expect(ByteText.decimal(12.6, places: 0) == "13")
        #expect(ByteText.duration(seconds: 59.2) == "60 s")
        #expect(ByteText.duration(seconds: 185) == "3:05 min")
        #expect(ByteText.duration(seconds: 7380) == "2:03 h")
    }
}
