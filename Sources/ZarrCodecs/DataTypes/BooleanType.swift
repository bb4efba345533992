public import ZarrBase

/// The `bool` data type: one byte, 0 or 1.
///
/// - Zarr v3 name: `bool` · Zarr v2: `|b1`
public struct BooleanType: DataTypeDefinition {
    /// `bool`.
    public var name: String { "bool" }
    /// What the list of data types says.
    public var summary: String { "True or false, a byte each" }
    /// One byte.
    public var layout: ElementLayout { .fixed(1) }
    /// `b1`.
    public var numpyCode: String? { "b1" }

    /// `true` or `false`; Zarr v2 writers also say 0 and 1.
    public func element(from json: JSONValue, dialect: ScalarDialect) throws(ZarrError) -> [UInt8] {
        if let value = json.boolValue { return [value ? 1 : 0] }
        if dialect == .v2, let value = json.intValue, value == 0 || value == 1 { return [UInt8(value)] }
        throw ZarrError(.invalidMetadata, "\(json.serialized()) is not a bool", hint: "true or false")
    }

    /// `true` or `false`.
    public func json(of element: UnsafeRawBufferPointer, dialect: ScalarDialect) -> JSONValue {
        .bool(element.first.map { $0 != 0 } ?? false)
    }
}

extension DataType {
    /// True or false.
    public static let bool = DataType(BooleanType())
}
