/// The size of a decimal number, however many digits it has: 0.d₁d₂d₃… × 10^exponent.
struct ExactDecimal: Comparable {
    /// The digits, the first and the last of which are not 0; none for zero.
    private let digits: [UInt8]
    private let exponent: Int

    private init(digits: [UInt8], exponent: Int) {
        let first = digits.firstIndex { $0 != 0 } ?? digits.count
        let last = digits.lastIndex { $0 != 0 } ?? first - 1
        self.digits = Array(digits[first..<Swift.max(first, last + 1)])
        self.exponent = self.digits.isEmpty ? .min : exponent - first
    }

    /// The size of the number that a JSON literal means.
    init(literal: String) {
        var digits: [UInt8] = []
        var point: Int?
        let text = literal.utf8
        let mark = text.firstIndex { $0 | 0x20 == UInt8(ascii: "e") } ?? text.endIndex
        for byte in text[..<mark] {
            switch byte {
            case UInt8(ascii: "0")...UInt8(ascii: "9"): digits.append(byte - UInt8(ascii: "0"))
            case UInt8(ascii: "."): point = digits.count
            default: continue
            }
        }
        let scale = String(text[mark...].dropFirst()) ?? ""
        // What does not fit is far beyond every type.
        let far = scale.hasPrefix("-") ? -1 << 40 : 1 << 40
        let shift = scale.isEmpty ? 0 : Int(scale).map { Swift.max(-1 << 40, Swift.min(1 << 40, $0)) } ?? far
        self.init(digits: digits, exponent: (point ?? digits.count) + shift)
    }

    /// The size of a finite number, exactly.
    init(_ value: Double) {
        let unit = Int(value.exponentBitPattern == 0 ? 1 : value.exponentBitPattern) - 1075
        let whole = value.significandBitPattern | (value.exponentBitPattern == 0 ? 0 : 1 << 52)
        // Digits from the last on. A half is 5 / 10: what is below 1 takes factors of 5 and moves the point.
        var digits: [UInt8] = String(whole).utf8.reversed().map { $0 - UInt8(ascii: "0") }
        for _ in 0..<abs(unit) {
            var carry: UInt8 = 0
            for place in digits.indices {
                let product = digits[place] * (unit < 0 ? 5 : 2) + carry
                digits[place] = product % 10
                carry = product / 10
            }
            if carry > 0 { digits.append(carry) }
        }
        self.init(digits: digits.reversed(), exponent: digits.count + Swift.min(unit, 0))
    }

    static func < (left: ExactDecimal, right: ExactDecimal) -> Bool {
        if left.exponent != right.exponent { return left.exponent < right.exponent }
        return left.digits.lexicographicallyPrecedes(right.digits)
    }

    /// A double from which any type of at most 50 significant bits rounds as from the decimal number itself: where no
    /// double is exactly that, of the two around it the one whose last bit is 1.
    static func doubleRoundedToOdd(_ literal: String) -> Double? {
        guard let nearest = Double(literal), nearest.isFinite else { return Double(literal) }
        let size = ExactDecimal(literal: literal)
        let found = ExactDecimal(nearest)
        if size == found { return nearest }
        let below = size < found ? nearest.magnitude.nextDown : nearest.magnitude
        return Double(sign: nearest.sign, exponent: 0, significand: Double(bitPattern: below.bitPattern | 1))
    }
}
