import Testing
import ZarrBase
import ZarrCodecs
import ZarrFormats
import ZarrIndexing

@Suite struct N5FormatTests {
    private let format = N5Format()

    /// Three axes, the fastest first.
    static let dataset = """
        {"dataType":"uint16","compression":{"type":"gzip","level":-1,"useZlib":false},"blockSize":[7,6,5],\
        "dimensions":[19,17,13],"unit":"nm"}
        """

    @Test func axesAreReversed() throws {
        let array = try format.array(Self.dataset)
        #expect(array.format == .n5)
        #expect(array.shape == [13, 17, 19])
        #expect(array.chunkShape == [5, 6, 7])
        #expect(array.dataType == .uint16)
        #expect(array.fillValue == .zero(of: .uint16))
        #expect(array.attributes == ["unit": "nm"])
        #expect(array.chunkKeyEncoding.key(for: [0, 1, 2]) == "2/1/0")
        #expect(try array.pipeline().decoded.shape == [5, 6, 7])
    }

    @Test(arguments: [
        "float32", "float64", "int8", "int16", "int32", "int64", "uint8", "uint16", "uint32", "uint64", "string",
    ])
    func types(name: String) throws {
        let array = try format.array(try replacing(Self.dataset, at: ["dataType"], by: .string(name)))
        #expect(array.dataType.name == name)
        #expect(array.fillValue == .zero(of: array.dataType))
        _ = try array.pipeline()
    }

    /// Objects are known by the block.
    @Test func objectsHaveAnElementABlock() throws {
        let array = try format.array(try replacing(Self.dataset, at: ["dataType"], by: "object"))
        #expect(array.shape == [3, 3, 3] && array.chunkShape == [1, 1, 1] && array.dataType == .bytes)
        let labels = try format.array(
            try replacing(
                try replacing(Self.dataset, at: ["isLabelMultiset"], by: true), at: ["dataType"], by: "uint8"))
        #expect(labels.shape == [3, 3, 3] && labels.dataType == .bytes)
        var grown = array
        grown.shape = [4, 3, 3]
        let written = try JSONValue.parse(format.text(of: grown)).objectValue
        #expect(written?["dimensions"] == [21, 18, 20] && written?["blockSize"] == [7, 6, 5])
        #expect(written?["dataType"] == "object")
    }

    /// The first version said nothing of blocks: the dataset is one.
    @Test func withoutBlocks() throws {
        let array = try format.array(#"{"dimensions":[4,3],"dataType":"int8","compressionType":"raw"}"#)
        #expect(array.shape == [3, 4] && array.chunkShape == [3, 4])
        #expect(try format.array(format.text(of: array)).chunkShape == [3, 4])
    }

    /// Writers whose numbers are all of one kind.
    @Test func extentsMayHaveAPoint() throws {
        let text = #"{"dimensions":[64.0,3.2e1],"blockSize":[16.0,8],"dataType":"int8","compression":{"type":"raw"}}"#
        let array = try format.array(text)
        #expect(array.shape == [32, 64] && array.chunkShape == [8, 16])
        // What did not change is spelled as it was.
        #expect(try format.text(of: array).contains("64.0"))
    }

    @Test(arguments: [
        Defect("dimensions/0", -1, .invalidMetadata, at: "$.dimensions[0]", "-1"),
        Defect("dimensions/1", 1.5, .invalidMetadata, at: "$.dimensions[1]", "1.5"),
        Defect("dimensions", 3, .invalidMetadata, at: "$.dimensions", "list"),
        Defect("dimensions", [], .unsupported, at: "$.dimensions", "at least one axis"),
        Defect("blockSize", [7, 6], .invalidMetadata, at: "$.blockSize", "ranks"),
        Defect("blockSize/0", 0, .invalidMetadata, at: "$.blockSize", "0"),
        Defect("blockSize/2", "5", .invalidMetadata, at: "$.blockSize[2]", "5"),
        Defect("dataType", "float16", .unsupported, at: "$.dataType", "float16"),
        Defect("dataType", 3, .invalidMetadata, at: "$.dataType", "3"),
        Defect("n5", "5.0.0", .unsupported, at: "$.n5", "5.0.0"),
    ])
    func whatIsWrongIsNamed(defect: Defect) {
        defect.check { try format.array(try replacing(Self.dataset, at: defect.path, by: defect.value)) }
    }

    @Test func whatIsADataset() throws {
        func describes(_ text: String) -> Bool { format.describes(Bytes(text.utf8)) }
        #expect(describes(Self.dataset))
        #expect(describes(#"{"n5":"2.0.0"}"#))
        #expect(describes(#"{"dimensions":[1],"dataType":"int8","compressionType":"raw"}"#))
        #expect(!describes(#"{"dimensions":[1]}"#))
        #expect(!describes(#"{"title":"somebody else's"}"#))
        #expect(!describes("[1]"))
        #expect(!describes("{"))
        let group = try format.node(documentName: "attributes.json", bytes: Bytes(#"{"n5":"2.0.0","a":[1]}"#.utf8))
        guard case .group(let description) = group else {
            Issue.record("no group")
            return
        }
        #expect(description.attributes == ["a": [1]])
        #expect(try format.text(format.documents(for: description), "attributes.json").contains(#""n5": "2.0.0""#))
    }

    /// What nobody here knows stays, in its place and spelling; attributes go and come beside it.
    @Test func aRewriteKeepsTheRest() throws {
        let text = """
            {"n5":"1.0.0","dimensions":[4],"x":1.50,"compression":{"type":"gzip","extra":7},"blockSize":[2.0],\
            "dataType":"int8","y":{"z":[]}}
            """
        var array = try format.array(text)
        array.attributes?["y"] = nil
        array.attributes?["new"] = true
        let written = try format.text(of: array)
        let compact = try JSONValue.parse(written).serialized()
        #expect(
            compact == """
                {"n5":"1.0.0","dimensions":[4],"x":1.50,"compression":{"type":"gzip","extra":7},"blockSize":[2.0],\
                "dataType":"int8","new":true}
                """)
        array.shape = [9]
        let longer = try JSONValue.parse(try format.text(of: array)).objectValue
        #expect(longer?["dimensions"] == [9])
        #expect(longer?["compression"]?.objectValue?["extra"] == 7)
    }

    @Test(arguments: ["dimensions", "blockSize", "dataType", "compression", "compressionType", "codecs", "n5"])
    func fieldsAreNoAttributes(name: String) throws {
        var array = try format.array(Self.dataset)
        array.attributes = [name: 1]
        #expect {
            try format.documents(for: array)
        } throws: {
            ($0 as? ZarrError)?.code == .invalidArgument && ($0 as? ZarrError)?.message.contains(name) == true
        }
    }

    @Test func aGroupIsNoDataset() {
        for attributes in [["n5": "2.0.0"], ["dimensions": [1], "dataType": "int8", "blockSize": [1]]] as [JSONObject] {
            #expect {
                try format.documents(for: GroupDescription(format: .n5, attributes: attributes))
            } throws: {
                ($0 as? ZarrError)?.code == .invalidArgument
            }
        }
    }

