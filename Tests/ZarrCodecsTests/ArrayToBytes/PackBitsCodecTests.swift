import Testing
import ZarrBase
import ZarrCodecs

/// The `packbits` codec against bits counted by hand; zarrs packs the same (`Tests/Interop/vectors.py`).
@Suite struct PackBitsCodecTests {
    private static func pipeline(
        _ configuration: String = "{}", of dataType: DataType, count: Int
    ) throws -> CodecPipeline {
        let list = try JSONValue.parse(#"[{"name": "packbits", "configuration": \#(configuration)}]"#)
        let chain = try CodecCatalog.standard.chain(v3: list.arrayValue ?? [], at: "codecs")
        return try chain.bind(ChunkRepresentation(shape: [count], dataType: dataType, fillValue: .zero(of: dataType)))
    }

    /// True, false, false, and so on: 1001 0010 from the lowest bit on is 0x49, then 01 is 0x02 with six bits unused.
    @Test(
        arguments: [
            ("none", [0x49, 0x02]), ("first_byte", [6, 0x49, 0x02]), ("last_byte", [0x49, 0x02, 6]),
            ("start_byte", [6, 0x49, 0x02]), ("end_byte", [0x49, 0x02, 6]),
        ] as [(String, [UInt8])])
    func truthValues(padding: String, stored: [UInt8]) throws {
        let pipeline = try Self.pipeline(#"{"padding_encoding": "\#(padding)"}"#, of: .bool, count: 10)
        let elements: [UInt8] = [1, 0, 0, 1, 0, 0, 1, 0, 0, 1]
        #expect(try pipeline.encoded(elements) == stored)
        #expect(try pipeline.decodedChunk(stored) == elements)
    }

    /// Bits 2 to 4 of 0x14, 0xE3 and 0xFF are 5, 0 and 7: 101 000 111 from the lowest bit on is 0xC5, then 1.
    @Test func bitsOfAnElement() throws {
        for spelling in [#"{"first_bit": 2, "last_bit": 4}"#, #"{"start_bit": 2, "end_bit": 4}"#] {
            let unsigned = try Self.pipeline(spelling, of: .uint8, count: 3)
            #expect(try unsigned.encoded([0x14, 0xE3, 0xFF]) == [0xC5, 0x01])
            #expect(try unsigned.decodedChunk([0xC5, 0x01]) == [0x14, 0x00, 0x1C])
            // The sign is the highest bit that is kept: 5 is -3 and 7 is -1, four times each.
            let signed = try Self.pipeline(spelling, of: .int8, count: 3)
            #expect(try signed.decodedChunk([0xC5, 0x01]) == [0xF4, 0x00, 0xFC])
        }
        // To all bits of the component, not only to those of its byte.
        let wide = try Self.pipeline(#"{"last_bit": 3}"#, of: .int16, count: 2)
        #expect(try wide.decodedChunk([0x7F]) == withUnsafeBytes(of: (Int16(-1), Int16(7))) { Array($0) })
    }

    /// The sign bits of 1 - i and of -0 + 2i: 0 1 1 0.
    @Test func bothComponentsOfAComplexNumber() throws {
        let pipeline = try Self.pipeline(#"{"first_bit": 31}"#, of: .complex64, count: 2)
        let elements = withUnsafeBytes(of: (Float(1), Float(-1), -Float(0), Float(2))) { Array($0) }
        #expect(try pipeline.encoded(elements) == [0x06])
        let signs = withUnsafeBytes(of: (Float(0), -Float(0), -Float(0), Float(0))) { Array($0) }
        #expect(try pipeline.decodedChunk([0x06]) == signs)
    }

    @Test func everyWidthComesBack() throws {
        for (dataType, bits) in [(DataType.uint8, 8), (.uint16, 16), (.uint32, 32), (.uint64, 64)] {
            let elements = (0..<37 * dataType.byteCount).map { UInt8(truncatingIfNeeded: $0 &* 167 &+ 13) }
            for first in 0..<bits {
                for last in first..<bits where (first + last) % 3 == 0 {
                    let pipeline = try Self.pipeline(
                        #"{"first_bit": \#(first), "last_bit": \#(last)}"#, of: dataType, count: 37)
                    let encoded = try pipeline.encoded(elements)
                    #expect(encoded.count == (37 * (last - first + 1) + 7) / 8)
                    let mask = (UInt64.max >> UInt64(63 - last + first)) << UInt64(first)
                    let kept = elements.enumerated().map { place, byte in
                        byte & UInt8(truncatingIfNeeded: mask >> UInt64(8 * (place % dataType.byteCount)))
                    }
                    #expect(try pipeline.decodedChunk(encoded) == kept, "\(dataType), bits \(first) to \(last)")
                }
            }
        }
    }

    @Test(arguments: [[], [0x49], [0x49, 0x02], [0x49, 0x02, 6], [5, 0x49, 0x02], [6, 0x49, 0x02, 0]] as [[UInt8]])
    func refusesOtherBytes(stored: [UInt8]) throws {
        let pipeline = try Self.pipeline(#"{"padding_encoding": "first_byte"}"#, of: .bool, count: 10)
        #expect {
            try pipeline.decodedChunk(stored)
        } throws: {
            ($0 as? ZarrError)?.code == .corruptData
        }
    }

    @Test(arguments: [
        #"{"first_bit": 3, "last_bit": 2}"#, #"{"last_bit": 8}"#, #"{"first_bit": -1}"#, #"{"first_bit": 64}"#,
        #"{"padding_encoding": "middle"}"#, #"{"padding_encoding": 1}"#, #"{"last_bit": "7"}"#,
    ])
    func refusesOtherConfigurations(configuration: String) {
        #expect {
            try Self.pipeline(configuration, of: .uint8, count: 3)
        } throws: {
            ($0 as? ZarrError)?.code == .invalidMetadata
        }
    }

    @Test func isWrittenAsTheSpecificationSpellsIt() throws {
        let json = try JSONValue.parse(
            #"{"name": "packbits", "configuration": {"padding_encoding": "end_byte", "start_bit": 1, "end_bit": 2}}"#)
        let codec = try CodecCatalog.standard.codec(v3: NamedConfiguration(json))
        #expect(codec.v3 == PackBitsCodec(padding: .lastByte, firstBit: 1, lastBit: 2).v3)
        #expect(Set(codec.v3.configuration.map(\.key)) == ["padding_encoding", "first_bit", "last_bit"])
        #expect(throws: ZarrError.self) { try Self.pipeline(of: .string, count: 3) }
        #expect(throws: ZarrError.self) { try Self.pipeline(of: .rawBits(16), count: 3) }
    }
}
