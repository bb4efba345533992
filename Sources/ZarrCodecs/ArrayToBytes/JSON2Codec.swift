public import ZarrBase

/// The `json2` codec of numcodecs: a chunk of objects as one JSON document, with its shape.
///
/// - Zarr v3 name: `numcodecs.json2` · Zarr v2 id: `json2`, an object codec in `filters`; `json`, without the shape
/// - Specification: <https://numcodecs.readthedocs.io/en/stable/other/json.html>
///
/// ## Configuration
/// ```json
/// {"id": "json2", "encoding": "utf-8", "ensure_ascii": true, "sort_keys": true, "allow_nan": true, "strict": true}
/// ```
/// What is written is compact; of the fields `ensure_ascii` is heeded. All of them survive.
public struct JSON2Codec: ObjectCodec {
    /// What the list of codecs says.
    public static var summary: String { "Objects as one JSON document" }
    /// As they are written.
    public static var fields: [String] {
        [
            "encoding", "skipkeys", "ensure_ascii", "check_circular", "allow_nan", "indent", "separators", "sort_keys",
            "strict",
        ]
    }

    /// The fields, as the document had them.
    public let configuration: JSONObject
    /// Whether the shape is missing, as before numcodecs 0.6.
    public let isLegacy: Bool

    /// As numcodecs has it when nothing is chosen.
    public init() {
        self.init(
            configuration: [
                "encoding": "utf-8", "skipkeys": false, "ensure_ascii": true, "check_circular": true, "allow_nan": true,
                "indent": .null, "separators": [",", ":"], "sort_keys": true, "strict": true,
            ], isLegacy: false)
    }

    private init(configuration: JSONObject, isLegacy: Bool) {
        self.configuration = configuration
        self.isLegacy = isLegacy
    }

    static func make(_ named: NamedConfiguration) throws(ZarrError) -> JSON2Codec {
        let encoding = try named.reader.string("encoding", default: "utf-8")
        guard ["utf-8", "utf8", "ascii", "us-ascii"].contains(encoding.lowercased()) else {
            throw ZarrError(.unsupported, "the text encoding \"\(encoding)\" is not known", hint: "utf-8 is")
                .at(jsonPath: "configuration.encoding")
        }
        return JSON2Codec(
            configuration: named.configuration, isLegacy: ["json", "numcodecs.json"].contains(named.name))
    }

    private var id: String { isLegacy ? "json" : "json2" }

    /// With all fields.
    public var v3: NamedConfiguration { NamedConfiguration("numcodecs." + id, configuration) }
    /// With all fields.
    public var v2: JSONObject? {
        var object = configuration
        object["id"] = .string(id)
        return object
    }

    /// `object`.
    public func objectType() throws(ZarrError) -> DataType { .object }
    /// Yes.
    public var carriesShape: Bool { true }

    /// - Throws: ``ZarrError/Code/invalidMetadata`` where the elements are no objects.
    public func bind(_ decoded: ChunkRepresentation) throws(ZarrError) -> any BoundArrayToBytesCodec {
        try BoundObjects(decoded, self)
    }
}

extension JSON2Codec: ObjectForm {
    func objects(in document: Bytes, shape: [Int], limit: Int) throws(ZarrError) -> [JSONValue] {
        let value: JSONValue
        do {
            value = try JSONValue.parse(document)
        } catch {
            throw error.code == .limitExceeded ? error : ZarrError(.corruptData, error.message)
        }
        return try NestedObjects.flattened(value, shape: shape, hasShape: !isLegacy)
    }

    func document(of objects: [JSONValue], shape: [Int]) throws(ZarrError) -> [UInt8] {
        let document = NestedObjects.nested(objects, shape: shape, hasShape: !isLegacy)
        guard configuration["ensure_ascii"]?.boolValue ?? true else { return document.serializedBytes().array }
        return Self.escapingAll(document.serialized())
    }

    /// Outside of ASCII there is only what stands in strings.
    private static func escapingAll(_ text: String) -> [UInt8] {
        var output: [UInt8] = []
        output.reserveCapacity(text.utf8.count)
        for scalar in text.unicodeScalars {
            if scalar.isASCII {
                output.append(UInt8(truncatingIfNeeded: scalar.value))
                continue
            }
            for unit in Character(scalar).utf16 {
                let digits = String(unit, radix: 16)
                output += "\\u".utf8
                output += String(repeating: "0", count: 4 - digits.utf8.count).utf8
                output += digits.utf8
            }
        }
        return output
    }
}
