import Testing
import ZarrBase
import ZarrFormats

/// What is said of documents that open, and of those that do not, with the place.
@Suite struct IssueTests {
    private static let array: JSONObject = [
        "zarr_format": 3, "node_type": "array", "shape": [4, 6], "data_type": "int32", "fill_value": 7,
        "chunk_grid": ["name": "regular", "configuration": ["chunk_shape": [2, 3]]],
        "chunk_key_encoding": ["name": "default", "configuration": ["separator": "/"]],
        "codecs": [["name": "bytes", "configuration": ["endian": "little"]]],
        "attributes": [:],
    ]
    private static let old: JSONObject = [
        "zarr_format": 2, "shape": [4], "chunks": [2], "dtype": "<i4", "compressor": .null, "fill_value": 0,
        "order": "C", "filters": .null,
    ]

    private func issues(_ changes: JSONObject, to document: JSONObject, _ name: String) -> [String] {
        var document = document
        // `false` alone takes the field away.
        for (field, value) in changes { document[field] = value == false ? nil : value }
        let format: any StorageFormat = name == "zarr.json" ? V3Format() : V2Format()
        return format.issues(documentName: name, bytes: JSONValue.object(document).serializedBytes()).map {
            "\($0.severity.rawValue) \($0.jsonPath)"
        }
    }

    @Test func whatIsRightIsLetPass() {
        #expect(issues([:], to: Self.array, "zarr.json") == [])
        #expect(issues([:], to: Self.old, ".zarray") == [])
        #expect(issues(["dimension_separator": "/"], to: Self.old, ".zarray") == [])
        #expect(issues([:], to: ["zarr_format": 3, "node_type": "group"], "zarr.json") == [])
        #expect(issues([:], to: ["zarr_format": 2], ".zgroup") == [])
        #expect(issues([:], to: ["a": 1], ".zattrs") == [])
    }

    @Test(
        arguments: [
            (["extra": 1], ["error $.extra"]),
            (["extra": ["must_understand": false]], ["warning $.extra"]),
            (["attributes": .null], ["error $.attributes"]),
            (["storage_transformers": .null], ["error $.storage_transformers"]),
            (["dimension_names": .null], ["error $.dimension_names"]),
            (["dimension_names": ["x", "x"]], ["warning $.dimension_names"]),
            (["dimension_names": ["x", ""]], []),
            (["data_type": ["name": "int32"]], ["warning $.data_type"]),
            (
                ["data_type": ["name": "int32", "must_understand": false]],
                ["warning $.data_type", "error $.data_type.must_understand"]
            ),
            (["data_type": "Quaternion"], ["error $.data_type", "error $.data_type"]),
            (["codecs": ["bytes"], "data_type": "int8"], ["warning $.codecs[0]"]),
            (
                ["codecs": [["name": "bytes", "configuration": ["endian": "little", "note": 1]]]],
                ["warning $.codecs[0].configuration.note"]
            ),
            (
                ["codecs": [["name": "bytes", "configuration": ["endian": "little"], "note": 1]]],
                ["warning $.codecs[0].note"]
            ),
            (
                ["codecs": [["name": "bytes", "configuration": .null, "must_understand": 1]], "data_type": "int8"],
                ["error $.codecs[0].configuration", "error $.codecs[0].must_understand"]
            ),
            (["codecs": [["name": "endian", "configuration": ["endian": "little"]]]], ["warning $.codecs[0]"]),
            (
                [
                    "codecs": [
                        ["name": "bytes", "configuration": ["endian": "little"]],
                        ["name": "frobnicate", "must_understand": false],
                    ]
                ],
                ["warning $.codecs[1]", "warning $.codecs[1]"]
            ),
            (
                ["chunk_key_encoding": ["name": "default", "separator": "."]],
                ["warning $.chunk_key_encoding.separator"]
            ),
            (["fill_value": .number(JSONNumber(7.0))], ["error $.fill_value"]),
            (["data_type": "float32", "fill_value": "0x7fc00000"], ["warning $.fill_value"]),
            (["shape": [4, -1], "fill_value": "x"], ["error $.shape[1]", "error $.fill_value"]),
            (["consolidated_metadata": .null], ["error $.consolidated_metadata"]),
        ] as [(JSONObject, [String])])
    func ofArrays(_ changes: JSONObject, _ expected: [String]) {
        #expect(issues(changes, to: Self.array, "zarr.json") == expected)
    }

    @Test(
        arguments: [
            (["consolidated_metadata": .null], ["warning $.consolidated_metadata"]),
            (["consolidated_metadata": ["kind": "inline", "metadata": [:]]], ["error $.consolidated_metadata"]),
            (
                ["consolidated_metadata": ["kind": "x", "must_understand": false]],
                ["warning $.consolidated_metadata.kind"]
            ),
            (
                [
                    "consolidated_metadata": [
                        "kind": "inline", "must_understand": false,
                        "metadata": ["a/b": ["zarr_format": 3, "node_type": "group", "x": 1]],
                    ]
                ],
                ["error $.consolidated_metadata.metadata[\"a/b\"].x"]
            ),
            (["attributes": ["a": [1, .number(JSONNumber(Double.nan))]]], ["error $.attributes.a[1]"]),
        ] as [(JSONObject, [String])])
    func ofGroups(_ changes: JSONObject, _ expected: [String]) {
        #expect(issues(changes, to: ["zarr_format": 3, "node_type": "group"], "zarr.json") == expected)
    }

    @Test(
        arguments: [
            (["filters": false], ["error $.filters"]),
            (["filters": []], ["warning $.filters"]),
            (["order": .null], ["error $.order"]),
            (["note": 1], ["warning $.note"]),
            (["dtype": "|i4"], ["warning $.dtype"]),
            (["dtype": "<i1"], ["warning $.dtype"]),
            (["dtype": "i4"], ["error $.dtype"]),
            (["compressor": ["id": "zlib", "level": 1, "x": 2]], ["warning $.compressor.x"]),
            (["compressor": ["id": "zlib", "level": 12]], ["error $.compressor.level"]),
            (["chunks": [2, 2]], ["error $.chunks"]),
        ] as [(JSONObject, [String])])
    func ofOldArrays(_ changes: JSONObject, _ expected: [String]) {
        #expect(issues(changes, to: Self.old, ".zarray") == expected)
    }

    @Test func ofOtherOldDocuments() {
        #expect(issues(["x": 1], to: ["zarr_format": 2], ".zgroup") == ["error $.x"])
        let inner: JSONObject = ["zarr_consolidated_format": 1, "metadata": ["a/.zgroup": ["zarr_format": 3], "b": 1]]
        #expect(
            issues([:], to: inner, ".zmetadata")
                == ["error $.metadata[\"a/.zgroup\"].zarr_format", "error $.metadata[\"b\"]"])
        #expect(V2Format().issues(documentName: ".zattrs", bytes: Bytes("null".utf8)).map(\.jsonPath) == ["$"])
        #expect(
            V1Format().issues(documentName: "meta", bytes: Bytes("<p>".utf8)).first?.message.contains("page") == true)
    }
}
