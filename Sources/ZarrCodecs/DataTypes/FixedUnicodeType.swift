public import ZarrBase

/// Text of a fixed capacity in UTF-32, padded with U+0000.
///
/// - Zarr v3 name: `fixed_length_utf32` · Zarr v2: `<U12`
public struct FixedUnicodeType: DataTypeDefinition {
    /// The capacity, in code points of 4 bytes.
    public let length: Int

    /// `fixed_length_utf32`.
    public var name: String { "fixed_length_utf32" }
    /// The capacity, in bytes.
    public var configuration: JSONObject { ["length_bytes": .number(JSONNumber(4 * length))] }
    /// What the list of data types says.
    public var summary: String { "Text of code points of 4 bytes, filled up with NUL" }
    /// Words of 4 bytes.
    public var layout: ElementLayout { .fixed(4 * length, swapUnit: 4) }
    /// `U` and the capacity in code points.
    public var numpyCode: String? { "U" + String(length) }

    /// A JSON string; older Zarr v2 writers left `0` for the empty one.
    public func element(from json: JSONValue, dialect: ScalarDialect) throws(ZarrError) -> [UInt8] {
        var text = json.stringValue
        if text == nil, dialect == .v2, json.intValue == 0 { text = "" }
        guard let text, text.unicodeScalars.count <= length else {
            throw ZarrError(.invalidMetadata, "\(json.serialized()) is not a text of at most \(length) code points")
        }
        var bytes: [UInt8] = []
        bytes.reserveCapacity(4 * length)
        for scalar in text.unicodeScalars { withUnsafeBytes(of: scalar.value) { bytes.append(contentsOf: $0) } }
        return bytes + [UInt8](repeating: 0, count: 4 * length - bytes.count)
    }

    /// The text without its padding.
    public func json(of element: UnsafeRawBufferPointer, dialect: ScalarDialect) -> JSONValue {
        var scalars = String.UnicodeScalarView()
        for place in 0..<element.count / 4 {
            let value = element.loadUnaligned(fromByteOffset: 4 * place, as: UInt32.self)
            scalars.append(Unicode.Scalar(value) ?? "\u{FFFD}")
        }
        while scalars.last == "\0" { scalars.removeLast() }
        return .string(String(scalars))
    }
}

extension DataType {
    /// Text of at most `length` code points.
    public static func fixedUnicode(_ length: Int) -> DataType { DataType(FixedUnicodeType(length: length)) }
}
