import Testing
import ZarrBase
import ZarrCodecs
import ZarrFormats
import ZarrIndexing

@Suite struct V3WriteTests {
    let format = V3Format()

    @Test(arguments: [
        Climatology.v3, Climatology.relief, PythonThree.blosc, PythonThree.bytes, PythonThree.sharded, PythonThree.text,
        PythonThree.scalar, PythonThree.fixedText, PythonThree.fixedBytes, PythonThree.negativeZero, PythonThree.delta,
    ])
    func whatWasReadIsWrittenByteForByte(text: String) throws {
        #expect(try format.text(of: format.array(text)) == text)
    }

    /// New documents are those of zarr-python 3, field by field.
    @Test(arguments: [
        Climatology.v3, Climatology.relief, PythonThree.blosc, PythonThree.bytes, PythonThree.sharded,
        PythonThree.scalar, PythonThree.fixedText, PythonThree.fixedBytes, PythonThree.negativeZero,
    ])
    func newDocumentsAreThoseOfPython(text: String) throws {
        var array = try format.array(text)
        array.document = [:]
        #expect(try format.text(of: array) == text)
    }

    @Test func groups() throws {
        let group = try format.group(PythonThree.group)
        #expect(try format.text(format.documents(for: group), "zarr.json") == PythonThree.group)
        let new = GroupDescription(format: .zarr3, attributes: ["x": 1])
        #expect(try format.text(format.documents(for: new), "zarr.json") == PythonThree.group)
        #expect(format.documentNames == ["zarr.json"])
    }

    @Test func unknownFieldsAndSpellingsSurviveAChange() throws {
        let text = #"""
            {
              "zarr_format": 3,
              "zeta": {
                "must_understand": false,
                "x": 1.50
              },
              "node_type": "array",
              "shape": [
                1e1
              ],
              "data_type": "float64",
              "chunk_grid": {
                "name": "regular",
                "configuration": {
                  "chunk_shape": [
                    2.0
                  ]
                }
              },
              "chunk_key_encoding": "default",
              "fill_value": 1.500,
              "codecs": [
                {
                  "name": "endian",
                  "configuration": {
                    "endian": "little"
                  }
                }
              ],
              "attributes": {
                "b": 1.0,
                "a": 123456789012345678901234567890
              },
              "storage_transformers": []
            }
            """#
        var array = try format.array(text)
        #expect(try format.text(of: array) == text)
        array.shape = [20]
        #expect(
            try format.text(of: array)
                == replacing(text, at: ["shape"], by: [20]).indented(2))
        array.attributes?["b"] = 1
        #expect(try format.text(of: array).contains(#""b": 1,"#))
        array.attributes = ["a": 1, "b": 2]
        array.dimensionNames = ["x"]
        let names = try format.array(format.text(of: array))
        #expect(names.attributes?.keys == ["a", "b"])
        #expect(names.dimensionNames == ["x"])
    }

    @Test func attributesThatWereNotThereStayAway() throws {
        let text = #"{"zarr_format":3,"node_type":"group"}"#
        var group = try format.group(text)
        #expect(try JSONValue.parse(format.text(format.documents(for: group), "zarr.json")).serialized() == text)
        group.attributes = ["x": 1]
        #expect(try format.text(format.documents(for: group), "zarr.json").contains("\"x\": 1"))
    }

    @Test func codecsAreSettled() throws {
        let inner = CodecChain(
            arrayToArray: [TransposeCodec(order: .reversed)], arrayToBytes: BytesCodec(endian: .little),
            bytesToBytes: [BloscCodec(compressor: "zstd", shuffle: nil), ShuffleCodec(elementSize: 0)])
        let array = ArrayDescription(
            format: .zarr3, shape: [8, 8], chunkGrid: .regular(chunkShape: [4, 4]),
            chunkKeyEncoding: .default(separator: .slash), dataType: .uint8, fillValue: .zero(of: .uint8),
            codecs: CodecChain(
                arrayToBytes: ShardingCodec(subchunkShape: [2, 2], codecs: inner),
                bytesToBytes: [GzipCodec(level: -1)]))
        let document = try JSONValue.parse(format.text(of: array))
        let expected: JSONValue = [
            [
                "name": "sharding_indexed",
                "configuration": [
                    "chunk_shape": [2, 2],
                    "codecs": [
                        ["name": "transpose", "configuration": ["order": [1, 0]]],
                        ["name": "bytes"],
                        [
                            "name": "blosc",
                            "configuration": [
                                "typesize": 1, "cname": "zstd", "clevel": 5, "shuffle": "bitshuffle", "blocksize": 0,
                            ],
                        ],
                        ["name": "numcodecs.shuffle", "configuration": ["elementsize": 1]],
                    ],
                    "index_codecs": [["name": "bytes", "configuration": ["endian": "little"]], ["name": "crc32c"]],
                    "index_location": "end",
                ],
            ],
            ["name": "gzip", "configuration": ["level": 6]],
        ]
        #expect(document.objectValue?["codecs"] == expected)
        #expect(throws: Never.self) { try format.array(document.serialized()).pipeline() }
    }

    @Test func bloscTakesLargeElementsForBytes() throws {
        let array = ArrayDescription(
            format: .zarr3, shape: [8], chunkGrid: .regular(chunkShape: [4]),
            chunkKeyEncoding: .default(separator: .slash), dataType: .fixedUnicode(100),
            fillValue: .zero(of: .fixedUnicode(100)), codecs: CodecChain(bytesToBytes: [BloscCodec()]))
        #expect(try format.text(of: array).contains("\"typesize\": 1"))
    }

    @Test(arguments: [
        (DataType.float32, [0x01, 0x00, 0xc0, 0x7f] as [UInt8], JSONValue("0x7fc00001")),
        (.float64, [0, 0, 0, 0, 0, 0, 0, 0x80], -0.0),
        (.uint64, [UInt8](repeating: 0xff, count: 8), .number(JSONNumber(UInt64.max))),
        (.int64, [0, 0, 0, 0, 0, 0, 0, 0x80], .number(JSONNumber(Int64.min))),
        (.bool, [1], true),
    ])
    func fillValuesAreExact(dataType: DataType, bytes: [UInt8], json: JSONValue) throws {
        let array = ArrayDescription(
            format: .zarr3, shape: [8], chunkGrid: .regular(chunkShape: [4]),
            chunkKeyEncoding: .v2(separator: .dot), dataType: dataType, fillValue: FillValue(bytes: bytes),
            codecs: CodecChain())
        let text = try format.text(of: array)
        #expect(try JSONValue.parse(text).objectValue?["fill_value"] == json)
        #expect(try format.array(text).fillValue.bytes == bytes)
        #expect(try format.array(text).chunkKeyEncoding == .v2(separator: .dot))
    }
}

extension String {
    /// The JSON document with this indentation.
    func indented(_ width: Int) throws -> String { try JSONValue.parse(self).serialized(.indented(width)) }
}
