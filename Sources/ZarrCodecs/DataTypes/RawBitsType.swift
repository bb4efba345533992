public import ZarrBase

/// Opaque elements of a fixed number of bytes.
///
/// - Zarr v3 name: `r` and the number of bits, as `r16` · Zarr v2: `|V2`
public struct RawBitsType: DataTypeDefinition {
    /// The size, in bytes.
    public let size: Int

    /// `r` and the number of bits.
    public var name: String { "r" + String(8 * size) }
    /// What the list of data types says.
    public var summary: String { "Opaque bytes" }
    /// Bytes that never change places.
    public var layout: ElementLayout { .fixed(size) }
    /// `V` and the size in bytes.
    public var numpyCode: String? { "V" + String(size) }

    /// An array of byte values (v3) or base64 (v2); each is read in both.
    public func element(from json: JSONValue, dialect: ScalarDialect) throws(ZarrError) -> [UInt8] {
        if let numbers = json.arrayValue, numbers.count == size {
            var bytes: [UInt8] = []
            for number in numbers {
                guard let value = number.intValue, let byte = UInt8(exactly: value) else { break }
                bytes.append(byte)
            }
            if bytes.count == size { return bytes }
        }
        if let text = json.stringValue, let bytes = Base64.decode(text), bytes.count == size { return bytes }
        if dialect == .v2, json.intValue == 0 { return [UInt8](repeating: 0, count: size) }
        throw ZarrError(
            .invalidMetadata, "\(json.serialized()) is not a value of \(size) bytes",
            hint: "an array of \(size) numbers in 0...255, or base64")
    }

    /// An array of byte values (v3) or base64 (v2).
    public func json(of element: UnsafeRawBufferPointer, dialect: ScalarDialect) -> JSONValue {
        switch dialect {
        case .v2: .string(Base64.encode(element))
        case .v3: .array(element.map { .number(JSONNumber($0)) })
        }
    }
}

extension DataType {
    /// Opaque elements of `bits` bits, a multiple of 8.
    public static func rawBits(_ bits: Int) throws(ZarrError) -> DataType {
        guard bits > 0, bits % 8 == 0 else {
            throw ZarrError(.invalidMetadata, "r\(bits): the number of bits must be a positive multiple of 8")
        }
        return DataType(RawBitsType(size: bits / 8))
    }
}
