import Testing
import ZarrBase
import ZarrCodecs

/// Types of less than a byte: what storage holds in the upper bits does not matter.
@Suite struct PartialBytesTests {
    @Test(
        arguments: [
            (DataType.int2, [0xfd, 0x03, 0x02, 0x54], [0x01, 0xff, 0xfe, 0x00]),
            (.int4, [0xf7, 0x08, 0x88, 0x1f], [0x07, 0xf8, 0xf8, 0xff]),
            (.uint2, [0xfd, 0x03, 0x02, 0x54], [0x01, 0x03, 0x02, 0x00]),
            (.uint4, [0xf7, 0x08, 0x88, 0x1f], [0x07, 0x08, 0x08, 0x0f]),
        ] as [(DataType, [UInt8], [UInt8])])
    func upperBitsAreIgnored(_ type: DataType, _ stored: [UInt8], _ elements: [UInt8]) throws {
        let pipeline = try CodecChain(arrayToBytes: BytesCodec(endian: nil)).bind(
            ChunkRepresentation(shape: [4], dataType: type, fillValue: .zero(of: type)))
        #expect(try pipeline.decodedChunk(stored) == elements)
        #expect(try pipeline.decodedChunk(stored, fromSource: true) == elements)
        #expect(try pipeline.encoded(elements) == elements)
    }

    @Test func alsoWithinRecordsAndPairs() throws {
        let record = try DataType.structure([("a", .int4), ("b", .uint8), ("c", .uint2)])
        let pipeline = try CodecChain(arrayToBytes: BytesCodec(endian: nil)).bind(
            ChunkRepresentation(shape: [2], dataType: record, fillValue: .zero(of: record)))
        #expect(
            try pipeline.decodedChunk([0x18, 0xff, 0xf7, 0x01, 0xaa, 0x01]) == [0xf8, 0xff, 0x03, 0x01, 0xaa, 0x01])
        let pair = try DataTypeCatalog.standard.dataType(NamedConfiguration("complex_float4_e2m1fn"))
        let pairs = try CodecChain(arrayToBytes: BytesCodec(endian: nil)).bind(
            ChunkRepresentation(shape: [2], dataType: pair, fillValue: .zero(of: pair)))
        #expect(try pairs.decodedChunk([0xf8, 0x07, 0x31, 0xff]) == [0x08, 0x07, 0x01, 0x0f])
        #expect(pair.json(of: FillValue(bytes: [0x08, 0x07]), dialect: .v3) == [-0.0, 6.0])
    }

    @Test func integersStayInTheirRange() throws {
        for (type, least, greatest) in [(DataType.int2, -2, 1), (.int4, -8, 7), (.uint2, 0, 3), (.uint4, 0, 15)] {
            for value in least...greatest {
                let json = JSONValue.number(JSONNumber(value))
                #expect(type.json(of: try type.fillValue(from: json, dialect: .v3), dialect: .v3) == json)
            }
            for value in [least - 1, greatest + 1] {
                #expect(throws: ZarrError.self) {
                    try type.fillValue(from: .number(JSONNumber(value)), dialect: .v3)
                }
            }
        }
    }
}
