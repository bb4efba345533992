public import ZarrBase

/// The `fixedscaleoffset` array-to-array codec of numcodecs: `(x - offset) * scale`, rounded and stored as another type.
///
/// - Zarr v3 name: `numcodecs.fixedscaleoffset` · Zarr v2 id: `fixedscaleoffset`
/// - Specification: <https://numcodecs.readthedocs.io/en/stable/filter/fixedscaleoffset.html>
///
/// ## Configuration
/// ```json
/// {"name": "numcodecs.fixedscaleoffset",
///  "configuration": {"offset": 1000, "scale": 10, "dtype": "<f8", "astype": "|u1"}}
/// ```
/// `astype`, the type of what is stored, is `dtype` where it is missing, and that the type of the array. Ties are rounded to
/// even; what does not fit `astype` is lost.
public struct FixedScaleOffsetCodec: NumericFilter {
    /// What the list of codecs says.
    public static var summary: String { "Numbers less an offset, times a scale, rounded to another type" }
    /// As they are written.
    public static var fields: [String] { ["offset", "scale", "dtype", "astype"] }

    /// What is subtracted.
    public let offset: JSONNumber
    /// What is multiplied by.
    public let scale: JSONNumber
    /// The type of the elements, as a NumPy type string; nil for that of the array.
    public let dtype: String?
    /// The type of what is stored, as a NumPy type string; nil for that of the elements.
    public let astype: String?

    /// A codec for elements and stored numbers of these types.
    public init(offset: JSONNumber, scale: JSONNumber, dtype: String? = nil, astype: String? = nil) {
        self.offset = offset
        self.scale = scale
        self.dtype = dtype
        self.astype = astype
    }

    static func make(_ named: NamedConfiguration) throws(ZarrError) -> FixedScaleOffsetCodec {
        FixedScaleOffsetCodec(
            offset: try named.reader.number("offset"), scale: try named.reader.number("scale"),
            dtype: try named.reader.text("dtype"), astype: try named.reader.text("astype"))
    }

    /// With the types that are stated.
    public var v3: NamedConfiguration { NamedConfiguration("numcodecs.fixedscaleoffset", configuration) }
    /// With the types that are stated.
    public var v2: JSONObject? { configuration.withID("fixedscaleoffset") }

    private var configuration: JSONObject {
        var object: JSONObject = ["offset": .number(offset), "scale": .number(scale)]
        object["dtype"] = dtype.map { .string($0) }
        object["astype"] = astype.map { .string($0) }
        return object
    }

    package var elementText: String? { dtype }
    package var storedText: String? { astype }
    package func stating(_ element: String, _ stored: String) -> FixedScaleOffsetCodec {
        FixedScaleOffsetCodec(offset: offset, scale: scale, dtype: element, astype: stored)
    }

    /// - Throws: ``ZarrError/Code/unsupported`` where a type holds no integers or floats.
    public func bind(_ decoded: ChunkRepresentation) throws(ZarrError) -> any BoundArrayToArrayCodec {
        let types = try bound(decoded)
        let element = try NumberType.computable(types.element, field: "dtype")
        let stored = try NumberType.computable(types.stored, field: "astype")
        // NumPy 2: a number of Python takes the type of the array, but integers become doubles beside a Python float. An
        // integer that the type does not hold is an error there, and widens the type in NumPy 1.
        var encoding = NumberSteps(element)
        encoding.convert(element.beside(offset))
        try encoding.apply(.subtract, offset.scalar)
        encoding.convert(encoding.to.beside(scale))
        try encoding.apply(.multiply, scale.scalar)
        try encoding.apply(.round)
        encoding.convert(stored)
        var decoding = NumberSteps(stored)
        if stored.isInteger { decoding.convert(.float64) }
        try decoding.apply(.divide, scale.scalar)
        try decoding.apply(.add, offset.scalar)
        decoding.convert(element)
        return try BoundNumberSteps(decoded, stored: types.stored, encoding: encoding, decoding: decoding)
    }
}

extension NumberType {
    /// The numbers of a type that a configuration states.
    static func computable(_ dataType: DataType, field: String) throws(ZarrError) -> NumberType {
        guard let type = NumberType(dataType), type.number is any ArithmeticNumber.Type else {
            throw ZarrError(.unsupported, "\(dataType) is not an integer or a float that is computed with")
                .at(jsonPath: "configuration." + field)
        }
        return type
    }

    /// The type in which numbers of this one are computed with a number of Python.
    fileprivate func beside(_ number: JSONNumber) -> NumberType {
        guard isInteger else { return self }
        guard case .integer(let integer) = number.scalar else { return .float64 }
        let isHeld =
            switch self {
            case .int8: Int8(exactly: integer) != nil
            case .int16: Int16(exactly: integer) != nil
            case .int32: Int32(exactly: integer) != nil
            case .uint8: UInt8(exactly: integer) != nil
            case .uint16: UInt16(exactly: integer) != nil
            case .uint32: UInt32(exactly: integer) != nil
            default: true
            }
        return isHeld ? self : .int64
    }
}

extension JSONNumber {
    /// The number as Python reads it: an integer where it is written without a point and an exponent.
    var scalar: NumberScalar {
        if literal.utf8.allSatisfy({ $0 != UInt8(ascii: ".") && $0 | 0x20 != UInt8(ascii: "e") }) {
            if let integer = int64 { return .integer(integer) }
            if let integer = uint64 { return .integer(Int64(bitPattern: integer)) }
        }
        return .real(double)
    }
}

extension ConfigurationReader {
    /// A finite number.
    func number(_ field: String) throws(ZarrError) -> JSONNumber {
        guard let value = self[field] else { throw missing(field) }
        guard case .number(let number) = value, number.double.isFinite else { throw wrong(field, value, "a number") }
        return number
    }

    /// A string, nil where the field is missing.
    func text(_ field: String) throws(ZarrError) -> String? {
        guard self[field] != nil else { return nil }
        return try string(field)
    }
}
