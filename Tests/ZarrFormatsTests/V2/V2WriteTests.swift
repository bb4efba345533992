import Testing
import ZarrBase
import ZarrCodecs
import ZarrFormats
import ZarrIndexing

@Suite struct V2WriteTests {
    let format = V2Format()

    @Test(arguments: [
        PythonTwo.blosc, PythonTwo.delta, PythonTwo.text, PythonTwo.fixedText, PythonTwo.fixedBytes, PythonTwo.raw,
        PythonTwo.openFill, PythonTwo.largeFill, PythonTwo.filters, PythonTwo.empty,
    ])
    func whatWasReadIsWrittenByteForByte(text: String) throws {
        #expect(try format.text(of: format.array(text)) == text)
    }

    @Test(arguments: [Climatology.v2, PythonThreeOnTwo.array])
    func whatPythonThreeWroteKeepsItsFields(text: String) throws {
        #expect(try format.text(of: format.array(text)) == text.indented(4))
    }

    /// New documents are those of zarr-python 2, but for the separator, which it leaves out where it is a period.
    @Test(arguments: [
        PythonTwo.blosc, PythonTwo.delta, PythonTwo.fixedText, PythonTwo.raw, PythonTwo.openFill, PythonTwo.largeFill,
        PythonTwo.filters, PythonTwo.empty,
    ])
    func newDocumentsAreThoseOfPython(text: String) throws {
        var array = try format.array(text)
        array.document = [:]
        var document = try #require(try JSONValue.parse(format.text(of: array)).objectValue)
        if document["dimension_separator"] == "." { document["dimension_separator"] = nil }
        #expect(JSONValue.object(document).serialized(.indented(4)) == text)
    }

    @Test func textIsObjects() throws {
        var array = try format.array(PythonTwo.text)
        array.document = [:]
        let document = try JSONValue.parse(format.text(of: array)).objectValue
        #expect(document?["dtype"] == "|O")
        #expect(document?["fill_value"] == "")
        #expect(document?["filters"] == [["id": "vlen-utf8"]])
        #expect(document?["compressor"] == ["id": "zstd", "level": 1])
    }

    @Test func fixedBytesKeepTheirFill() throws {
        var array = try format.array(PythonTwo.fixedBytes)
        array.document = [:]
        #expect(try format.array(format.text(of: array)).fillValue == array.fillValue)
    }

    @Test func attributesComeFirst() throws {
        var array = try format.array(PythonTwo.blosc)
        #expect(try format.documents(for: array).map(\.name) == [".zarray"])
        array.setLoadedAttributes(try format.attributes(bytes: Bytes(PythonTwo.attributes.utf8)))
        #expect(try format.documents(for: array).map(\.name) == [".zattrs", ".zarray"])
        #expect(try format.text(format.documents(for: array), ".zattrs") == PythonTwo.attributes)
        array.setLoadedAttributes([:])
        #expect(try format.text(format.documents(for: array), ".zattrs") == "{}")
    }

