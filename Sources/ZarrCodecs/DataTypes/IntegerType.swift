public import ZarrBase

/// The integers of 2 to 64 bits, signed and unsigned. Those of 2 and 4 bits take a byte each in memory, and in storage
/// unless `packbits` stores them; what the other bits of the byte hold there does not matter.
///
/// - Zarr v3 names: `int2` … `int64`, `uint2` … `uint64` · Zarr v2: `|i1` `<i2` … `|u1` `<u2` …
public struct IntegerType: DataTypeDefinition {
    /// The width, in bits: 2, 4, 8, 16, 32 or 64.
    public let bits: Int
    /// Whether negative numbers exist.
    public let isSigned: Bool

    /// `int` or `uint` and the width.
    public var name: String { (isSigned ? "int" : "uint") + String(bits) }
    /// What the list of data types says.
    public var summary: String { "Integers of \(bits) bits, " + (isSigned ? "signed" : "unsigned") }
    /// One word.
    public var layout: ElementLayout { .fixed(size, swapUnit: size) }
    /// `i` or `u` and the size in bytes; none for parts of a byte.
    public var numpyCode: String? { bits < 8 ? nil : (isSigned ? "i" : "u") + String(size) }
    /// The byte, where the number takes only a part of it.
    public var partialBytes: [PartialBytes] { bits < 8 ? [PartialBytes(bits: bits, isSigned: isSigned)] : [] }

    private var size: Int { max(1, bits / 8) }

    /// A JSON number without fraction; Zarr v2 writers also say `0.0` and `"0"`.
    public func element(from json: JSONValue, dialect: ScalarDialect) throws(ZarrError) -> [UInt8] {
        var number = json
        if dialect == .v2, let text = json.stringValue, let parsed = JSONNumber(literal: text) {
            number = .number(parsed)
        }
        if isSigned, let value = number.int64Value, value >= -1 << (bits - 1), value <= Int64.max >> (64 - bits) {
            return withUnsafeBytes(of: value.littleEndian) { Array($0.prefix(size)) }.inNativeOrder
        }
        if !isSigned, let value = number.uint64Value, value <= UInt64.max >> (64 - bits) {
            return withUnsafeBytes(of: value.littleEndian) { Array($0.prefix(size)) }.inNativeOrder
        }
        throw ZarrError(.invalidMetadata, "\(json.serialized()) is not a number of type \(name)")
    }

    /// The exact number.
    public func json(of element: UnsafeRawBufferPointer, dialect: ScalarDialect) -> JSONValue {
        var word: UInt64 = 0
        for (place, byte) in Array(element).inNativeOrder.prefix(8).enumerated() { word |= UInt64(byte) << (8 * place) }
        let shift = 64 - bits
        guard isSigned else { return .number(JSONNumber((word << shift) >> shift)) }
        return .number(JSONNumber(Int64(bitPattern: word << shift) >> shift))
    }
}

extension [UInt8] {
    /// Little-endian bytes in the order of this machine, or the other way round.
    var inNativeOrder: [UInt8] { Endianness.native == .little ? self : reversed() }
}

extension DataType {
    /// Signed integers of 2 bits, a byte each.
    public static let int2 = DataType(IntegerType(bits: 2, isSigned: true))
    /// Signed integers of 4 bits, a byte each.
    public static let int4 = DataType(IntegerType(bits: 4, isSigned: true))
    /// Signed integers of 8 bits.
    public static let int8 = DataType(IntegerType(bits: 8, isSigned: true))
    /// Signed integers of 16 bits.
    public static let int16 = DataType(IntegerType(bits: 16, isSigned: true))
    /// Signed integers of 32 bits.
    public static let int32 = DataType(IntegerType(bits: 32, isSigned: true))
    /// Signed integers of 64 bits.
    public static let int64 = DataType(IntegerType(bits: 64, isSigned: true))
    /// Unsigned integers of 2 bits, a byte each.
    public static let uint2 = DataType(IntegerType(bits: 2, isSigned: false))
    /// Unsigned integers of 4 bits, a byte each.
    public static let uint4 = DataType(IntegerType(bits: 4, isSigned: false))
    /// Unsigned integers of 8 bits.
    public static let uint8 = DataType(IntegerType(bits: 8, isSigned: false))
    /// Unsigned integers of 16 bits.
    public static let uint16 = DataType(IntegerType(bits: 16, isSigned: false))
    /// Unsigned integers of 32 bits.
    public static let uint32 = DataType(IntegerType(bits: 32, isSigned: false))
    /// Unsigned integers of 64 bits.
    public static let uint64 = DataType(IntegerType(bits: 64, isSigned: false))
}
