import Testing
import ZarrBase
import ZarrCodecs
import ZarrFormats

/// Arrays of records, whose words may lie in several orders in Zarr v2 and in one in Zarr v3.
@Suite struct V2RecordTests {
    static let mixed = #"""
        {"zarr_format": 2, "shape": [4], "chunks": [2], "dtype": [["a", ">i2"], ["b", "<i4"]], "order": "C",
         "filters": null, "compressor": {"id": "zlib", "level": 1}, "fill_value": "AAECAAAA"}
        """#

    @Test func ordersOfFieldsAreKept() throws {
        let array = try V2Format().array(Self.mixed)
        #expect(array.codecs.bytesCodec?.mixedOrders == [.big, .little])
        #expect(array.dataType.json(of: array.fillValue, dialect: .v3) == ["a": 1, "b": 2])
        var changed = array
        changed.document = [:]
        let again = try JSONValue.parse(V2Format().text(of: changed)).objectValue
        #expect(again?["dtype"] == [["a", ">i2"], ["b", "<i4"]])
        #expect(again?["fill_value"] == "AAECAAAA")
        #expect(try array.pipeline().decoded.byteCount == 12)
    }

    @Test func oneOrderInZarr3() throws {
        let array = try V3Format().converted(V2Format().array(Self.mixed))
        #expect(array.codecs.bytesCodec?.mixedOrders == nil)
        #expect(array.codecs.bytesCodec?.endian == .little)
        let document = try JSONValue.parse(V3Format().text(of: array)).objectValue
        #expect(document?["fill_value"] == ["a": 1, "b": 2])
        #expect(
            document?["data_type"] == [
                "name": "struct",
                "configuration": [
                    "fields": [["name": "a", "data_type": "int16"], ["name": "b", "data_type": "int32"]]
                ],
            ])
        let back = try V2Format().converted(array)
        #expect(try JSONValue.parse(V2Format().text(of: back)).objectValue?["dtype"] == [["a", "<i2"], ["b", "<i4"]])
    }

    @Test func severalElementsInAFieldStayInZarr2() throws {
        let array = try V2Format().array(replacing(Self.mixed, at: ["dtype"], by: [["a", "<i2"], ["b", ">i2", [2]]]))
        #expect(array.dataType.byteCount == 6)
        #expect {
            try V3Format().converted(array)
        } throws: { error in
            let error = error as? ZarrError
            return error?.code == .unsupported && error?.message.contains("\"b\"") == true
        }
    }

    /// Arrays that zarr-python 3.0 and 3.1 wrote: pairs, base64, and no byte order.
    @Test func legacyRecordsOfZarr3() throws {
        let text = #"""
            {"zarr_format": 3, "node_type": "array", "shape": [4], "fill_value": "AQACAAAA", "data_type": {"name":
             "structured", "configuration": {"fields": [["a", "int16"], ["b", "int32"]]}}, "chunk_grid": {"name":
             "regular", "configuration": {"chunk_shape": [2]}}, "chunk_key_encoding": {"name": "default"}, "codecs":
             [{"name": "bytes"}], "storage_transformers": []}
            """#
        var array = try V3Format().array(text)
        #expect(array.codecs.bytesCodec?.endian == .little)
        #expect(array.warnings.count == 1)
        #expect(array.dataType.json(of: array.fillValue, dialect: .v3) == ["a": 1, "b": 2])
        // What is big-endian in storage is little-endian in base64, as zarr-python reads it.
        let big = try replacing(text, at: ["codecs", "0", "configuration"], by: ["endian": "big"])
        #expect(try V3Format().array(big).fillValue == array.fillValue)
        // What did not change keeps its spelling; new documents say `struct`.
        array.shape = [5]
        #expect(try V3Format().text(of: array).contains("\"structured\""))
        array.document = [:]
        let document = try JSONValue.parse(V3Format().text(of: array)).objectValue
        #expect(document?["data_type"]?.objectValue?["name"] == "struct")
        #expect(document?["fill_value"] == ["a": 1, "b": 2])
        #expect(document?["codecs"] == [["name": "bytes", "configuration": ["endian": "little"]]])
        let current = try replacing(text, at: ["data_type", "name"], by: "struct")
        #expect(throws: ZarrError.self) { try V3Format().array(current).pipeline() }
    }
}