    @Test func groups() throws {
        let group = GroupDescription(format: .zarr2, attributes: nil)
        #expect(try format.documents(for: group).map(\.name) == [".zgroup"])
        #expect(try format.text(format.documents(for: group), ".zgroup") == PythonTwo.group)
        #expect(
            try format.documents(for: GroupDescription(format: .zarr2)).map(\.name) == [".zattrs", ".zgroup"])
    }

    @Test func namesOfAxesGoAmongTheAttributes() throws {
        var array = try format.array(PythonTwo.blosc)
        array.attributes = ["units": "m"]
        array.dimensionNames = ["y", "x"]
        let attributes = try format.attributes(bytes: Bytes(format.text(format.documents(for: array), ".zattrs").utf8))
        #expect(attributes.keys == ["units", "_ARRAY_DIMENSIONS"])
        #expect(attributes["_ARRAY_DIMENSIONS"] == ["y", "x"])
    }

    @Test func unknownFieldsAndSpellingsSurviveAChange() throws {
        let text = #"""
            {
                "zarr_format": 2,
                "_NCZARR_ARRAY": {
                    "x": 1.50
                },
                "shape": [
                    1e1
                ],
                "chunks": [
                    2.0
                ],
                "dtype": "|i4",
                "fill_value": 1.0,
                "filters": [],
                "compressor": {
                    "id": "zlib",
                    "level": 1.0
                },
                "order": "F"
            }
            """#
        var array = try format.array(text)
        #expect(try format.text(of: array) == text)
        array.shape = [20]
        #expect(try format.text(of: array) == replacing(text, at: ["shape"], by: [20]).indented(4))
        array.codecs.bytesToBytes = [ZstdCodec(level: 3)]
        let changed = try format.array(format.text(of: array))
        #expect(changed.document["_NCZARR_ARRAY"] != nil)
        #expect(changed.codecs.all.map(\.v3.name) == ["bytes", "zstd"])
        #expect(changed.document["fill_value"]?.numberValue?.literal == "1.0")
    }

    struct Split: Sendable {
        let codecs: [any BytesToBytesCodec]
        let filters: [String]
        let compressor: String?
    }

    static let splits: [Split] = [
        Split(codecs: [ZlibCodec(level: 3)], filters: [], compressor: "zlib"),
        Split(codecs: [ShuffleCodec(elementSize: 0), ZlibCodec(level: 3)], filters: ["shuffle"], compressor: "zlib"),
        Split(codecs: [ZlibCodec(level: 3), CRC32CCodec()], filters: ["zlib", "crc32c"], compressor: nil),
        Split(codecs: [ShuffleCodec(elementSize: 4)], filters: ["shuffle"], compressor: nil),
        Split(codecs: [], filters: [], compressor: nil),
    ]

    @Test(arguments: splits)
    func theLastCompressorIsTheCompressor(split: Split) throws {
        let array = Self.array(CodecChain(bytesToBytes: split.codecs))
        let document = try JSONValue.parse(format.text(of: array)).objectValue
        #expect((document?["filters"]?.arrayValue ?? []).map { $0.objectValue?["id"]?.stringValue } == split.filters)
        #expect(document?["compressor"]?.objectValue?["id"]?.stringValue == split.compressor)
        if split.filters.isEmpty { #expect(document?["filters"]?.isNull == true) }
        let again = try format.array(format.text(of: array))
        #expect(again.codecs.bytesToBytes.map(\.v3.name) == split.codecs.map(\.v3.name))
    }

    @Test func elementSizesAreSettled() throws {
        let array = Self.array(CodecChain(bytesToBytes: [ShuffleCodec(elementSize: 0), GzipCodec(level: 1)]))
        let document = try JSONValue.parse(format.text(of: array)).objectValue
        #expect(document?["filters"] == [["id": "shuffle", "elementsize": 4]])
    }

    @Test func deltasTakeTheOrderOfTheBytes() throws {
        let array = Self.array(
            CodecChain(arrayToArray: [DeltaCodec(dtype: "<i4", astype: "<i2")], arrayToBytes: BytesCodec(endian: .big)))
        let document = try JSONValue.parse(format.text(of: array)).objectValue
        #expect(document?["dtype"] == ">i4")
        #expect(document?["filters"] == [["id": "delta", "dtype": ">i4", "astype": ">i2"]])
    }

    @Test func transpositionsAddUp() throws {
        let reversed = TransposeCodec(order: .axes([1, 0]))
        for (codecs, order) in [
            ([reversed], "F"), ([reversed, reversed], "C"), ([], "C"), ([TransposeCodec(order: .identity)], "C"),
        ] {
            let array = Self.array(CodecChain(arrayToArray: codecs))
            #expect(try JSONValue.parse(format.text(of: array)).objectValue?["order"] == .string(order))
        }
    }

    static let inexpressible: [(CodecChain, String)] = [
        (CodecChain(arrayToBytes: ShardingCodec(subchunkShape: [1, 1], codecs: CodecChain())), "sharding_indexed"),
        (CodecChain(arrayToArray: [TransposeCodec(order: .axes([0, 2, 1]))]), "transpose"),
        (CodecChain(arrayToArray: [TransposeCodec(order: .axes([7, 7]))]), "transpose"),
        (CodecChain(arrayToArray: [DeltaCodec(dtype: "<i4"), TransposeCodec(order: .axes([1, 0]))]), "transpose"),
    ]

    @Test(arguments: inexpressible)
    func whatZarr2CannotExpressIsNamed(chain: CodecChain, name: String) {
        #expect { try format.documents(for: Self.array(chain)) } throws: { error in
            guard let error = error as? ZarrError else { return false }
            return error.code == .unsupported && error.message.contains("\"\(name)\"") && error.codec == name
                && error.hint?.contains("--codecs") == true
        }
    }

    @Test func keysOfZarr3AreRefused() throws {
        var array = Self.array(CodecChain())
        array.chunkKeyEncoding = .default(separator: .slash)
        #expect { try format.documents(for: array) } throws: { ($0 as? ZarrError)?.code == .unsupported }
    }

    static func array(_ chain: CodecChain) -> ArrayDescription {
        ArrayDescription(
            format: .zarr2, shape: [8, 8], chunkGrid: .regular(chunkShape: [4, 4]),
            chunkKeyEncoding: .v2(separator: .dot), dataType: .int32, fillValue: .zero(of: .int32), codecs: chain)
    }
}
