public import ZarrBase

/// Pairs of floating-point numbers, real part first.
///
/// - Zarr v3 names: `complex64` `complex128` (read also: `complex_float32` `complex_float64`), and `complex_` before the
///   name of any smaller type, as in `complex_bfloat16` · Zarr v2: `<c8` `<c16`
/// - Specification: Zarr v3 core, "Data types"; zarr-extensions, `data-types/complex_*`
public struct ComplexType: DataTypeDefinition {
    /// The type of both parts.
    public let component: DataType

    /// `complex` and the width of both parts together, or `complex_` and the name of their type.
    public var name: String { numpyCode == nil ? "complex_" + component.name : "complex" + String(16 * size) }
    /// What the list of data types says.
    public var summary: String {
        numpyCode == nil ? "Complex numbers, two of \(component.name)" : "Complex numbers, two of \(8 * size) bits each"
    }
    /// Two words.
    public var layout: ElementLayout { .fixed(2 * size, swapUnit: size) }
    /// `c` and the size in bytes.
    public var numpyCode: String? { component == .float32 || component == .float64 ? "c" + String(2 * size) : nil }
    /// Both bytes, where the parts are smaller than these.
    public var partialBytes: [PartialBytes] {
        component.definition.partialBytes.map { PartialBytes(byteCount: 2, bits: $0.bits, isSigned: $0.isSigned) }
    }

    private var size: Int { component.byteCount }

    /// `[real, imaginary]`, each as its own type has it; Zarr v2 writers also give one number.
    public func element(from json: JSONValue, dialect: ScalarDialect) throws(ZarrError) -> [UInt8] {
        let part = component.definition
        if let parts = json.arrayValue, parts.count == 2 {
            return try part.element(from: parts[0], dialect: dialect) + part.element(from: parts[1], dialect: dialect)
        }
        if dialect == .v2, json.arrayValue == nil {
            return try part.element(from: json, dialect: dialect) + part.element(from: 0, dialect: dialect)
        }
        throw ZarrError(.invalidMetadata, "\(json.serialized()) is not a \(name)", hint: "[real, imaginary]")
    }

    /// `[real, imaginary]`.
    public func json(of element: UnsafeRawBufferPointer, dialect: ScalarDialect) -> JSONValue {
        let part = component.definition
        return [
            part.json(of: .init(rebasing: element.prefix(size)), dialect: dialect),
            part.json(of: .init(rebasing: element.dropFirst(size)), dialect: dialect),
        ]
    }
}

extension DataType {
    /// Complex numbers of two 32-bit parts.
    public static let complex64 = DataType(ComplexType(component: .float32))
    /// Complex numbers of two 64-bit parts.
    public static let complex128 = DataType(ComplexType(component: .float64))
    /// Complex numbers of two `bfloat16`.
    public static let complexBFloat16 = DataType(ComplexType(component: .bfloat16))
    /// Complex numbers of two 16-bit parts.
    public static let complexFloat16 = DataType(ComplexType(component: .float16))
}

extension DataTypeCatalog.Entry {
    static let complex = DataTypeCatalog.Entry(
        v3: { (named, _) in
            switch named.name {
            case "complex64", "complex_float32": .complex64
            case "complex128", "complex_float64": .complex128
            case let name where name.hasPrefix("complex_"): small.first { $0.name == name }
            default: nil
            }
        },
        numpy: { kind, size in kind == "c" ? [.complex64, .complex128].first { $0.byteCount == size } : nil },
        examples: [.complex64, .complex128] + small, aliases: ["complex_float32", "complex_float64"])

    private static let small: [DataType] =
        [.complexFloat16] + MinifloatType.all.map { DataType(ComplexType(component: DataType($0))) }
}
