public import ZarrBase

/// Floating-point numbers of 4 to 16 bits beside those of IEEE 754. Those of 4 and 6 bits take a byte each in memory, and
/// in storage unless `packbits` stores them; what the other bits of the byte hold there does not matter.
///
/// - Zarr v3 names: `bfloat16`, `float4_e2m1fn`, `float6_e2m3fn`, `float6_e3m2fn`, `float8_e3m4`, `float8_e4m3`,
///   `float8_e4m3b11fnuz`, `float8_e4m3fnuz`, `float8_e5m2`, `float8_e5m2fnuz`, `float8_e8m0fnu`; and `float8_e4m3fn`,
///   which tensorstore and ml_dtypes have though it is not registered · Zarr v2: none
/// - Specification: <https://github.com/zarr-developers/zarr-extensions/tree/main/data-types>
///
/// The letters and digits say the bits of the exponent and the significand, `f` that there is no infinity, `n` that NaN has
/// bits of its own, `uz` that there is no minus zero, and `u` that there is no sign.
public struct MinifloatType: DataTypeDefinition {
    /// The name.
    public let name: String
    let format: any MinifloatFormat.Type

    init(_ name: String, _ format: any MinifloatFormat.Type) {
        self.name = name
        self.format = format
    }

    /// The width, in bits: 4, 6, 8 or 16.
    public var bits: Int { (format.isSigned ? 1 : 0) + format.exponentBits + format.significandBits }
    /// What the list of data types says.
    public var summary: String {
        let parts = "\(format.exponentBits) exponent and \(format.significandBits) significand bits"
        switch format.specials {
        case .ieee: return "Floating point, " + parts
        case .none: return "Floating point, " + parts + ", no infinity, no NaN"
        case .allOnesIsNaN: return "Floating point, " + parts + ", no infinity"
        case .negativeZeroIsNaN: return "Floating point, " + parts + ", no infinity, no -0"
        case .powersOfTwo: return "Powers of two, \(format.exponentBits) exponent bits"
        }
    }
    /// One word.
    public var layout: ElementLayout { .fixed(size, swapUnit: size) }
    /// None.
    public var numpyCode: String? { nil }
    /// The byte, where the number takes only a part of it.
    public var partialBytes: [PartialBytes] { bits < 8 ? [PartialBytes(bits: bits)] : [] }

    private var size: Int { bits > 8 ? 2 : 1 }

    /// A JSON number, which is rounded to the nearest that exists, `"NaN"`, `"Infinity"`, `"-Infinity"` or the bits as
    /// `"0x…"`, most significant digit first.
    public func element(from json: JSONValue, dialect: ScalarDialect) throws(ZarrError) -> [UInt8] {
        let word: UInt64?
        switch json {
        case .number(let number): word = self.word(ofLiteral: number.literal)
        case .string(let text) where text.hasPrefix("0x"):
            word = text.word(digits: 2 * size).flatMap { $0 >> bits == 0 ? $0 : nil }
        case .string(let text): word = self.word(ofLiteral: text)
        default: word = nil
        }
        guard let word else {
            throw ZarrError(
                .invalidMetadata, "\(json.serialized()) is not a number of type \(name)",
                hint:
                    "a number in its range, \"NaN\" or \"Infinity\" where it has them, or \"0x\" and \(2 * size) digits"
            )
        }
        return withUnsafeBytes(of: word.littleEndian) { Array($0.prefix(size)) }.inNativeOrder
    }

    /// The exact number, or the names of those that JSON has no number for.
    public func json(of element: UnsafeRawBufferPointer, dialect: ScalarDialect) -> JSONValue {
        let word = word(of: element)
        let value = format.value(of: word)
        if value.isNaN {
            guard dialect == .v3, word != format.nanWord else { return "NaN" }
            let digits = String(word, radix: 16)
            return .string("0x" + String(repeating: "0", count: 2 * size - digits.utf8.count) + digits)
        }
        if value.isInfinite { return value > 0 ? "Infinity" : "-Infinity" }
        return .number(JSONNumber(value))
    }

    /// The number that an element is, exactly.
    public func value(of element: UnsafeRawBufferPointer) -> Double { format.value(of: word(of: element)) }

    /// The element nearest to a number, the one whose last bit is zero of two that are as near; nil where the type has none.
    public func element(nearest value: Double) -> [UInt8]? {
        format.word(nearest: value).map { word in
            withUnsafeBytes(of: word.littleEndian) { Array($0.prefix(size)) }.inNativeOrder
        }
    }

    private func word(of element: UnsafeRawBufferPointer) -> UInt64 {
        var word: UInt64 = 0
        for (place, byte) in Array(element).inNativeOrder.prefix(size).enumerated() {
            word |= UInt64(byte) << (8 * place)
        }
        return word & (UInt64(1) << bits - 1)
    }

    private func word(ofLiteral text: String) -> UInt64? {
        switch text {
        case "NaN": format.nanWord
        case "Infinity": format.word(nearest: .infinity)
        case "-Infinity": format.word(nearest: -.infinity)
        default: JSONNumber(literal: text).flatMap { ExactDecimal.doubleRoundedToOdd($0.literal) }.flatMap(format.word)
        }
    }
}

extension MinifloatType: Hashable {
    /// Whether both have the same name.
    public static func == (left: MinifloatType, right: MinifloatType) -> Bool { left.name == right.name }
    /// Hashes the name.
    public func hash(into hasher: inout Hasher) { hasher.combine(name) }
}

extension MinifloatFormat {
    /// The number that bits mean, exactly.
    static func value(of word: UInt64) -> Double { Minifloat<Self>(Storage(truncatingIfNeeded: word)).value }

    /// The bits of the one NaN that `"NaN"` means.
    static var nanWord: UInt64? { Minifloat<Self>.nan.map { UInt64($0) } }

    /// The bits of the nearest number, infinite ones among them; nil where there is none.
    static func word(nearest value: Double) -> UInt64? {
        if let bits = Minifloat<Self>.nearest(value, .nearestEven) { return UInt64(bits) }
        // A type without zero has a least number. tensorstore writes 0.0 for it, the fill value of an array without one.
        if specials == .powersOfTwo, value == 0 || value > 0 && value < 1 { return 0 }
        // Beyond the greatest number IEEE 754 rounds to infinity.
        guard specials == .ieee, !value.isNaN else { return nil }
        return Minifloat<Self>.nearest(value < 0 ? -.infinity : .infinity, .nearestEven).map { UInt64($0) }
    }
}

extension DataType {
    /// The upper half of a 32-bit number.
    public static let bfloat16 = DataType(MinifloatType("bfloat16", BFloat16Format.self))
}
