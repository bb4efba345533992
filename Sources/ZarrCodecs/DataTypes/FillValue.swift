public import ZarrBase

/// What an element holds that was never written, bit for bit.
///
/// Specification: Zarr v3 core, "Fill value"; Zarr v2, "Fill value encoding".
public struct FillValue: Sendable, Hashable {
    /// One element in the machine's byte order; of a variable-length type the bytes that the element points to.
    public let bytes: [UInt8]
    /// Whether the document leaves the value open (`null` in Zarr v2): elements then read as zero.
    public let isUndefined: Bool

    /// A fill value of these bytes.
    public init(bytes: [UInt8], isUndefined: Bool = false) {
        self.bytes = bytes
        self.isUndefined = isUndefined
    }

    /// All bits zero: 0, false or the empty string.
    public static func zero(of dataType: DataType) -> FillValue {
        FillValue(bytes: dataType.isVariableLength ? [] : [UInt8](repeating: 0, count: dataType.byteCount))
    }
}

extension DataType {
    /// The fill value that a document writes as `json`.
    ///
    /// - Throws: ``ZarrError/Code/invalidMetadata`` where it is no scalar of this type.
    public func fillValue(from json: JSONValue, dialect: ScalarDialect) throws(ZarrError) -> FillValue {
        if case .null = json, dialect == .v2 {
            return FillValue(bytes: FillValue.zero(of: self).bytes, isUndefined: true)
        }
        return FillValue(bytes: try definition.element(from: json, dialect: dialect))
    }

    /// How a document writes `fillValue`.
    public func json(of fillValue: FillValue, dialect: ScalarDialect) -> JSONValue {
        if fillValue.isUndefined, dialect == .v2 { return .null }
        return fillValue.bytes.withUnsafeBytes { definition.json(of: $0, dialect: dialect) }
    }
}

extension DataType {
    /// The fill value that a document writes as `json`, where a record in base64 has the byte orders of its storage.
    package func fillValue(
        from json: JSONValue, dialect: ScalarDialect, storage: BytesCodec?
    ) throws(ZarrError) -> FillValue {
        guard let storage, structFields != nil, let text = json.stringValue, let bytes = Base64.decode(text),
            bytes.count == byteCount
        else { return try fillValue(from: json, dialect: dialect) }
        return FillValue(bytes: bytes.reordered(layout.runs, storage.orders(of: layout)))
    }

    /// How a Zarr v2 document writes `fillValue`: a record in base64 in the byte orders of its storage.
    package func v2(_ fillValue: FillValue, storage: BytesCodec?) -> JSONValue {
        guard let storage, structFields != nil, !fillValue.isUndefined, fillValue.bytes.count == byteCount else {
            return json(of: fillValue, dialect: .v2)
        }
        return .string(Base64.encode(fillValue.bytes.reordered(layout.runs, storage.orders(of: layout))))
    }
}
