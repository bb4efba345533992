import Testing
import ZarrBase
import ZarrCodecs
import ZarrTesting

/// Codecs against what numcodecs and zarr-python make of the same numbers.
@Suite struct ArithmeticVectorTests {
    @Test func filtersEncodeAndDecodeAsInNumcodecs() throws {
        let cases = try Vectors("arithmetic").json["filters"].arrayValue ?? []
        #expect(cases.count > 40)
        for test in cases {
            let object = try #require(test["v2"].objectValue)
            let codec = try CodecCatalog.standard.codec(v2: object)
            let (dataType, _) = try DataTypeCatalog.standard.dataType(numpy: test["dtype"].stringValue ?? "")
            let (stored, _) = try DataTypeCatalog.standard.dataType(numpy: test["stored"].stringValue ?? "")
            let elements = test["elements"].hexBytes
            let pipeline = try pipeline(codec, elements.count / dataType.byteCount, dataType)
            let found = try pipeline.encoded(elements)
            #expect(numbers(found, stored) == numbers(test["encoded"].hexBytes, stored), "\(object)")
            let back = try pipeline.decodedChunk(test["encoded"].hexBytes)
            #expect(numbers(back, dataType) == numbers(test["decoded"].hexBytes, dataType), "\(object)")
        }
    }

    @Test func registeredCodecsEncodeAndDecodeAsInZarrPython() throws {
        let cases = try Vectors("arithmetic").json["registered"].arrayValue ?? []
        #expect(cases.count > 20)
        for test in cases {
            let codec = try CodecCatalog.standard.codec(v3: NamedConfiguration(test["v3"]))
            let array = try #require(codec as? any ArrayToArrayCodec)
            let name = test["v3"].serialized()
            let dataType = try DataTypeCatalog.standard.dataType(NamedConfiguration(test["dtype"]))
            let elements = test["elements"].hexBytes
            let representation = try ChunkRepresentation(
                shape: [elements.count / dataType.byteCount], dataType: dataType,
                fillValue: dataType.fillValue(from: test["fill"], dialect: .v3))
            let stored = try array.bind(representation).encoded
            #expect(stored.dataType.name == test["stored"].stringValue, "\(name)")
            #expect(
                numbers(stored.fillValue.bytes, stored.dataType)
                    == numbers(test["stored_fill"].hexBytes, stored.dataType), "\(name)")
            let pipeline = try CodecChain([codec, BytesCodec(endian: .little)]).bind(representation)
            let found = try pipeline.encoded(elements)
            #expect(
                numbers(found, stored.dataType) == numbers(test["encoded"].hexBytes, stored.dataType), "\(name)")
            if test["decoded"].isNull {
                #expect(throws: ZarrError.self, "\(name)") { try pipeline.decodedChunk(test["encoded"].hexBytes) }
            } else {
                let back = try pipeline.decodedChunk(test["encoded"].hexBytes)
                #expect(numbers(back, dataType) == numbers(test["decoded"].hexBytes, dataType), "\(name)")
            }
            // The codec says itself as it was said.
            #expect(try CodecCatalog.standard.codec(v3: codec.v3).v3 == codec.v3)
        }
    }

    @Test func integersThatDoNotFitAreRefusedAsInZarrPython() throws {
        let cases = try Vectors("arithmetic").json["refused"].arrayValue ?? []
        #expect(cases.count == 5)
        for test in cases {
            let codec = try CodecCatalog.standard.codec(
                v3: NamedConfiguration("scale_offset", test["configuration"].objectValue ?? [:]))
            let dataType = try DataTypeCatalog.standard.dataType(NamedConfiguration(test["dtype"]))
            let pipeline = try CodecChain([codec, BytesCodec(endian: .little)]).bind(
                ChunkRepresentation(
                    shape: [1], dataType: dataType, fillValue: dataType.fillValue(from: test["fill"], dialect: .v3)))
            #expect { try pipeline.encoded(test["elements"].hexBytes) } throws: { error in
                let error = error as? ZarrError
                return error?.code == .invalidArgument && error?.codec == "scale_offset"
            }
        }
    }

    private func pipeline(_ codec: any Codec, _ count: Int, _ dataType: DataType) throws -> CodecPipeline {
        try CodecChain([codec, BytesCodec(endian: .little)]).bind(
            ChunkRepresentation(shape: [count], dataType: dataType, fillValue: .zero(of: dataType)))
    }

    /// Numbers as documents write them, NaN whatever its bits.
    private func numbers(_ bytes: [UInt8], _ dataType: DataType) -> [String] {
        stride(from: 0, to: bytes.count, by: dataType.byteCount).map { start in
            bytes.withUnsafeBytes {
                let element = UnsafeRawBufferPointer(rebasing: $0[start..<min(start + dataType.byteCount, bytes.count)])
                let text = dataType.definition.json(of: element, dialect: .v3).serialized()
                return text.hasPrefix("\"0x") ? "\"NaN\"" : text
            }
        }
    }
}
