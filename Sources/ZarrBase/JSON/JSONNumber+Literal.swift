extension JSONNumber {
    /// The length of the number or token that begins at `start`, or 0 where none begins there (RFC 8259, section 6).
    @inline(__always)
    static func literalLength(at start: Int, in text: UnsafeBufferPointer<UInt8>) -> Int {
        var place = start
        func digits() -> Bool {
            let first = place
            while place < text.count, text[place] &- UInt8(ascii: "0") < 10 { place += 1 }
            return place > first
        }
        if place < text.count, text[place] == UInt8(ascii: "-") { place += 1 }
        guard place < text.count else { return 0 }
        switch text[place] {
        case UInt8(ascii: "0"): place += 1
        case UInt8(ascii: "1")...UInt8(ascii: "9"): _ = digits()
        default: return tokenLength(at: start, in: text)
        }
        if place < text.count, text[place] == UInt8(ascii: ".") {
            place += 1
            guard digits() else { return 0 }
        }
        if place < text.count, text[place] | 0x20 == UInt8(ascii: "e") {
            place += 1
            if place < text.count, text[place] == UInt8(ascii: "+") || text[place] == UInt8(ascii: "-") { place += 1 }
            guard digits() else { return 0 }
        }
        return place - start
    }

    @inline(never)
    private static func tokenLength(at start: Int, in text: UnsafeBufferPointer<UInt8>) -> Int {
        let rest = text[start...]
        for token in ["NaN", "Infinity", "-Infinity"] where rest.starts(with: token.utf8) { return token.utf8.count }
        return 0
    }

    /// The value of the literal where it is a whole number that `Integer` holds.
    func integer<Integer: FixedWidthInteger>() -> Integer? {
        var copy = literal
        return copy.withUTF8 { (text) -> Integer? in
            let isNegative = text.first == UInt8(ascii: "-")
            var value: Integer = 0
            // Zeros wait until a later digit needs them, so that 1000e-3 and 1.000 never leave the range on the way.
            var waitingZeros = 0
            var fractionDigits = 0
            var isFraction = false
            var place = isNegative ? 1 : 0
            scan: while place < text.count {
                let byte = text[place]
                switch byte {
                case UInt8(ascii: "0")...UInt8(ascii: "9"):
                    if isFraction { fractionDigits += 1 }
                    if byte == UInt8(ascii: "0") {
                        if value != 0 { waitingZeros += 1 }
                    } else {
                        let digit = Integer(truncatingIfNeeded: byte &- UInt8(ascii: "0"))
                        guard let scaled = value.timesTen(waitingZeros + 1) else { return nil }
                        let (sum, overflow) =
                            isNegative
                            ? scaled.subtractingReportingOverflow(digit) : scaled.addingReportingOverflow(digit)
                        guard !overflow else { return nil }
                        value = sum
                        waitingZeros = 0
                    }
                case UInt8(ascii: "."): isFraction = true
                case UInt8(ascii: "e"), UInt8(ascii: "E"): break scan
                default: return nil
                }
                place += 1
            }
            guard value != 0 else { return 0 }
            let shift = waitingZeros - fractionDigits + Self.exponent(in: text[place...])
            return shift < 0 ? nil : value.timesTen(shift)
        }
    }

    /// The exponent of `e+12`, kept far below the range of `Int` where the literal has none to speak of.
    private static func exponent(in text: Slice<UnsafeBufferPointer<UInt8>>) -> Int {
        var value = 0
        var isNegative = false
        for byte in text.dropFirst() {
            switch byte {
            case UInt8(ascii: "-"): isNegative = true
            case UInt8(ascii: "+"): break
            default: value = min(value * 10 + Int(byte) - 0x30, 1 << 48)
            }
        }
        return isNegative ? -value : value
    }
}

extension FixedWidthInteger {
    /// `self * 10^power`, or nil where it does not fit.
    fileprivate func timesTen(_ power: Int) -> Self? {
        guard self != 0 else { return self }
        var value = self
        // A value that is not zero leaves any range within its number of bits, so the loop is short for any power.
        for _ in 0..<power {
            let (product, overflow) = value.multipliedReportingOverflow(by: 10)
            guard !overflow else { return nil }
            value = product
        }
        return value
    }
}
