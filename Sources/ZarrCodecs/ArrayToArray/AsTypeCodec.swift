public import ZarrBase

/// The `astype` array-to-array codec of numcodecs: stores numbers as another type.
///
/// - Zarr v3 name: `numcodecs.astype` · Zarr v2 id: `astype`
/// - Specification: <https://numcodecs.readthedocs.io/en/stable/filter/astype.html>
///
/// ## Configuration
/// ```json
/// {"name": "numcodecs.astype", "configuration": {"encode_dtype": "<f4", "decode_dtype": "<f8"}}
/// ```
/// `decode_dtype` is the type of the array where it is missing. Numbers are converted as NumPy does it: nothing is an error.
public struct AsTypeCodec: NumericFilter {
    /// What the list of codecs says.
    public static var summary: String { "Numbers stored as another type, as NumPy converts them" }
    /// As they are written.
    public static var fields: [String] { ["encode_dtype", "decode_dtype"] }

    /// The type of what is stored, as a NumPy type string.
    public let encodeDtype: String
    /// The type of the elements, as a NumPy type string; nil for that of the array.
    public let decodeDtype: String?

    /// A codec for elements and stored numbers of these types.
    public init(encodeDtype: String, decodeDtype: String? = nil) {
        self.encodeDtype = encodeDtype
        self.decodeDtype = decodeDtype
    }

    static func make(_ named: NamedConfiguration) throws(ZarrError) -> AsTypeCodec {
        AsTypeCodec(
            encodeDtype: try named.reader.string("encode_dtype"), decodeDtype: try named.reader.text("decode_dtype"))
    }

    /// With the types that are stated.
    public var v3: NamedConfiguration { NamedConfiguration("numcodecs.astype", configuration) }
    /// With the types that are stated.
    public var v2: JSONObject? { configuration.withID("astype") }

    private var configuration: JSONObject {
        var object: JSONObject = ["encode_dtype": .string(encodeDtype)]
        object["decode_dtype"] = decodeDtype.map { .string($0) }
        return object
    }

    package static var elementField: String { "decode_dtype" }
    package static var storedField: String { "encode_dtype" }
    package var elementText: String? { decodeDtype }
    package var storedText: String? { encodeDtype }
    package func stating(_ element: String, _ stored: String) -> AsTypeCodec {
        AsTypeCodec(encodeDtype: stored, decodeDtype: element)
    }

    /// - Throws: ``ZarrError/Code/unsupported`` where a type holds no numbers.
    public func bind(_ decoded: ChunkRepresentation) throws(ZarrError) -> any BoundArrayToArrayCodec {
        let types = try bound(decoded)
        let element = try Self.number(types.element, field: Self.elementField)
        let stored = try Self.number(types.stored, field: Self.storedField)
        var encoding = NumberSteps(element)
        encoding.convert(stored)
        var decoding = NumberSteps(stored)
        decoding.convert(element)
        return try BoundNumberSteps(decoded, stored: types.stored, encoding: encoding, decoding: decoding)
    }

    private static func number(_ dataType: DataType, field: String) throws(ZarrError) -> NumberType {
        do { return try NumberType.known(dataType) } catch { throw error.at(jsonPath: "configuration." + field) }
    }
}
