public import ZarrBase

#if !(arch(x86_64) && (os(macOS) || targetEnvironment(macCatalyst)))
    private typealias Half = Float16
#endif

/// The IEEE 754 numbers of 16, 32 and 64 bits.
///
/// - Zarr v3 names: `float16` `float32` `float64` · Zarr v2: `<f2` `<f4` `<f8`
///
/// Scalars keep every bit: a NaN other than the quiet one is written as `"0x7fc00001"` in Zarr v3 (Zarr v2 cannot say it).
public struct FloatType: DataTypeDefinition {
    /// The width, in bits: 16, 32 or 64.
    public let bits: Int

    /// `float` and the width.
    public var name: String { "float" + String(bits) }
    /// What the list of data types says.
    public var summary: String { "IEEE 754 numbers of \(bits) bits" }
    /// One word.
    public var layout: ElementLayout { .fixed(bits / 8, swapUnit: bits / 8) }
    /// `f` and the size in bytes.
    public var numpyCode: String? { "f" + String(bits / 8) }

    /// A JSON number, `"NaN"`, `"Infinity"`, `"-Infinity"` or the bits as `"0x…"`, most significant digit first.
    public func element(from json: JSONValue, dialect: ScalarDialect) throws(ZarrError) -> [UInt8] {
        let bitPattern: UInt64?
        switch json {
        case .number(let number): bitPattern = self.bitPattern(ofLiteral: number.literal)
        case .string(let text) where text.hasPrefix("0x"):
            bitPattern = text.word(digits: bits / 4)
        case .string(let text): bitPattern = self.bitPattern(ofLiteral: text)
        default: bitPattern = nil
        }
        guard let bitPattern else {
            throw ZarrError(
                .invalidMetadata, "\(json.serialized()) is not a number of type \(name)",
                hint: "a number, \"NaN\", \"Infinity\", \"-Infinity\" or \"0x\" and \(bits / 4) digits")
        }
        return withUnsafeBytes(of: bitPattern.littleEndian) { Array($0.prefix(bits / 8)) }.inNativeOrder
    }

    /// The shortest number that reads back to the same bits, or the names of those that JSON has no number for.
    public func json(of element: UnsafeRawBufferPointer, dialect: ScalarDialect) -> JSONValue {
        var word: UInt64 = 0
        for (place, byte) in Array(element).inNativeOrder.prefix(8).enumerated() { word |= UInt64(byte) << (8 * place) }
        let value = self.value(ofBitPattern: word)
        if value.isNaN {
            guard dialect == .v3, word != quietNaN else { return "NaN" }
            let digits = String(word, radix: 16)
            return .string("0x" + String(repeating: "0", count: bits / 4 - digits.utf8.count) + digits)
        }
        if value.isInfinite { return value > 0 ? "Infinity" : "-Infinity" }
        return .number(JSONNumber(literal: literal(ofBitPattern: word)) ?? JSONNumber(value))
    }

    /// The one NaN that `"NaN"` means.
    private var quietNaN: UInt64 {
        switch bits {
        case 16: 0x7e00
        case 32: 0x7fc0_0000
        default: 0x7ff8_0000_0000_0000
        }
    }

    // Each width parses the decimal text itself: going through Double would round twice.
    private func bitPattern(ofLiteral text: String) -> UInt64? {
        switch text {
        case "NaN": return quietNaN
        case "Infinity", "-Infinity": break
        default: guard JSONNumber(literal: text) != nil else { return nil }
        }
        switch bits {
        case 16:
            #if !(arch(x86_64) && (os(macOS) || targetEnvironment(macCatalyst)))
                return Half(text).map { UInt64($0.bitPattern) }
            #else
                return nil
            #endif
        case 32: return Float(text).map { UInt64($0.bitPattern) }
        default: return Double(text).map { $0.bitPattern }
        }
    }

    private func value(ofBitPattern word: UInt64) -> Double {
        switch bits {
        case 16:
            #if !(arch(x86_64) && (os(macOS) || targetEnvironment(macCatalyst)))
                return Double(Half(bitPattern: UInt16(truncatingIfNeeded: word)))
            #else
                return .nan
            #endif
        case 32: return Double(Float(bitPattern: UInt32(truncatingIfNeeded: word)))
        default: return Double(bitPattern: word)
        }
    }

    private func literal(ofBitPattern word: UInt64) -> String {
        switch bits {
        case 16:
            #if !(arch(x86_64) && (os(macOS) || targetEnvironment(macCatalyst)))
                return Half(bitPattern: UInt16(truncatingIfNeeded: word)).description
            #else
                return "NaN"
            #endif
        case 32: return Float(bitPattern: UInt32(truncatingIfNeeded: word)).description
        default: return Double(bitPattern: word).description
        }
    }
}

extension String {
    /// The bits that `0x` and this many hexadecimal digits spell.
    func word(digits: Int) -> UInt64? {
        // A sign would be read as well.
        guard utf8.count == 2 + digits, dropFirst(2).allSatisfy(\.isHexDigit) else { return nil }
        return UInt64(dropFirst(2), radix: 16)
    }
}

extension DataType {
    /// IEEE 754 numbers of 16 bits.
    public static let float16 = DataType(FloatType(bits: 16))
    /// IEEE 754 numbers of 32 bits.
    public static let float32 = DataType(FloatType(bits: 32))
    /// IEEE 754 numbers of 64 bits.
    public static let float64 = DataType(FloatType(bits: 64))
}
