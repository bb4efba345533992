/// How the bits of a small floating-point type are read.
protocol MinifloatFormat: Sendable {
    /// What an element is stored in; the upper bits are zero where the format has fewer.
    associatedtype Storage: FixedWidthInteger & UnsignedInteger & BitwiseCopyable & ConvertibleNumber
    static var exponentBits: Int { get }
    static var significandBits: Int { get }
    static var bias: Int { get }
    static var isSigned: Bool { get }
    static var specials: MinifloatSpecials { get }
}

/// Which bits of a small floating-point type are no finite numbers.
enum MinifloatSpecials {
    /// The greatest exponent is infinity or NaN, as IEEE 754 has it.
    case ieee
    /// None.
    case none
    /// All bits set but the sign is NaN, and there is no infinity.
    case allOnesIsNaN
    /// The bits of minus zero are the one NaN.
    case negativeZeroIsNaN
    /// All bits set is the one NaN, and there is no zero.
    case powersOfTwo
}

extension MinifloatFormat {
    static var isSigned: Bool { true }
    static var specials: MinifloatSpecials { .ieee }
    static var bias: Int { 1 << (exponentBits - 1) - 1 }
}

/// A number of a small floating-point type, computed from its bits.
struct Minifloat<Format: MinifloatFormat>: ConvertibleNumber {
    let bits: Format.Storage

    static var wordKind: NumberWord { .real }

    static func widen(_ from: UnsafeRawPointer, _ words: UnsafeMutablePointer<UInt64>, _ count: Int) {
        for index in 0..<count { words[index] = load(from, index).value.bitPattern }
    }

    static func narrow(
        _ words: UnsafePointer<UInt64>, _ kind: NumberWord, _ to: UnsafeMutableRawPointer, _ count: Int
    ) {
        for index in 0..<count {
            let real = nearestDouble(words[index], kind, .nearestEven)
            store(Minifloat(nearest(real, .nearestEven) ?? overflowed(real)), to, index)
        }
    }

    static func narrow(
        _ words: UnsafePointer<UInt64>, _ kind: NumberWord, _ to: UnsafeMutableRawPointer, _ count: Int,
        _ rounding: NumberRounding, _ overflow: NumberOverflow?
    ) -> Int? {
        for index in 0..<count {
            let real = nearestDouble(words[index], kind, rounding)
            if let bits = nearest(real, rounding) {
                store(Minifloat(bits), to, index)
            } else if overflow == .clamp, !real.isNaN {
                store(Minifloat(clamped(real)), to, index)
            } else {
                return index
            }
        }
        return nil
    }

    init(_ bits: Format.Storage) { self.bits = bits }

    /// What a word holds. Integers that no double holds are rounded to odd, so that rounding again comes out as if once.
    @inline(__always)
    private static func nearestDouble(_ word: UInt64, _ kind: NumberWord, _ rounding: NumberRounding) -> Double {
        switch kind {
        case .real: return Double(bitPattern: word)
        case .signed:
            let number = Int64(bitPattern: word)
            let magnitude = oddly(number.magnitude)
            return number < 0 ? -magnitude : magnitude
        case .unsigned: return oddly(word)
        }
    }

    private static func oddly(_ integer: UInt64) -> Double {
        guard integer >= 1 << 53 else { return Double(integer) }
        let dropped = UInt64(1) << 11 - 1
        return Double(integer & ~dropped | (integer & dropped == 0 ? 0 : 1 << 11))
    }
}

extension Minifloat {
    private static var signBit: Format.Storage {
        Format.isSigned ? 1 << Format.Storage(Format.exponentBits + Format.significandBits) : 0
    }
    // By way of a wider word: the exponent may fill the byte.
    private static var exponentMask: Format.Storage {
        Format.Storage(truncatingIfNeeded: UInt64(1) << UInt64(Format.exponentBits) - 1)
    }
    private static var significandMask: Format.Storage { 1 << Format.Storage(Format.significandBits) - 1 }

    static var nan: Format.Storage? {
        switch Format.specials {
        case .ieee:
            exponentMask << Format.Storage(Format.significandBits) | 1 << Format.Storage(Format.significandBits - 1)
        case .none: nil
        case .allOnesIsNaN: exponentMask << Format.Storage(Format.significandBits) | significandMask
        case .negativeZeroIsNaN: signBit
        case .powersOfTwo: .max
        }
    }