    @Test func axesAreNamedAsXarrayDoes() throws {
        let text = try replacing(Self.dataset, at: ["_ARRAY_DIMENSIONS"], by: ["z", "y", "x"])
        #expect(try format.array(text).dimensionNames == ["z", "y", "x"])
        let short = try replacing(Self.dataset, at: ["_ARRAY_DIMENSIONS"], by: ["z"])
        #expect(try format.array(short).dimensionNames == nil)
        var array = try format.array(Self.dataset)
        array.format = .zarr3
        array.codecs = array.innerCodecs
        array.dimensionNames = ["c", "b", "a"]
        #expect(try format.array(format.text(of: format.converted(array))).dimensionNames == ["c", "b", "a"])
        array.dimensionNames = ["c", nil, "a"]
        let converted = try format.converted(array)
        #expect(converted.dimensionNames == nil && converted.warnings.contains { $0.contains("names of axes") })
    }

    @Test func whatN5CannotSay() throws {
        let zarr = ArrayDescription(
            format: .zarr3, shape: [4], chunkGrid: .regular(chunkShape: [2]),
            chunkKeyEncoding: .default(separator: .slash), dataType: .int16, fillValue: .zero(of: .int16),
            codecs: CodecChain(bytesToBytes: [ZstdCodec()]))
        #expect(try format.converted(zarr).codecs.arrayToBytes is N5BlockCodec)
        func refuses(_ change: (inout ArrayDescription) -> Void) -> Bool {
            var other = zarr
            change(&other)
            do { _ = try format.converted(other) } catch { return error.code == .unsupported && error.hint != nil }
            return false
        }
        #expect(
            refuses {
                $0.shape = []
                $0.chunkGrid = .regular(chunkShape: [])
            })
        #expect(refuses { $0.codecs.bytesToBytes.append(CRC32CCodec()) })
        #expect(refuses { $0.codecs.bytesToBytes = [CRC32CCodec()] })
        #expect(refuses { $0.codecs.arrayToArray = [DeltaCodec(dtype: "<i2")] })
        #expect(refuses { $0.codecs.arrayToBytes = ShardingCodec(subchunkShape: [1], codecs: CodecChain()) })
        #expect(
            refuses {
                $0.dataType = .float16
                $0.fillValue = .zero(of: .float16)
            })
        var filled = zarr
        filled.fillValue = FillValue(bytes: [7, 0])
        let converted = try format.converted(filled)
        #expect(converted.fillValue == .zero(of: .int16) && converted.warnings.contains { $0.contains("fill value 7") })
    }

    @Test func issues() throws {
        func issues(_ text: String) -> [String] {
            format.issues(documentName: "attributes.json", bytes: Bytes(text.utf8)).map {
                "\($0.severity.rawValue) \($0.jsonPath)"
            }
        }
        #expect(issues(Self.dataset) == [])
        #expect(issues(#"{"n5":"2.0.0","a":1}"#) == [])
        #expect(issues(#"{"n5":2}"#) == ["warning $.n5"])
        #expect(issues(#"{"n5":"9.1.0"}"#) == ["error $.n5"])
        #expect(issues("{").count == 1)
        #expect(
            issues(#"{"dimensions":[4],"dataType":"int8","compressionType":"raw"}"#)
                == ["warning $.blockSize", "warning $.compression"])
        #expect(
            issues(try replacing(Self.dataset, at: ["compression"], by: ["type": "lzf"])) == [
                "error $.compression"
            ])
        #expect(
            issues(#"{"dimensions":[4],"blockSize":[4294967296],"dataType":"int8","compression":{"type":"raw"}}"#)
                .contains("error $.blockSize"))
    }
}
