import ZarrBase

/// A type of numbers that codecs compute with, by its name in Zarr v3.
enum NumberType: String, Sendable, Hashable, CaseIterable, CustomStringConvertible {
    case bool
    case int8, int16, int32, int64
    case uint8, uint16, uint32, uint64
    case float16, float32, float64

    var description: String { rawValue }

    /// The numbers that a data type holds; nil where it holds others or none.
    init?(_ dataType: DataType) { self.init(rawValue: dataType.name) }

    /// The numbers that a data type holds.
    static func known(_ dataType: DataType) throws(ZarrError) -> NumberType {
        guard let type = NumberType(dataType) else {
            throw ZarrError(.unsupported, "elements of type \(dataType) cannot be converted to other numbers")
        }
        return type
    }

    /// How its numbers are loaded and stored.
    var number: any ConvertibleNumber.Type {
        switch self {
        case .bool: TruthValue.self
        case .int8: Int8.self
        case .int16: Int16.self
        case .int32: Int32.self
        case .int64: Int64.self
        case .uint8: UInt8.self
        case .uint16: UInt16.self
        case .uint32: UInt32.self
        case .uint64: UInt64.self
        case .float16: HalfNumber.self
        case .float32: Float.self
        case .float64: Double.self
        }
    }

    /// Whether the numbers have no fractions.
    var isInteger: Bool { number.wordKind != .real && self != .bool }
    /// Whether the numbers are floating-point ones.
    var isReal: Bool { number.wordKind == .real }
}

#if arch(x86_64) && (os(macOS) || targetEnvironment(macCatalyst))
    typealias HalfNumber = Minifloat<HalfFormat>
#else
    typealias HalfNumber = Float16
#endif