    /// The greatest finite number.
    private static var greatest: Format.Storage {
        let all = exponentMask << Format.Storage(Format.significandBits) | significandMask
        return switch Format.specials {
        case .ieee: exponentMask << Format.Storage(Format.significandBits) - 1
        case .none, .negativeZeroIsNaN: all
        case .powersOfTwo, .allOnesIsNaN: all - 1
        }
    }

    /// The number as a double, exactly.
    var value: Double {
        let isNegative = bits & Self.signBit != 0
        let exponent = Int(bits >> Format.Storage(Format.significandBits) & Self.exponentMask)
        let significand = Double(bits & Self.significandMask)
        let magnitude: Double
        switch Format.specials {
        case .ieee where exponent == Int(Self.exponentMask):
            magnitude = significand == 0 ? .infinity : .nan
        case .negativeZeroIsNaN where bits == Self.signBit: return .nan
        case .allOnesIsNaN where bits | Self.signBit == .max: return .nan
        case .powersOfTwo:
            return bits == .max ? .nan : Double(sign: .plus, exponent: exponent - Format.bias, significand: 1)
        default:
            magnitude =
                exponent == 0
                ? Double(sign: .plus, exponent: 1 - Format.bias - Format.significandBits, significand: significand)
                : Double(
                    sign: .plus, exponent: exponent - Format.bias - Format.significandBits,
                    significand: significand + Double(Self.significandMask) + 1)
        }
        return isNegative ? -magnitude : magnitude
    }

    /// The bits of the number that `rounding` asks for; nil where the type does not hold it.
    static func nearest(_ real: Double, _ rounding: NumberRounding) -> Format.Storage? {
        if real.isNaN { return nan }
        if real < 0, signBit == 0 { return nil }
        let sign = real.sign == .minus ? signBit : 0
        let size = real.magnitude
        guard size.isFinite else {
            return Format.specials == .ieee ? sign | exponentMask << Format.Storage(Format.significandBits) : nil
        }
        let lowest = Format.specials == .powersOfTwo ? -Format.bias : 1 - Format.bias
        if size == 0 {
            switch Format.specials {
            case .powersOfTwo: return nil
            case .negativeZeroIsNaN: return 0
            default: return sign
            }
        }
        let exponent = max(Int(size.exponent), lowest)
        let unit = exponent - Format.significandBits
        // Scaling by powers of two is exact, down to what underflows in any case.
        let scaled = Double(sign: real.sign, exponent: -unit, significand: size).rounded(rounding).magnitude
        // A carry makes the next exponent, whose significand is then zero: as an integer, the bits only go on counting.
        let whole = UInt64(min(scaled, 0x1p62))
        if whole == 0 {
            return Format.specials == .powersOfTwo ? nil : Format.specials == .negativeZeroIsNaN ? 0 : sign
        }
        let implicit = UInt64(1) << UInt64(Format.significandBits)
        let biased = exponent - lowest
        let magnitude: UInt64
        if Format.specials == .powersOfTwo {
            magnitude = UInt64(biased) + (whole - implicit)
        } else {
            magnitude = whole + UInt64(biased) * implicit
        }
        guard magnitude <= UInt64(greatest) else { return nil }
        return sign | Format.Storage(magnitude)
    }

    /// The nearest number to one out of range.
    private static func clamped(_ real: Double) -> Format.Storage {
        let infinity = exponentMask << Format.Storage(Format.significandBits)
        let most = Format.specials == .ieee ? infinity : greatest
        if real.sign == .minus || (real == 0) { return signBit == 0 ? 0 : signBit | most }
        return Format.specials == .powersOfTwo && real < 1 ? 0 : most
    }

    /// What ml_dtypes makes of a number out of range: an infinity, else NaN, else the nearest number.
    private static func overflowed(_ real: Double) -> Format.Storage {
        switch Format.specials {
        case .ieee: clamped(real)
        case .none: real.isNaN ? signBit : clamped(real)
        case .allOnesIsNaN, .negativeZeroIsNaN, .powersOfTwo: nan ?? 0
        }
    }
}

/// The bits of `float16`, for machines whose compiler does not know the type.
enum HalfFormat: MinifloatFormat {
    typealias Storage = UInt16
    static var exponentBits: Int { 5 }
    static var significandBits: Int { 10 }
}
