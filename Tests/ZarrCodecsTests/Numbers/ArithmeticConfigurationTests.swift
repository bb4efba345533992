import Testing
import ZarrBase
import ZarrCodecs

/// Configurations that must be refused, each with the name of its field.
@Suite struct ArithmeticConfigurationTests {
    struct Bad: Sendable, CustomTestStringConvertible {
        let codec: String
        let dataType: String
        let path: String
        var fill = "0"

        init(_ codec: String, of dataType: String = "float32", _ path: String, fill: String = "0") {
            self.codec = codec
            self.dataType = dataType
            self.path = path
            self.fill = fill
        }

        var testDescription: String { codec + " of " + dataType }
    }

    private static func cast(_ configuration: String) -> String {
        #"{"name": "cast_value", "configuration": "# + configuration + "}"
    }
    private static func scale(_ configuration: String) -> String {
        #"{"name": "scale_offset", "configuration": "# + configuration + "}"
    }
    private static func numcodecs(_ name: String, _ configuration: String) -> String {
        #"{"name": "numcodecs."# + name + #"", "configuration": "# + configuration + "}"
    }

    static let bad: [Bad] = [
        Bad(scale(#"{"offset": 1, "scale": 2, "astype": "uint8"}"#), "configuration.astype"),
        Bad(scale(#"{"offset": "one"}"#), "configuration.offset"),
        Bad(scale(#"{"offset": 0.5}"#), of: "int16", "configuration.offset"),
        Bad(scale(#"{"offset": -1}"#), of: "uint8", "configuration.offset"),
        Bad(scale(#"{"scale": null}"#), "configuration.scale"),
        Bad(scale(#"{"scale": 0}"#), "configuration.scale"),
        Bad(scale(#"{"scale": -0.0}"#), "configuration.scale"),
        Bad(scale(#"{"scale": 0}"#), of: "int32", "configuration.scale"),
        Bad(scale(#"{"scale": 300}"#), of: "uint8", "configuration.scale"),
        Bad(cast(#"{}"#), "configuration.data_type"),
        Bad(cast(#"{"data_type": "int24"}"#), "configuration.data_type"),
        Bad(cast(#"{"data_type": "string"}"#), "configuration.data_type"),
        Bad(cast(#"{"data_type": "bool"}"#), "configuration.data_type"),
        Bad(cast(#"{"data_type": "complex64"}"#), "configuration.data_type"),
        Bad(cast(#"{"data_type": "int8", "rounding": "up"}"#), "configuration.rounding"),
        Bad(cast(#"{"data_type": "int8", "out_of_range": "error"}"#), "configuration.out_of_range"),
        Bad(cast(#"{"data_type": "float16", "out_of_range": "wrap"}"#), "configuration.out_of_range"),
        Bad(cast(#"{"data_type": "int8", "clip": true}"#), "configuration.clip"),
        Bad(cast(#"{"data_type": "int8", "scalar_map": []}"#), "configuration.scalar_map"),
        Bad(cast(#"{"data_type": "int8", "scalar_map": {"both": []}}"#), "configuration.scalar_map"),
        Bad(cast(#"{"data_type": "int8", "scalar_map": {"encode": 1}}"#), "configuration.scalar_map.encode"),
        Bad(cast(#"{"data_type": "int8", "scalar_map": {"encode": [[1]]}}"#), "configuration.scalar_map.encode"),
        Bad(
            cast(#"{"data_type": "int8", "scalar_map": {"encode": [["NaN", 300]]}}"#),
            "configuration.scalar_map.encode[0]"),
        Bad(
            cast(#"{"data_type": "int8", "scalar_map": {"decode": [[1, "NaN"], ["NaN", 1]]}}"#),
            "configuration.scalar_map.decode[1]"),
        Bad(#"{"name": "bitround"}"#, "configuration.keepbits"),
        Bad(#"{"name": "bitround", "configuration": {"keepbits": -1}}"#, "configuration.keepbits"),
        Bad(#"{"name": "bitround", "configuration": {"keepbits": 2.5}}"#, "configuration.keepbits"),
        Bad(numcodecs("fixedscaleoffset", #"{"scale": 1}"#), "configuration.offset"),
        Bad(numcodecs("fixedscaleoffset", #"{"offset": 1}"#), "configuration.scale"),
        Bad(numcodecs("fixedscaleoffset", #"{"offset": "1", "scale": 1}"#), "configuration.offset"),
        Bad(numcodecs("fixedscaleoffset", #"{"offset": NaN, "scale": 1}"#), "configuration.offset"),
        Bad(numcodecs("fixedscaleoffset", #"{"offset": 1, "scale": 1, "dtype": 4}"#), "configuration.dtype"),
        Bad(numcodecs("fixedscaleoffset", #"{"offset": 1, "scale": 1, "dtype": "<f8"}"#), "configuration.dtype"),
        Bad(numcodecs("fixedscaleoffset", #"{"offset": 1, "scale": 1, "astype": "<c8"}"#), "configuration.astype"),
        Bad(numcodecs("fixedscaleoffset", #"{"offset": 1, "scale": 1, "astype": "<x8"}"#), "configuration.astype"),
        Bad(numcodecs("quantize", #"{"dtype": "<f4"}"#), "configuration.digits"),
        Bad(numcodecs("quantize", #"{"digits": 1000}"#), "configuration.digits"),
        Bad(numcodecs("quantize", #"{"digits": 1, "astype": "<i4"}"#), "configuration.astype"),
        Bad(numcodecs("quantize", #"{"digits": 1}"#), of: "int32", "configuration.dtype"),
        Bad(numcodecs("astype", #"{"decode_dtype": "<f4"}"#), "configuration.encode_dtype"),
        Bad(numcodecs("astype", #"{"encode_dtype": "|S4"}"#), "configuration.encode_dtype"),
        Bad(numcodecs("astype", #"{"encode_dtype": "<f8", "decode_dtype": "<f8"}"#), "configuration.decode_dtype"),
        Bad(numcodecs("packbits", "{}"), "configuration.dtype"),
    ]

    private func bind(_ bad: Bad) throws -> any BoundArrayToArrayCodec {
        let codec = try CodecCatalog.standard.codec(v3: NamedConfiguration(JSONValue.parse(bad.codec)))
        let array = try #require(codec as? any ArrayToArrayCodec)
        let dataType = try DataTypeCatalog.standard.dataType(NamedConfiguration(bad.dataType))
        return try array.bind(
            ChunkRepresentation(
                shape: [4], dataType: dataType,
                fillValue: dataType.fillValue(from: JSONValue.parse(bad.fill), dialect: .v3)))
    }

    @Test(arguments: bad)
    func theFieldIsNamed(_ bad: Bad) {
        #expect { try bind(bad) } throws: { error in
            let error = error as? ZarrError
            return error?.jsonPath == bad.path && [.invalidMetadata, .unsupported].contains(error?.code)
        }
    }

    /// A fill value that is not stored, or does not come back, is an error when the array is opened.
    @Test(arguments: [
        Bad(scale(#"{"offset": 10}"#), of: "uint8", ""), Bad(scale(#"{"scale": 2}"#), of: "int8", "", fill: "100"),
        Bad(cast(#"{"data_type": "int8"}"#), "", fill: "0.5"),
        Bad(cast(#"{"data_type": "int8"}"#), "", fill: #""NaN""#),
        Bad(cast(#"{"data_type": "uint8", "out_of_range": "clamp"}"#), of: "int16", "", fill: "-1"),
        Bad(
            cast(#"{"data_type": "int8", "scalar_map": {"encode": [["NaN", 0]]}}"#), "", fill: #""NaN""#),
    ])
    func theFillValueMustComeBack(_ bad: Bad) {
        #expect { try bind(bad) } throws: { error in
            let error = error as? ZarrError
            return error?.code == .invalidMetadata && error?.message.contains("fill value") == true
        }
    }

    @Test(arguments: ["string", "complex64"])
    func otherElementsAreNotComputedWith(_ dataType: String) {
        let fill = dataType == "string" ? #""""# : "[0, 0]"
        for codec in [Self.scale("{}"), Self.cast(#"{"data_type": "int8"}"#)] {
            #expect(throws: ZarrError.self) { try bind(Bad(codec, of: dataType, "", fill: fill)) }
        }
    }
}
