public import ZarrBase

/// Text of any length.
///
/// - Zarr v3 name: `string` · Zarr v2: `|O` with the filter `vlen-utf8`
public struct StringType: DataTypeDefinition {
    /// `string`.
    public var name: String { "string" }
    /// What the list of data types says.
    public var summary: String { "Text of any length, UTF-8" }
    /// A pointer into an ``ElementHeap``.
    public var layout: ElementLayout { .variable }
    /// `O`.
    public var numpyCode: String? { "O" }

    /// A JSON string; zarr-python 2 wrote the number 0 for the empty one.
    public func element(from json: JSONValue, dialect: ScalarDialect) throws(ZarrError) -> [UInt8] {
        if let text = json.stringValue { return Array(text.utf8) }
        if dialect == .v2, json.intValue == 0 { return [] }
        throw ZarrError(.invalidMetadata, "\(json.serialized()) is not a string")
    }

    /// A JSON string.
    public func json(of element: UnsafeRawBufferPointer, dialect: ScalarDialect) -> JSONValue {
        .string(String(decoding: element, as: UTF8.self))
    }
}

extension DataType {
    /// Text of any length.
    public static let string = DataType(StringType())
}
