import Testing
import ZarrBase
import ZarrCodecs

@Suite struct StructTypeTests {
    @Test func fieldsLieOneBehindTheOther() throws {
        // The example of the specification, "Bytes codec encoding": offsets 0, 4 and 5, 13 bytes in all.
        let type = try DataType.structure([("id", .int32), ("flags", .uint8), ("value", .float64)])
        #expect(type.byteCount == 13)
        #expect(type.structFields?.map(\.byteOffset) == [0, 4, 5])
        #expect(type.structFields?.map(\.name) == ["id", "flags", "value"])
        #expect(type.structFields?.map(\.dataType) == [.int32, .uint8, .float64])
        #expect(DataType.int32.structFields == nil)
        #expect(
            type.v3.serialized()
                == #"{"name":"struct","configuration":{"fields":[{"name":"id","data_type":"int32"},"#
                + #"{"name":"flags","data_type":"uint8"},{"name":"value","data_type":"float64"}]}}"#)
        #expect(type == (try read(#"[["id", "int32"], ["flags", "uint8"], ["value", "float64"]]"#, name: "structured")))
        #expect(type != (try DataType.structure([("id", .int32), ("flags", .uint8), ("v", .float64)])))
    }

    @Test func bytesChangePlacesWithinFields() throws {
        let type = try DataType.structure([("a", .int16), ("s", .fixedBytes(1)), ("b", .uint32), ("c", .uint8)])
        let element: [UInt8] = [1, 2, 0x73, 3, 4, 5, 6, 7]
        let swapped: [UInt8] = [2, 1, 0x73, 6, 5, 4, 3, 7]
        let other: Endianness = Endianness.native == .little ? .big : .little
        #expect(try stored(element, type, BytesCodec(endian: .native)) == element)
        #expect(try stored(element, type, BytesCodec(endian: other)) == swapped)
        #expect(try stored(element, type, BytesCodec(orders: [other, .native])) == [2, 1, 0x73, 3, 4, 5, 6, 7])
        #expect(try stored(element, type, BytesCodec(orders: [.native, other])) == [1, 2, 0x73, 6, 5, 4, 3, 7])
        #expect(BytesCodec(orders: [.big, .big]).v3 == BytesCodec(endian: .big).v3)
        #expect(throws: ZarrError.self) { try stored(element, type, BytesCodec(endian: nil)) }
        #expect(throws: ZarrError.self) { try stored(element, type, BytesCodec(orders: [.big, .little, .big])) }
    }

    @Test func scalarsAreObjects() throws {
        let type = try read(
            #"""
            [{"name": "p", "data_type": {"name": "struct", "configuration": {"fields": [
                {"name": "x", "data_type": "float32"}, {"name": "y", "data_type": "int16"}]}}},
             {"name": "v", "data_type": "uint8"}]
            """#)
        let json = try JSONValue.parse(#"{"v": 7, "p": {"y": -2, "x": "NaN"}}"#)
        let fill = try type.fillValue(from: json, dialect: .v3)
        #expect(type.json(of: fill, dialect: .v3) == json)
        #expect(fill.bytes.count == 7)
        #expect(fill.bytes.last == 7)
        // Legacy documents have the packed bytes in base64.
        #expect(type.json(of: fill, dialect: .v2) == "AADAf/7/Bw==")
        #expect(try type.fillValue(from: "AADAf/7/Bw==", dialect: .v3) == fill)
        for text in [
            #"{"v": 7}"#, #"{"v": 7, "p": {"x": 1}}"#, #"{"v": 7, "p": {"x": 1, "y": 2}, "q": 1}"#, #"[1, 2]"#,
            #""AAA=""#,
            #"{"v": 7, "p": {"x": 1, "y": 65536}}"#, "null",
        ] {
            #expect(throws: ZarrError.self, "\(text)") {
                try type.fillValue(from: JSONValue.parse(text), dialect: .v3)
            }
        }
        do {
            _ = try type.fillValue(from: JSONValue.parse(#"{"v": 7, "p": {"x": 1, "y": "a"}}"#), dialect: .v3)
        } catch {
            #expect(error.jsonPath == "p.y", "\(error)")
        }
    }

    @Test(arguments: [
        (#"[]"#, "without fields"),
        (#"[{"name": "a", "data_type": "int8"}, {"name": "a", "data_type": "int8"}]"#, "\"a\""),
        (#"[{"name": "", "data_type": "int8"}]"#, "empty"), (#"[{"name": "a", "data_type": "string"}]"#, "string"),
        (#"[{"name": "a"}]"#, "data type"), (#"[{"data_type": "int8"}]"#, "name"), (#"[7]"#, "name"), (#"7"#, "list"),
        (#"[{"name": "a", "data_type": "int24"}]"#, "int24"), (#"[["a", "int8", [2]]]"#, "pair"), (#"null"#, "fields"),
        (#"[{"name": "a", "data_type": "r536870912"}, {"name": "b", "data_type": "r8"}]"#, "64 MiB"),
    ])
    func whatIsNoRecordIsRefused(_ fields: String, _ word: String) throws {
        do {
            _ = try read(fields)
            Issue.record("\(fields) is let pass")
        } catch let error as ZarrError {
            #expect(error.description.contains(word), "\(error)")
        }
    }

    @Test func depthIsBounded() throws {
        var type = DataType.int8
        #expect(throws: ZarrError.self) {
            for _ in 0..<40 { type = try .structure([("a", type)]) }
        }
        var text = "\"|i1\""
        for _ in 0..<60 { text = "[[\"a\", \(text)]]" }
        #expect(throws: ZarrError.self) { try DataTypeCatalog.standard.dataType(v2: JSONValue.parse(text)) }
        // Each level alone is harmless, all together are not.
        text = "[[\"a\", \"|i1\"], [\"b\", \"<i2\"]]"
        for _ in 0..<9 { text = "[[\"a\", \(text), [9]]]" }
        #expect(throws: ZarrError.self) { try DataTypeCatalog.standard.dataType(v2: JSONValue.parse(text)) }
    }

    private func read(_ fields: String, name: String = "struct") throws -> DataType {
        try DataTypeCatalog.standard.dataType(NamedConfiguration(name, ["fields": JSONValue.parse(fields)]))
    }

    private func stored(_ element: [UInt8], _ type: DataType, _ codec: BytesCodec) throws -> [UInt8] {
        let pipeline = try CodecChain(arrayToBytes: codec).bind(
            ChunkRepresentation(shape: [1], dataType: type, fillValue: .zero(of: type)))
        let stored = try pipeline.encoded(element)
        #expect(try pipeline.decodedChunk(stored) == element)
        return stored
    }
}
