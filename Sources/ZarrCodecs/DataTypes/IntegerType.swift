public import ZarrBase

/// The integers of 8 to 64 bits, signed and unsigned.
///
/// - Zarr v3 names: `int8` … `int64`, `uint8` … `uint64` · Zarr v2: `|i1` `<i2` … `|u1` `<u2` …
public struct IntegerType: DataTypeDefinition {
    /// The width, in bits: 8, 16, 32 or 64.
    public let bits: Int
    /// Whether negative numbers exist.
    public let isSigned: Bool

    /// `int` or `uint` and the width.
    public var name: String { (isSigned ? "int" : "uint") + String(bits) }
    /// What the list of data types says.
    public var summary: String { "Integers of \(bits) bits, " + (isSigned ? "signed" : "unsigned") }
    /// One word.
    public var layout: ElementLayout { .fixed(bits / 8, swapUnit: bits / 8) }
    /// `i` or `u` and the size in bytes.
    public var numpyCode: String? { (isSigned ? "i" : "u") + String(bits / 8) }

    /// A JSON number without fraction; Zarr v2 writers also say `0.0` and `"0"`.
    public func element(from json: JSONValue, dialect: ScalarDialect) throws(ZarrError) -> [UInt8] {
        var number = json
        if dialect == .v2, let text = json.stringValue, let parsed = JSONNumber(literal: text) {
            number = .number(parsed)
        }
        if isSigned, let value = number.int64Value, value >= -1 << (bits - 1), value <= Int64.max >> (64 - bits) {
            return withUnsafeBytes(of: value.littleEndian) { Array($0.prefix(bits / 8)) }.inNativeOrder
        }
        if !isSigned, let value = number.uint64Value, value <= UInt64.max >> (64 - bits) {
            return withUnsafeBytes(of: value.littleEndian) { Array($0.prefix(bits / 8)) }.inNativeOrder
        }
        throw ZarrError(.invalidMetadata, "\(json.serialized()) is not a number of type \(name)")
    }

    /// The exact number.
    public func json(of element: UnsafeRawBufferPointer, dialect: ScalarDialect) -> JSONValue {
        var word: UInt64 = 0
        for (place, byte) in Array(element).inNativeOrder.prefix(8).enumerated() { word |= UInt64(byte) << (8 * place) }
        guard isSigned else { return .number(JSONNumber(word)) }
        let shift = 64 - bits
        return .number(JSONNumber(Int64(bitPattern: word << shift) >> shift))
    }
}

extension [UInt8] {
    /// Little-endian bytes in the order of this machine, or the other way round.
    var inNativeOrder: [UInt8] { Endianness.native == .little ? self : reversed() }
}

extension DataType {
    /// Signed integers of 8 bits.
    public static let int8 = DataType(IntegerType(bits: 8, isSigned: true))
    /// Signed integers of 16 bits.
    public static let int16 = DataType(IntegerType(bits: 16, isSigned: true))
    /// Signed integers of 32 bits.
    public static let int32 = DataType(IntegerType(bits: 32, isSigned: true))
    /// Signed integers of 64 bits.
    public static let int64 = DataType(IntegerType(bits: 64, isSigned: true))
    /// Unsigned integers of 8 bits.
    public static let uint8 = DataType(IntegerType(bits: 8, isSigned: false))
    /// Unsigned integers of 16 bits.
    public static let uint16 = DataType(IntegerType(bits: 16, isSigned: false))
    /// Unsigned integers of 32 bits.
    public static let uint32 = DataType(IntegerType(bits: 32, isSigned: false))
    /// Unsigned integers of 64 bits.
    public static let uint64 = DataType(IntegerType(bits: 64, isSigned: false))
}
