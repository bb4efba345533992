public import ZarrBase

/// Byte strings of a fixed capacity, padded with NUL.
///
/// - Zarr v3 name: `null_terminated_bytes` (written by zarr-python, not registered) · Zarr v2: `|S12`
public struct FixedBytesType: DataTypeDefinition {
    /// The capacity, in bytes.
    public let size: Int

    /// `null_terminated_bytes`.
    public var name: String { "null_terminated_bytes" }
    /// The capacity.
    public var configuration: JSONObject { ["length_bytes": .number(JSONNumber(size))] }
    /// What the list of data types says.
    public var summary: String { "Text of bytes, filled up with NUL" }
    /// Bytes that never change places.
    public var layout: ElementLayout { .fixed(size) }
    /// `S` and the capacity.
    public var numpyCode: String? { "S" + String(size) }

    /// Base64; older Zarr v2 writers left `0` or plain text.
    public func element(from json: JSONValue, dialect: ScalarDialect) throws(ZarrError) -> [UInt8] {
        var bytes: [UInt8]?
        if let text = json.stringValue {
            bytes = Base64.decode(text).flatMap { $0.count <= size ? $0 : nil } ?? Array(text.utf8)
        } else if dialect == .v2, json.intValue == 0 {
            bytes = []
        }
        guard let bytes, bytes.count <= size else {
            throw ZarrError(.invalidMetadata, "\(json.serialized()) is not a byte string of at most \(size) bytes")
        }
        return bytes + [UInt8](repeating: 0, count: size - bytes.count)
    }

    /// Base64 of the bytes without their padding.
    public func json(of element: UnsafeRawBufferPointer, dialect: ScalarDialect) -> JSONValue {
        let end = element.lastIndex { $0 != 0 }.map { $0 + 1 } ?? 0
        return .string(Base64.encode(element.prefix(dialect == .v2 ? element.count : end)))
    }
}

extension DataType {
    /// Byte strings of at most `size` bytes.
    public static func fixedBytes(_ size: Int) -> DataType { DataType(FixedBytesType(size: size)) }
}
