import Testing
import ZarrBase
import ZarrCodecs

/// The `conditional` codec against vectors derived by hand from its specification, as no other implementation has it.
@Suite struct ConditionalCodecTests {
    private static func pipeline(_ configuration: String, shape: [Int] = [2]) throws -> CodecPipeline {
        let list = try JSONValue.parse(
            """
            [{"name": "bytes", "configuration": {"endian": "little"}},
             {"name": "conditional", "configuration": \(configuration)}]
            """)
        let chain = try CodecCatalog.standard.chain(v3: list.arrayValue ?? [], at: "codecs")
        return try chain.bind(ChunkRepresentation(shape: shape, dataType: .uint16, fillValue: .zero(of: .uint16)))
    }

    private static let shuffle = #"{"name": "numcodecs.shuffle", "configuration": {"elementsize": 2}}"#
    private static let base64 = #"{"name": "numcodecs.base64"}"#
    private static let usual = #"{"codecs": [\#(shuffle), \#(base64)]}"#

    /// The elements 0x0201 and 0x0403 are the bytes 01 02 03 04. Shuffled by twos: the low bytes 01 03, then the high ones
    /// 02 04. Base64 of 01 02 03 04: 000000 010000 001000 000011 000001 00…, that is A Q I D B A and padding; of
    /// 01 03 02 04: 000000 010000 001100 000010 000001 00…, A Q M C B A. The header is one byte, of which bit 0 is the
    /// shuffle and bit 1 base64.
    @Test(
        arguments: [
            ([0x00, 1, 2, 3, 4], usual), ([0x01, 1, 3, 2, 4], usual), ([0x02] + Array("AQIDBA==".utf8), usual),
            ([0x03] + Array("AQMCBA==".utf8), usual),
            // Two bytes of header, little-endian.
            ([0x01, 0x00, 1, 3, 2, 4], #"{"codecs": [\#(shuffle)], "header_bits": 16}"#),
            // Of no codecs there is no header.
            ([1, 2, 3, 4], #"{"codecs": []}"#),
            // Codec 8 is the lowest bit of the second byte.
            (
                [0x00, 0x01, 1, 3, 2, 4],
                #"{"codecs": [\#([String](repeating: shuffle, count: 9).joined(separator: ","))]}"#
            ),
        ] as [([UInt8], String)])
    func reads(stored: [UInt8], configuration: String) throws {
        let pipeline = try Self.pipeline(configuration)
        #expect(try pipeline.decodedChunk(stored) == [1, 2, 3, 4])
        #expect(try pipeline.decodedChunk(stored, fromSource: true) == [1, 2, 3, 4])
    }

    @Test func appliesWhatKeepsTheSizeOrMakesItLess() throws {
        // Base64 makes more of four bytes.
        #expect(try Self.pipeline(Self.usual).encoded([1, 2, 3, 4]) == [0x01, 1, 3, 2, 4])
        let zstd = #"{"codecs": [\#(Self.shuffle), {"name": "zstd", "configuration": {"level": 1}}]}"#
        let large = try Self.pipeline(zstd, shape: [4096])
        let zeros = [UInt8](repeating: 0, count: 8192)
        let encoded = try large.encoded(zeros)
        #expect(encoded.first == 0x03)
        #expect(encoded.count < 100)
        #expect(try large.decodedChunk(encoded) == zeros)
        // Too short to be compressed.
        #expect(try Self.pipeline(zstd).encoded([1, 2, 3, 4]) == [0x01, 1, 3, 2, 4])
    }

    @Test(
        arguments: [
            [0x04, 1, 2, 3, 4], [0x80, 1, 2, 3, 4], [0xFF, 1, 2, 3, 4], [], [0x00], [0x00, 1, 2, 3],
            [0x00, 1, 2, 3, 4, 5],
            [0x01, 1, 3, 2], [0x02, 1, 2, 3, 4],
        ] as [[UInt8]])
    func refusesReservedBitsAndOtherSizes(stored: [UInt8]) throws {
        let pipeline = try Self.pipeline(Self.usual)
        #expect {
            try pipeline.decodedChunk(stored)
        } throws: {
            ($0 as? ZarrError)?.code == .corruptData
        }
    }

    @Test(arguments: [
        #"{}"#, #"{"codecs": [{"name": "transpose", "configuration": {"order": [0]}}]}"#,
        #"{"codecs": [{"name": "bytes"}]}"#, #"{"codecs": [], "header_bits": 7}"#,
        #"{"codecs": [], "header_bits": -8}"#,
        #"{"codecs": [\#(base64), \#(base64)], "header_bits": 0}"#, #"{"codecs": [], "header_bits": 9007199254740992}"#,
        #"{"codecs": [{"name": "numcodecs.shuffle", "configuration": {"elementsize": 3}}]}"#,
    ])
    func refusesOtherConfigurations(configuration: String) {
        #expect {
            try Self.pipeline(configuration)
        } throws: {
            ($0 as? ZarrError)?.code == .invalidMetadata
        }
    }

    @Test func theSpecificationsOwnExampleIsRead() throws {
        let example =
            #"{"codecs": [{"name": "shuffle", "configuration": {"element_size": 4}}, {"name": "zstd", "configuration": {"level": 5}}]}"#
        #expect(try Self.pipeline(example).decodedChunk([0x00, 1, 2, 3, 4]) == [1, 2, 3, 4])
    }
}
