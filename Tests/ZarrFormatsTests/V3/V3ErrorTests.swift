import Testing
import ZarrBase
import ZarrFormats

@Suite struct V3ErrorTests {
    static let defects: [Defect] = [
        Defect("zarr_format", nil, .invalidMetadata, at: "$.zarr_format", "\"zarr_format\" is missing"),
        Defect("zarr_format", 4, .unsupported, at: "$.zarr_format", "is 4, not 3"),
        Defect(
            "zarr_format", "https://purl.org/zarr/spec/protocol/core/3.0", .unsupported, at: "$.zarr_format",
            "experimental version 3 of zarr-python"),
        Defect("node_type", nil, .invalidMetadata, at: "$.node_type", "is missing"),
        Defect("node_type", "dataset", .invalidMetadata, at: "$.node_type", "\"dataset\", not \"array\" or \"group\""),
        Defect("shape", nil, .invalidMetadata, at: "$.shape", "is missing"),
        Defect("shape", 4, .invalidMetadata, at: "$.shape", "shape is 4, not a list"),
        Defect("shape", [4, -1], .invalidMetadata, at: "$.shape[1]", "is -1, not a non-negative integer"),
        Defect("shape", [4, 1.5], .invalidMetadata, at: "$.shape[1]", "is 1.5, not"),
        Defect("shape", [4, "6"], .invalidMetadata, at: "$.shape[1]", "is \"6\", not"),
        Defect(
            "shape", [4, .number(JSONNumber(UInt64.max))], .invalidMetadata, at: "$.shape[1]", "18446744073709551615"),
        Defect(
            "shape", .array([JSONValue](repeating: 1, count: 1025)), .limitExceeded, at: "$.shape", "1025 axes"),
        Defect("data_type", nil, .invalidMetadata, at: "$.data_type", "is missing"),
        Defect("data_type", "float31", .unsupported, at: "$.data_type", "the data type \"float31\" is not known"),
        Defect("data_type", 5, .invalidMetadata, at: "$.data_type", "an extension"),
        Defect(
            "data_type", ["name": "fixed_length_utf32", "configuration": [:]], .invalidMetadata,
            at: "$.data_type.configuration.length_bytes", "lacks the field length_bytes"),
        Defect("chunk_grid", nil, .invalidMetadata, at: "$.chunk_grid", "is missing"),
        Defect(
            "chunk_grid/name", "voronoi", .unsupported, at: "$.chunk_grid", "the chunk grid \"voronoi\" is not known"),
        Defect(
            "chunk_grid/name", "zarrs.regular_bounded", .unsupported, at: "$.chunk_grid",
            "the chunk grid \"zarrs.regular_bounded\" is not known"),
        Defect(
            "chunk_grid", "regular", .invalidMetadata, at: "$.chunk_grid.configuration.chunk_shape",
            "lacks the field chunk_shape"),
        Defect(
            "chunk_grid/configuration/chunk_shape", nil, .invalidMetadata, at: "$.chunk_grid.configuration.chunk_shape",
            "lacks the field chunk_shape"),
        Defect(
            "chunk_grid/configuration/chunk_shape", [2], .invalidMetadata, at: "$.chunk_grid.configuration.chunk_shape",
            "the ranks differ"),
        Defect(
            "chunk_grid/configuration/chunk_shape", [2, 0], .invalidMetadata,
            at: "$.chunk_grid.configuration.chunk_shape", "axis 1 has a chunk extent of 0"),
        Defect("chunk_key_encoding", nil, .invalidMetadata, at: "$.chunk_key_encoding", "is missing"),
        Defect(
            "chunk_key_encoding", "hilbert", .unsupported, at: "$.chunk_key_encoding",
            "the chunk key encoding \"hilbert\" is not known"),
        Defect(
            "chunk_key_encoding/name", "zarrs.default_suffix", .unsupported, at: "$.chunk_key_encoding",
            "the chunk key encoding \"zarrs.default_suffix\" is not known"),
        Defect(
            "chunk_key_encoding", ["name": "v2", "separator": "x"], .invalidMetadata,
            at: "$.chunk_key_encoding.configuration.separator", "separator of \"v2\" is \"x\""),
        Defect(
            "chunk_key_encoding/configuration/separator", "-", .invalidMetadata,
            at: "$.chunk_key_encoding.configuration.separator", "separator of \"default\" is \"-\""),
        Defect("fill_value", nil, .invalidMetadata, at: "$.fill_value", "is missing"),
        Defect("fill_value", .null, .invalidMetadata, at: "$.fill_value", "null is not a number of type uint8"),
        Defect("fill_value", 256, .invalidMetadata, at: "$.fill_value", "256 is not a number of type uint8"),
        Defect("codecs", nil, .invalidMetadata, at: "$.codecs", "is missing"),
        Defect("codecs", ["bytes": true], .invalidMetadata, at: "$.codecs", "not a list"),
        Defect("codecs", [], .invalidMetadata, at: "$.codecs", "no codec turns the array into bytes"),
        Defect("codecs", ["bytes", "brotli"], .unsupported, at: "$.codecs[1]", "the codec \"brotli\" is not known"),
        Defect(
            "codecs", ["bytes", ["name": "gzip", "configuration": ["level": 11]]], .invalidMetadata,
            at: "$.codecs[1].configuration.level", "level of \"gzip\" is 11"),
        Defect("codecs", ["bytes", "bytes"], .invalidMetadata, at: "$.codecs[1]", "needs an array"),
        Defect("codecs", ["bytes", ["nom": "gzip"]], .invalidMetadata, at: "$.codecs[1]", "an extension"),
        Defect(
            "codecs",
            [
                [
                    "name": "sharding_indexed",
                    "configuration": [
                        "chunk_shape": [1, 1], "codecs": ["bytes", "brotli"], "index_codecs": ["bytes"],
                    ],
                ]
            ], .unsupported, at: "$.codecs[0].configuration.codecs[1]", "\"brotli\""),
        Defect("attributes", [1], .invalidMetadata, at: "$.attributes", "[1], not an object"),
        Defect("dimension_names", ["x"], .invalidMetadata, at: "$.dimension_names", "a list of 2 names"),
        Defect("dimension_names", "xy", .invalidMetadata, at: "$.dimension_names", "a list of 2 names"),
        Defect("dimension_names", ["x", 2], .invalidMetadata, at: "$.dimension_names[1]", "is 2, not a name or null"),
        Defect("storage_transformers", "cache", .invalidMetadata, at: "$.storage_transformers", "not a list"),
        Defect(
            "storage_transformers", [["name": "cache"]], .unsupported, at: "$.storage_transformers[0]",
            "the storage transformer \"cache\" is not known"),
        Defect("storage_transformers", [5], .invalidMetadata, at: "$.storage_transformers[0]", "an extension"),
        Defect("zeta", 1, .unsupported, at: "$.zeta", "the field \"zeta\" is not known"),
        Defect("zeta", ["x": 1], .unsupported, at: "$.zeta", "must be understood"),
        Defect("zeta", ["must_understand": true], .unsupported, at: "$.zeta", "must be understood"),
        Defect("zeta", ["must_understand": "false"], .unsupported, at: "$.zeta", "must be understood"),
        Defect("a \"b\"", 1, .unsupported, at: #"$["a \"b\""]"#, "is not known"),
    ]

    @Test(arguments: defects)
    func defectsAreNamed(defect: Defect) throws {
        let text = try replacing(PythonThree.bytes, at: defect.path, by: defect.value)
        defect.check { try V3Format().array(text) }
    }

    @Test(arguments: [
        Defect("attributes", "x", .invalidMetadata, at: "$.attributes", "not an object"),
        Defect("zeta", .null, .unsupported, at: "$.zeta", "the field \"zeta\" is not known"),
    ])
    func defectsOfGroupsAreNamed(defect: Defect) throws {
        let text = try replacing(PythonThree.group, at: defect.path, by: defect.value)
        defect.check { try V3Format().group(text) }
    }

    /// What only shows when the codecs meet the chunk.
    @Test(arguments: [
        Defect(
            "codecs", [["name": "transpose", "configuration": ["order": [0, 0]]], "bytes"], .invalidMetadata,
            at: "$.codecs[0].configuration.order", "not a permutation"),
        Defect(
            "data_type", "int16", .invalidMetadata, at: "$.codecs[0].configuration.endian", "no byte order is given"),
        Defect(
            "chunk_grid/configuration/chunk_shape", [4_611_686_018_427_387_904, 3], .limitExceeded,
            at: "$.chunk_grid.configuration.chunk_shape", "does not fit Int"),
        Defect(
            "codecs",
            [
                [
                    "name": "sharding_indexed",
                    "configuration": ["chunk_shape": [2, 2], "codecs": ["bytes"], "index_codecs": ["bytes"]],
                ]
            ], .invalidMetadata, at: "$.codecs[0].configuration.chunk_shape", "do not tile"),
        Defect(
            "codecs",
            [
                [
                    "name": "sharding_indexed",
                    "configuration": ["chunk_shape": [1, 3], "codecs": ["bytes"], "index_codecs": ["bytes"]],
                ]
            ], .invalidMetadata, at: "$.codecs[0].configuration.index_codecs[0].configuration.endian", "no byte order"),
        Defect(
            "codecs",
            [
                [
                    "name": "sharding_indexed",
                    "configuration": [
                        "chunk_shape": [1, 3],
                        "codecs": [["name": "transpose", "configuration": ["order": [1]]], "bytes"],
                        "index_codecs": [["name": "bytes", "configuration": ["endian": "big"]]],
                    ],
                ]
            ], .invalidMetadata, at: "$.codecs[0].configuration.codecs[0].configuration.order", "not a permutation"),
    ])
    func misfitsAreNamed(defect: Defect) throws {
        let array = try V3Format().array(try replacing(PythonThree.bytes, at: defect.path, by: defect.value))
        defect.check { try array.pipeline() }
    }

    @Test(arguments: ["", "[]", "null", "<!DOCTYPE html><html></html>", "{\"zarr_format\": 3", "\u{feff}"])
    func whatIsNoObjectIsRefused(text: String) {
        #expect { try V3Format().node(documentName: "zarr.json", bytes: Bytes(text.utf8)) } throws: { error in
            (error as? ZarrError)?.code == .invalidMetadata
        }
    }
}
