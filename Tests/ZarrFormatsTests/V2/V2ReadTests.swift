import Testing
import ZarrBase
import ZarrCodecs
import ZarrFormats
import ZarrIndexing

@Suite struct V2ReadTests {
    let format = V2Format()

    @Test func climatology() throws {
        var array = try format.array(Climatology.v2)
        #expect(array.format == .zarr2)
        #expect(array.shape == [12, 90, 180])
        #expect(array.chunkShape == [6, 45, 180])
        #expect(array.chunkKeyEncoding == .v2(separator: .dot))
        #expect(array.dataType == .float32)
        #expect(array.dataType.json(of: array.fillValue, dialect: .v2) == "NaN")
        #expect(array.codecs.all.map(\.v3.name) == ["bytes", "blosc"])
        #expect(array.attributes == nil)
        #expect(array.dimensionNames == nil)
        array.setLoadedAttributes(try format.attributes(bytes: Bytes(Climatology.v2Attributes.utf8)))
        #expect(array.attributes?["units"] == "Deg C")
        #expect(array.dimensionNames == ["TIME", "COADSY", "COADSX"])
        #expect(try array.pipeline().decoded.byteCount == 6 * 45 * 180 * 4)
    }

    /// tensorstore gives numbers that NumPy has not their names of Zarr v3.
    @Test(arguments: ["bfloat16", "int4", "int2", "float8_e4m3fn", "float4_e2m1fn"])
    func smallNumbersOfTensorstore(_ name: String) throws {
        var array = try format.array(
            """
            {"zarr_format": 2, "shape": [4], "chunks": [2], "dtype": "\(name)", "order": "C", "filters": null,
             "compressor": null, "fill_value": null}
            """)
        #expect(array.dataType.name == name)
        array.document = [:]
        #expect(try JSONValue.parse(format.text(of: array)).objectValue?["dtype"] == .string(name))
        #expect(throws: ZarrError.self) {
            try format.array(
                """
                {"zarr_format": 2, "shape": [4], "chunks": [2], "dtype": [["a", "\(name)"]], "order": "C",
                 "filters": null, "compressor": null, "fill_value": null}
                """)
        }
    }

    @Test func deltaOfFortranOrder() throws {
        let array = try format.array(PythonTwo.delta)
        #expect(array.dataType == .int32)
        #expect(array.chunkKeyEncoding == .v2(separator: .slash))
        #expect(array.codecs.all.map(\.v3.name) == ["transpose", "numcodecs.delta", "bytes", "numcodecs.zlib"])
        #expect((array.codecs.arrayToArray.first as? TransposeCodec)?.order == .reversed)
        // The order of bytes is that of the differences, which are what is stored.
        #expect((array.codecs.arrayToBytes as? BytesCodec)?.endian == .big)
        #expect(try array.pipeline().decoded.dataType == .int32)
    }

    @Test func otherTypes() throws {
        let text = try format.array(PythonTwo.text)
        #expect(text.dataType == .string)
        #expect(text.fillValue.bytes.isEmpty)
        #expect(text.codecs.all.map(\.v3.name) == ["vlen-utf8", "zstd"])
        #expect(try format.array(PythonTwo.fixedText).dataType == .fixedUnicode(5))
        #expect(try format.array(PythonTwo.fixedBytes).fillValue.bytes == Array("ab\0\0\0".utf8))
        let raw = try format.array(PythonTwo.raw)
        #expect(raw.dataType.name == "r24")
        #expect(raw.shape == [])
        let open = try format.array(PythonTwo.openFill)
        #expect(open.fillValue.isUndefined)
        #expect(open.fillValue.bytes == [UInt8](repeating: 0, count: 8))
        #expect(try format.array(PythonTwo.largeFill).fillValue.bytes == [UInt8](repeating: 0xff, count: 8))
        let filters = try format.array(PythonTwo.filters)
        #expect(filters.codecs.all.map(\.v3.name) == ["bytes", "numcodecs.shuffle", "crc32c"])
        #expect(try format.array(PythonTwo.empty).shape == [0])
        for document in [
            PythonTwo.text, PythonTwo.fixedText, PythonTwo.raw, PythonTwo.largeFill, PythonTwo.empty,
            PythonThreeOnTwo.array,
        ] {
            #expect(throws: Never.self) { try format.array(document).pipeline() }
        }
        // Chunks of 3 bytes that are shuffled by fours: zarr-python made the array, but cannot write a chunk of it.
        #expect {
            try filters.pipeline()
        } throws: {
            ($0 as? ZarrError)?.codec == "numcodecs.shuffle"
        }
    }

    @Test func lenientForms() throws {
        var text = try replacing(PythonTwo.blosc, at: ["filters"], by: [])
        text = try replacing(text, at: ["dimension_separator"], by: .null)
        text = try replacing(text, at: ["order"], by: nil)
        text = try replacing(text, at: ["fill_value"], by: nil)
        text = try replacing(text, at: ["_NCZARR_ARRAY"], by: ["storage": "chunked"])
        let array = try format.array(text)
        #expect(array.codecs.all.map(\.v3.name) == ["bytes", "blosc"])
        #expect(array.fillValue.isUndefined)
        #expect(array.chunkKeyEncoding == .v2(separator: .dot))
        #expect(array.document["_NCZARR_ARRAY"] != nil)
    }

    @Test func oneAxisHasNoOrder() throws {
        let array = try format.array(try replacing(PythonTwo.largeFill, at: ["order"], by: "F"))
        #expect(array.codecs.arrayToArray.isEmpty)
    }

    @Test func objectCodecInTheCompressor() throws {
        var text = try replacing(PythonTwo.text, at: ["filters"], by: .null)
        text = try replacing(text, at: ["compressor"], by: ["id": "vlen-utf8"])
        #expect(try format.array(text).codecs.all.map(\.v3.name) == ["vlen-utf8"])
    }

    @Test func deltasFollowEachOther() throws {
        let text = try replacing(
            PythonTwo.delta, at: ["filters"],
            by: [["id": "delta", "dtype": ">i4", "astype": ">i2"], ["id": "delta", "dtype": ">i2", "astype": "|i1"]])
        let array = try format.array(text)
        #expect(array.codecs.arrayToArray.count == 3)
        #expect((array.codecs.arrayToBytes as? BytesCodec)?.endian == nil)
        #expect(throws: Never.self) { try array.pipeline() }
    }

    @Test func tokensInAttributes() throws {
        let attributes = try format.attributes(bytes: Bytes(PythonTwo.attributes.utf8))
        #expect(attributes["nan"]?.doubleValue?.isNaN == true)
        #expect(attributes["big"]?.numberValue?.literal == "9223372036854775809")
        #expect(attributes["f"]?.numberValue?.literal == "1.0")
    }

    @Test func namesOfAxesThatDoNotFitAreNone() throws {
        for names: JSONValue in [["x"], ["x", 1], "xy", .null] {
            var array = try format.array(PythonTwo.blosc)
            array.setLoadedAttributes(["_ARRAY_DIMENSIONS": names])
            #expect(array.dimensionNames == nil)
        }
    }

    static let defects: [Defect] = [
        Defect("zarr_format", nil, .invalidMetadata, at: "$.zarr_format", "is missing"),
        Defect("zarr_format", 1, .unsupported, at: "$.zarr_format", "is 1, not 2"),
        Defect("shape", nil, .invalidMetadata, at: "$.shape", "is missing"),
        Defect("shape", [4, -6], .invalidMetadata, at: "$.shape[1]", "non-negative"),
        Defect("chunks", nil, .invalidMetadata, at: "$.chunks", "is missing"),
        Defect("chunks", [2], .invalidMetadata, at: "$.chunks", "the ranks differ"),
        Defect("chunks", [2, 0], .invalidMetadata, at: "$.chunks", "axis 1 has a chunk extent of 0"),
        Defect("dtype", nil, .invalidMetadata, at: "$.dtype", "is missing"),
        Defect("dtype", 4, .invalidMetadata, at: "$.dtype", "dtype is 4, not a NumPy type string"),
        Defect("dtype", "<f16", .unsupported, at: "$.dtype", "is a long double"),
        Defect("dtype", "<M8[ls]", .unsupported, at: "$.dtype", "<M8[ls]"),
        Defect("dtype", [["x", "<q4"]], .unsupported, at: "$.dtype[0][1]", "\"<q4\" is not known"),
        Defect(
            "dtype", [["x", "<i4"], ["x", "<i4"]], .invalidMetadata, at: "$.dtype", "two fields have the name \"x\""),
        Defect("dtype", "|O", .unsupported, at: "$.filters[0]", "holds objects"),
        Defect("fill_value", "abc", .invalidMetadata, at: "$.fill_value", "\"abc\" is not a number of type int32"),
        Defect("order", "A", .invalidMetadata, at: "$.order", "order is \"A\", not \"C\" or \"F\""),
        Defect("filters", "delta", .invalidMetadata, at: "$.filters", "not a list or null"),
        Defect("filters", ["delta"], .invalidMetadata, at: "$.filters[0]", "a codec is \"delta\", not an object"),
        Defect("filters", [["dtype": "<i4"]], .invalidMetadata, at: "$.filters[0].id", "no id"),
        Defect(
            "filters", [["id": "frobnicate"]], .unsupported, at: "$.filters[0]", "the codec \"frobnicate\" is not known"
        ),
        Defect("filters", [["id": "delta"]], .invalidMetadata, at: "$.filters[0].dtype", "lacks the field dtype"),
        Defect(
            "filters", [["id": "delta", "dtype": "<i4"]], .unsupported, at: "$.filters[0].dtype",
            "takes elements for <i4 that are >i4"),
        Defect(
            "filters", [["id": "delta", "dtype": ">i2"]], .unsupported, at: "$.filters[0].dtype",
            "takes elements for >i2 that are >i4"),
        Defect(
            "filters", [["id": "delta", "dtype": ">x4"]], .unsupported, at: "$.filters[0].dtype",
            "the data type \">x4\" is not known"),
        Defect(
            "filters", [["id": "shuffle"], ["id": "delta", "dtype": ">i4"]], .unsupported, at: "$.filters[1]",
            "\"delta\" needs elements"),
        Defect("filters", [["id": "vlen-utf8"]], .unsupported, at: "$.filters[0]", "\"vlen-utf8\" needs elements"),
        Defect("compressor", "zlib", .invalidMetadata, at: "$.compressor", "not an object"),
        Defect("compressor", ["id": "brotli"], .unsupported, at: "$.compressor", "the codec \"brotli\" is not known"),
        Defect(
            "compressor", ["id": "zlib", "level": 12], .invalidMetadata, at: "$.compressor.level",
            "level of \"zlib\" is 12"),
        Defect("dimension_separator", "-", .invalidMetadata, at: "$.dimension_separator", "not \".\" or \"/\""),
    ]

    @Test(arguments: defects)
    func defectsAreNamed(defect: Defect) throws {
        let text = try replacing(PythonTwo.delta, at: defect.path, by: defect.value)
        defect.check { try format.array(text) }
    }

    @Test func objectsWithoutCodec() throws {
        let defect = Defect("filters", .null, .unsupported, at: "$.filters", "does not say how")
        var text = try replacing(PythonTwo.text, at: ["compressor"], by: .null)
        text = try replacing(text, at: defect.path, by: defect.value)
        defect.check { try format.array(text) }
    }

    @Test func sizesBeyondTheMachine() throws {
        let defect = Defect(
            "chunks", [4_611_686_018_427_387_904, 3], .limitExceeded, at: "$.chunks", "does not fit Int")
        let array = try format.array(try replacing(PythonTwo.blosc, at: defect.path, by: defect.value))
        defect.check { try array.pipeline() }
    }
}
