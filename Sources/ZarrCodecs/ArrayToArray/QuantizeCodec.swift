public import ZarrBase

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Android)
    import Android
#elseif canImport(Darwin)
    import Darwin
#endif

/// The `quantize` array-to-array codec of numcodecs: floats rounded to a number of decimal digits.
///
/// - Zarr v3 name: `numcodecs.quantize` · Zarr v2 id: `quantize`
/// - Specification: <https://numcodecs.readthedocs.io/en/stable/filter/quantize.html>
///
/// ## Configuration
/// ```json
/// {"name": "numcodecs.quantize", "configuration": {"digits": 2, "dtype": "<f8", "astype": "<f4"}}
/// ```
/// Numbers are rounded to the multiple of a power of two that keeps the digits. `astype`, the type of what is stored, is
/// `dtype` where it is missing, and that the type of the array.
public struct QuantizeCodec: NumericFilter {
    /// What the list of codecs says.
    public static var summary: String { "Floats rounded to a number of decimal digits" }
    /// As they are written.
    public static var fields: [String] { ["digits", "dtype", "astype"] }

    /// The decimal digits behind the point that are kept.
    public let digits: Int
    /// The type of the elements, as a NumPy type string; nil for that of the array.
    public let dtype: String?
    /// The type of what is stored, as a NumPy type string; nil for that of the elements.
    public let astype: String?

    /// A codec for elements and stored numbers of these types.
    public init(digits: Int, dtype: String? = nil, astype: String? = nil) {
        self.digits = digits
        self.dtype = dtype
        self.astype = astype
    }

    static func make(_ named: NamedConfiguration) throws(ZarrError) -> QuantizeCodec {
        // Beyond these, powers of ten are no doubles, and Python fails.
        QuantizeCodec(
            digits: try named.reader.integer("digits", in: -300...300), dtype: try named.reader.text("dtype"),
            astype: try named.reader.text("astype"))
    }

    /// With the types that are stated.
    public var v3: NamedConfiguration { NamedConfiguration("numcodecs.quantize", configuration) }
    /// With the types that are stated.
    public var v2: JSONObject? { configuration.withID("quantize") }

    private var configuration: JSONObject {
        var object: JSONObject = ["digits": .number(JSONNumber(digits))]
        object["dtype"] = dtype.map { .string($0) }
        object["astype"] = astype.map { .string($0) }
        return object
    }

    package var elementText: String? { dtype }
    package var storedText: String? { astype }
    package func stating(_ element: String, _ stored: String) -> QuantizeCodec {
        QuantizeCodec(digits: digits, dtype: element, astype: stored)
    }

    /// - Throws: ``ZarrError/Code/unsupported`` where a type holds no floats.
    public func bind(_ decoded: ChunkRepresentation) throws(ZarrError) -> any BoundArrayToArrayCodec {
        let types = try bound(decoded)
        let element = try Self.real(types.element, field: "dtype")
        let stored = try Self.real(types.stored, field: "astype")
        var encoding = NumberSteps(element)
        try encoding.apply(.multiply, .real(unit))
        try encoding.apply(.round)
        try encoding.apply(.divide, .real(unit))
        encoding.convert(stored)
        var decoding = NumberSteps(stored)
        decoding.convert(element)
        return try BoundNumberSteps(decoded, stored: types.stored, encoding: encoding, decoding: decoding)
    }

    /// The power of two that is multiplied by before rounding, by the same steps as in numcodecs.
    private var unit: Double {
        let exponent = log10(pow(10, -Double(digits)))
        let whole = exponent < 0 ? exponent.rounded(.down) : exponent.rounded(.up)
        return pow(2, log2(pow(10, -whole)).rounded(.up))
    }

    private static func real(_ dataType: DataType, field: String) throws(ZarrError) -> NumberType {
        let type = try NumberType.computable(dataType, field: field)
        guard type.isReal else {
            throw ZarrError(.unsupported, "\(dataType) is not a type of floats, which alone are rounded to digits")
                .at(jsonPath: "configuration." + field)
        }
        return type
    }
}
