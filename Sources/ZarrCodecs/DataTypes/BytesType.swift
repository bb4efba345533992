public import ZarrBase

/// Byte strings of any length.
///
/// - Zarr v3 name: `bytes`; `variable_length_bytes`, as zarr-python writes it, and `binary` are read
/// - Zarr v2: `|O` with the filter `vlen-bytes`
/// - Specification: <https://github.com/zarr-developers/zarr-extensions/tree/main/data-types/bytes>
public struct BytesType: DataTypeDefinition {
    /// `bytes`.
    public var name: String { "bytes" }
    /// What the list of data types says.
    public var summary: String { "Byte strings of any length" }
    /// A pointer into an ``ElementHeap``.
    public var layout: ElementLayout { .variable }
    /// `O`.
    public var numpyCode: String? { "O" }

    /// Base64, or a list of the bytes. Zarr v2 writers left `0` for the empty one, and plain text.
    public func element(from json: JSONValue, dialect: ScalarDialect) throws(ZarrError) -> [UInt8] {
        if let text = json.stringValue {
            if let bytes = Base64.decode(text) { return bytes }
            if dialect == .v2 { return Array(text.utf8) }
        } else if let list = json.arrayValue {
            let bytes = list.compactMap { $0.intValue.flatMap(UInt8.init(exactly:)) }
            if bytes.count == list.count { return bytes }
        } else if dialect == .v2, json.intValue == 0 {
            return []
        }
        throw ZarrError(
            .invalidMetadata, "\(json.serialized()) is neither bytes in base64 nor a list of integers in 0...255")
    }

    /// Base64: the form that every reader knows.
    public func json(of element: UnsafeRawBufferPointer, dialect: ScalarDialect) -> JSONValue {
        .string(Base64.encode(element))
    }
}

extension DataType {
    /// Byte strings of any length.
    public static let bytes = DataType(BytesType())
}
