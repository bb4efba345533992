/// What a word of 64 bits holds on its way from one type to another.
enum NumberWord {
    case signed, unsigned, real
}

/// A type of numbers that ``NumberConversion`` loads and stores.
///
/// The loops are requirements, although most types share them: as witnesses they are compiled once for each type, where an
/// extension's own methods would be called through an existential without knowing theirs.
protocol ConvertibleNumber: BitwiseCopyable, Sendable {
    /// What holds every number of this type exactly.
    static var wordKind: NumberWord { get }
    /// The bytes of a number.
    static var size: Int { get }
    /// Numbers as words.
    static func widen(_ from: UnsafeRawPointer, _ words: UnsafeMutablePointer<UInt64>, _ count: Int)
    /// Words as numbers, as NumPy converts.
    static func narrow(_ words: UnsafePointer<UInt64>, _ kind: NumberWord, _ to: UnsafeMutableRawPointer, _ count: Int)
    /// Words as numbers, by value; where a number cannot be converted, its place.
    static func narrow(
        _ words: UnsafePointer<UInt64>, _ kind: NumberWord, _ to: UnsafeMutableRawPointer, _ count: Int,
        _ rounding: NumberRounding, _ overflow: NumberOverflow?
    ) -> Int?
}

extension ConvertibleNumber {
    static var size: Int { MemoryLayout<Self>.size }

    @inline(__always)
    static func load(_ from: UnsafeRawPointer, _ index: Int) -> Self {
        from.loadUnaligned(fromByteOffset: index &* MemoryLayout<Self>.size, as: Self.self)
    }

    @inline(__always)
    static func store(_ value: Self, _ to: UnsafeMutableRawPointer, _ index: Int) {
        to.storeBytes(of: value, toByteOffset: index &* MemoryLayout<Self>.size, as: Self.self)
    }
}

extension ConvertibleNumber where Self: FixedWidthInteger {
    static var wordKind: NumberWord { isSigned ? .signed : .unsigned }

    static func widen(_ from: UnsafeRawPointer, _ words: UnsafeMutablePointer<UInt64>, _ count: Int) {
        for index in 0..<count { words[index] = UInt64(truncatingIfNeeded: load(from, index)) }
    }

    static func narrow(
        _ words: UnsafePointer<UInt64>, _ kind: NumberWord, _ to: UnsafeMutableRawPointer, _ count: Int
    ) {
        if kind == .real {
            for index in 0..<count { store(cutOff(Double(bitPattern: words[index])), to, index) }
        } else {
            for index in 0..<count { store(Self(truncatingIfNeeded: words[index]), to, index) }
        }
    }

    /// C leaves open what becomes of a real that the integer does not hold. This is what x86 does, and so NumPy there: small
    /// integers are the low bits of 32, and what does not fit 32 or 64 bits is the smallest number.
    @inline(__always)
    private static func cutOff(_ real: Double) -> Self {
        if bitWidth < 32 || (bitWidth == 32 && isSigned) {
            return real > -2_147_483_649 && real < 2_147_483_648
                ? Self(truncatingIfNeeded: Int32(real)) : Self(truncatingIfNeeded: Int32.min)
        }
        if real >= -0x1p63 && real < 0x1p63 { return Self(truncatingIfNeeded: Int64(real)) }
        if isSigned || bitWidth < 64 { return Self(truncatingIfNeeded: Int64.min) }
        if real >= 0x1p64 { return 0 }
        return real >= 0x1p63 ? Self(truncatingIfNeeded: UInt64(real)) : Self(truncatingIfNeeded: Int64.min)
    }

    static func narrow(
        _ words: UnsafePointer<UInt64>, _ kind: NumberWord, _ to: UnsafeMutableRawPointer, _ count: Int,
        _ rounding: NumberRounding, _ overflow: NumberOverflow?
    ) -> Int? {
        switch kind {
        case .signed:
            for index in 0..<count {
                let number = Int64(bitPattern: words[index])
                if let exact = Self(exactly: number) {
                    store(exact, to, index)
                } else if let overflow {
                    let nearest = number < 0 ? min : max
                    store(overflow == .clamp ? nearest : Self(truncatingIfNeeded: number), to, index)
                } else {
                    return index
                }
            }
        case .unsigned:
            for index in 0..<count {
                if let exact = Self(exactly: words[index]) {
                    store(exact, to, index)
                } else if let overflow {
                    store(overflow == .clamp ? max : Self(truncatingIfNeeded: words[index]), to, index)
                } else {
                    return index
                }
            }
        case .real:
            // Both ends are powers of two, and so exact.
            let lowest = Double(min)
            let end = isSigned ? -lowest : Double(sign: .plus, exponent: bitWidth, significand: 1)
            for index in 0..<count {
                let real = Double(bitPattern: words[index]).rounded(rounding)
                if real >= lowest && real < end {
                    store(Self(real), to, index)
                } else if let overflow, real.isFinite {
                    let nearest = real < 0 ? min : max
                    store(overflow == .clamp ? nearest : wrapped(real), to, index)
                } else {
                    return index
                }
            }
        }
        return nil
    }

    private static func wrapped(_ real: Double) -> Self {
        let rest = real.truncatingRemainder(dividingBy: 0x1p64)
        let magnitude = UInt64(rest.magnitude)
        return Self(truncatingIfNeeded: rest < 0 ? 0 &- magnitude : magnitude)
    }
}

extension Double {
    @inline(__always)
    func rounded(_ rounding: NumberRounding) -> Double {
        switch rounding {
        case .nearestEven: rounded(.toNearestOrEven)
        case .towardsZero: rounded(.towardZero)
        case .towardsPositive: rounded(.up)
        case .towardsNegative: rounded(.down)
        case .nearestAway: rounded(.toNearestOrAwayFromZero)
        }
    }
}

extension Int8: ConvertibleNumber {}
extension Int16: ConvertibleNumber {}
extension Int32: ConvertibleNumber {}
extension Int64: ConvertibleNumber {}
extension UInt8: ConvertibleNumber {}
extension UInt16: ConvertibleNumber {}
extension UInt32: ConvertibleNumber {}
extension UInt64: ConvertibleNumber {}

/// A byte that is true or false.
struct TruthValue: ConvertibleNumber {
    static var wordKind: NumberWord { .unsigned }

    static func widen(_ from: UnsafeRawPointer, _ words: UnsafeMutablePointer<UInt64>, _ count: Int) {
        // Stored bytes may be other than 0 and 1.
        for index in 0..<count { words[index] = UInt8.load(from, index) == 0 ? 0 : 1 }
    }

    static func narrow(
        _ words: UnsafePointer<UInt64>, _ kind: NumberWord, _ to: UnsafeMutableRawPointer, _ count: Int
    ) {
        for index in 0..<count {
            let isZero = kind == .real ? Double(bitPattern: words[index]) == 0 : words[index] == 0
            UInt8.store(isZero ? 0 : 1, to, index)
        }
    }

    static func narrow(
        _ words: UnsafePointer<UInt64>, _ kind: NumberWord, _ to: UnsafeMutableRawPointer, _ count: Int,
        _ rounding: NumberRounding, _ overflow: NumberOverflow?
    ) -> Int? {
        if let bad = UInt8.narrow(words, kind, to, count, rounding, overflow == .clamp ? .clamp : nil) { return bad }
        for index in 0..<count where UInt8.load(to, index) > 1 {
            guard overflow == .clamp else { return index }
            UInt8.store(1, to, index)
        }
        return nil
    }

    // Its size is that of a byte.
    private let byte: UInt8
}
