public import ZarrBase

/// The `packbits` array-to-bytes codec: so many bits of each element one behind the other, the lowest bit first.
///
/// - Zarr v3 name: `packbits`
/// - Specification: <https://github.com/zarr-developers/zarr-extensions/tree/main/codecs/packbits>
///
/// ## Configuration
/// ```json
/// {"name": "packbits", "configuration": {"padding_encoding": "first_byte", "first_bit": 0, "last_bit": 11}}
/// ```
/// The schema beside the specification calls the fields `start_bit` and `end_bit`, and the places `start_byte` and
/// `end_byte`: both spellings are read. The codec `numcodecs.packbits` is another one, which begins with the highest bit.
public struct PackBitsCodec: ArrayToBytesCodec {
    /// What the list of codecs says.
    public static var summary: String { "Some bits of each element one behind the other" }
    /// As they are written.
    public static var fields: [String] { ["padding_encoding", "first_bit", "last_bit"] }

    /// Where the number of unused bits is stored.
    public enum Padding: String, Sendable, Hashable, CaseIterable {
        /// Nowhere.
        case none
        /// In a byte in front.
        case firstByte = "first_byte"
        /// In a byte behind.
        case lastByte = "last_byte"
    }

    /// Where the number of unused bits is stored.
    public let padding: Padding
    /// The lowest bit that is stored, of each component; nil for the lowest that there is.
    public let firstBit: Int?
    /// The highest bit that is stored, of each component; nil for the highest that there is.
    public let lastBit: Int?

    /// A codec that keeps these bits.
    public init(padding: Padding = .none, firstBit: Int? = nil, lastBit: Int? = nil) {
        self.padding = padding
        self.firstBit = firstBit
        self.lastBit = lastBit
    }

    static func make(_ named: NamedConfiguration) throws(ZarrError) -> PackBitsCodec {
        let reader = named.reader
        return PackBitsCodec(
            padding: try padding(reader), firstBit: try bit(["first_bit", "start_bit"], reader),
            lastBit: try bit(["last_bit", "end_bit"], reader))
    }

    private static func padding(_ reader: ConfigurationReader) throws(ZarrError) -> Padding {
        let text = try reader.string("padding_encoding", default: "none")
        switch text {
        case "none": return .none
        case "first_byte", "start_byte": return .firstByte
        case "last_byte", "end_byte": return .lastByte
        default:
            throw reader.wrong("padding_encoding", .string(text), "\"none\", \"first_byte\" or \"last_byte\"")
        }
    }

    private static func bit(_ spellings: [String], _ reader: ConfigurationReader) throws(ZarrError) -> Int? {
        for field in spellings where reader[field] != nil { return try reader.integer(field, in: 0...63) }
        return nil
    }

    /// With what is not the usual.
    public var v3: NamedConfiguration {
        var configuration: JSONObject = [:]
        if padding != .none { configuration["padding_encoding"] = .string(padding.rawValue) }
        if let firstBit { configuration["first_bit"] = .number(JSONNumber(firstBit)) }
        if let lastBit { configuration["last_bit"] = .number(JSONNumber(lastBit)) }
        return NamedConfiguration("packbits", configuration)
    }
    /// Zarr v2 has another codec of this name.
    public var v2: JSONObject? { nil }

    /// - Throws: ``ZarrError/Code/unsupported`` for types without bits of their own, ``ZarrError/Code/invalidMetadata`` for
    ///   bits that the type does not have.
    public func bind(_ decoded: ChunkRepresentation) throws(ZarrError) -> any BoundArrayToBytesCodec {
        guard let element = PackedElement(decoded.dataType) else {
            throw ZarrError(
                .unsupported, "packbits does not hold elements of type \(decoded.dataType)", hint: "use \"bytes\"")
        }
        let first = firstBit ?? 0
        let last = lastBit ?? element.bits - 1
        guard first <= last, last < element.bits else {
            throw ZarrError(
                .invalidMetadata,
                "bits \(first) to \(last) of \(decoded.dataType), whose components have \(element.bits)"
            ).at(jsonPath: "configuration.\(first <= last ? "last_bit" : "first_bit")")
        }
        return try BoundPackBits(decoded, element, first: first, count: last - first + 1, padding: padding)
    }
}

/// What an element is to `packbits`.
struct PackedElement {
    /// The bits of a component, and the bytes that it takes in memory.
    let bits: Int
    let byteCount: Int
    /// Whether the highest bit is repeated in what lies above it.
    let isSigned: Bool

    /// Nil for types that the codec does not hold.
    init?(_ dataType: DataType) {
        guard !dataType.isVariableLength else { return nil }
        let components = dataType.name.hasPrefix("complex") ? 2 : 1
        let byteCount = dataType.byteCount / components
        guard let bits = Self.bits(of: dataType.name, byteCount), bits <= 8 * byteCount,
            [1, 2, 4, 8].contains(byteCount)
        else { return nil }
        self.bits = bits
        self.byteCount = byteCount
        isSigned = dataType.name.hasPrefix("int") || dataType.name.hasPrefix("numpy.")
    }

    private static func bits(of name: String, _ byteCount: Int) -> Int? {
        var name = name[...]
        if name.hasPrefix("complex_") { name = name.dropFirst("complex_".count) }
        switch name {
        case "bool": return 1
        case "int2", "uint2": return 2
        case "int4", "uint4", "float4_e2m1fn": return 4
        case "float6_e2m3fn", "float6_e3m2fn": return 6
        case "numpy.datetime64", "numpy.timedelta64", "complex64", "complex128": return 8 * byteCount
        default:
            let isWhole = ["int", "uint", "float", "bfloat"].contains { name.hasPrefix($0) }
            return isWhole ? 8 * byteCount : nil
        }
    }
}
