public import ZarrBase

/// Pairs of IEEE 754 numbers, real part first.
///
/// - Zarr v3 names: `complex64` `complex128` · Zarr v2: `<c8` `<c16`
public struct ComplexType: DataTypeDefinition {
    /// The type of both parts.
    public let component: FloatType

    /// `complex` and the width of both parts together.
    public var name: String { "complex" + String(2 * component.bits) }
    /// What the list of data types says.
    public var summary: String { "Complex numbers, two of \(component.bits) bits each" }
    /// Two words.
    public var layout: ElementLayout { .fixed(component.bits / 4, swapUnit: component.bits / 8) }
    /// `c` and the size in bytes.
    public var numpyCode: String? { "c" + String(component.bits / 4) }

    /// `[real, imaginary]`, each as ``FloatType`` has it; Zarr v2 writers also give one number.
    public func element(from json: JSONValue, dialect: ScalarDialect) throws(ZarrError) -> [UInt8] {
        if let parts = json.arrayValue, parts.count == 2 {
            return try component.element(from: parts[0], dialect: dialect)
                + component.element(from: parts[1], dialect: dialect)
        }
        if dialect == .v2, json.arrayValue == nil {
            return try component.element(from: json, dialect: dialect) + component.element(from: 0, dialect: dialect)
        }
        throw ZarrError(.invalidMetadata, "\(json.serialized()) is not a \(name)", hint: "[real, imaginary]")
    }

    /// `[real, imaginary]`.
    public func json(of element: UnsafeRawBufferPointer, dialect: ScalarDialect) -> JSONValue {
        let half = component.bits / 8
        return [
            component.json(of: .init(rebasing: element.prefix(half)), dialect: dialect),
            component.json(of: .init(rebasing: element.dropFirst(half)), dialect: dialect),
        ]
    }
}

extension DataType {
    /// Complex numbers of two 32-bit parts.
    public static let complex64 = DataType(ComplexType(component: FloatType(bits: 32)))
    /// Complex numbers of two 64-bit parts.
    public static let complex128 = DataType(ComplexType(component: FloatType(bits: 64)))
}
