import Testing
import ZarrBase
import ZarrCodecs

@Suite struct ChecksumCodecTests {
    private static func encoded(_ codec: any BytesToBytesCodec, _ bytes: [UInt8]) throws -> [UInt8] {
        let scratch = ScratchBuffer()
        try bytes.withUnsafeBytes { try codec.encode($0, into: scratch, worker: CodecWorker()) }
        return Array(scratch.bytes)
    }

    private static func decoded(_ codec: any BytesToBytesCodec, _ bytes: [UInt8]) throws -> [UInt8] {
        let scratch = ScratchBuffer()
        try bytes.withUnsafeBytes { try codec.decode($0, into: scratch, limit: 1000, worker: CodecWorker()) }
        return Array(scratch.bytes)
    }

    private static func codec(_ text: String) throws -> any Codec {
        let json = try JSONValue.parse(text)
        if let object = json.objectValue, object["id"] != nil { return try CodecCatalog.standard.codec(v2: object) }
        return try CodecCatalog.standard.codec(v3: NamedConfiguration(json))
    }

    /// 0xCBF43926 and 0xE3069283 are the check values of the CRC catalogues for "123456789", 0x091E01DE is Adler's.
    @Test func atEitherEnd() throws {
        let data = Array("123456789".utf8)
        for (codec, sum) in [
            (CRC32Codec(location: .end) as any BytesToBytesCodec, [0x26, 0x39, 0xF4, 0xCB]),
            (Adler32Codec(location: .end), [0xDE, 0x01, 0x1E, 0x09]), (CRC32CCodec(), [0x83, 0x92, 0x06, 0xE3]),
        ] as [(any BytesToBytesCodec, [UInt8])] {
            #expect(try Self.encoded(codec, data) == data + sum)
        }
        #expect(try Self.encoded(CRC32Codec(), data) == [0x26, 0x39, 0xF4, 0xCB] + data)
        #expect(try Self.encoded(Adler32Codec(), data) == [0xDE, 0x01, 0x1E, 0x09] + data)
        #expect(try Self.encoded(CRC32CCodec(location: .start), data) == [0x83, 0x92, 0x06, 0xE3] + data)
    }

    /// Where numcodecs puts each by itself, and that Zarr v3 has no location for its own `crc32c`.
    @Test func theUsualPlaceIsNotWritten() throws {
        #expect((try Self.codec(#"{"id": "crc32"}"#) as? CRC32Codec)?.location == .start)
        #expect((try Self.codec(#"{"id": "adler32"}"#) as? Adler32Codec)?.location == .start)
        #expect((try Self.codec(#"{"id": "crc32c"}"#) as? CRC32CCodec)?.location == .end)
        #expect((try Self.codec(#"{"name": "numcodecs.crc32c"}"#) as? CRC32CCodec)?.location == .end)
        let front = CRC32CCodec(location: .start)
        #expect(front.v3.json.serialized() == #"{"name":"numcodecs.crc32c","configuration":{"location":"start"}}"#)
        #expect((try Self.codec(front.v3.json.serialized()) as? CRC32CCodec)?.location == .start)
        #expect(CRC32CCodec().v3.json.serialized() == #"{"name":"crc32c"}"#)
        #expect(throws: ZarrError.self) { try Self.codec(#"{"id": "crc32", "location": "middle"}"#) }
    }

    /// The words of HDF5 before 1.6.3: the bytes of each half in the other order.
    @Test func oldFletcherSumsAreRead() throws {
        let data: [UInt8] = [1, 2, 3, 4, 5, 6]
        let stored = try Self.encoded(Fletcher32Codec(), data)
        let sum = Array(stored.suffix(4))
        #expect(try Self.decoded(Fletcher32Codec(), data + [sum[1], sum[0], sum[3], sum[2]]) == data)
        #expect(throws: ZarrError.self) {
            try Self.decoded(Fletcher32Codec(), data + [sum[2], sum[3], sum[0], sum[1]])
        }
    }

    @Test func prefixesAreReadAsNumbersOrText() throws {
        let data = Array("data".utf8)
        let expected = try Self.encoded(JenkinsLookup3Codec(seed: 5, prefix: Array("pre".utf8)), data)
        for prefix in [#"[112, 114, 101]"#, #""pre""#] {
            let codec = try Self.codec(#"{"id": "jenkins_lookup3", "initval": 5, "prefix": \#(prefix)}"#)
            guard let codec = codec as? any BytesToBytesCodec else { continue }
            #expect(try Self.encoded(codec, data) == expected)
        }
        for bad in ["[256]", "[-1]", "{}", "7"] {
            #expect(throws: ZarrError.self) { try Self.codec(#"{"id": "jenkins_lookup3", "prefix": \#(bad)}"#) }
        }
    }
}
