/// A number modulo the prime 2^127 - 1, of which every 16 bytes hold one.
struct Residue: Hashable, Sendable {
    /// Less than ``modulus``.
    private(set) var value: UInt128

    static var modulus: UInt128 { (UInt128(1) << 127) &- 1 }
    static var zero: Residue { Residue(0) }
    static var one: Residue { Residue(1) }

    /// Any number, reduced.
    @inline(__always)
    init(_ number: UInt128) {
        // 2^127 is 1.
        let folded = (number & Self.modulus) &+ (number >> 127)
        value = folded >= Self.modulus ? folded &- Self.modulus : folded
    }

    var low: UInt64 { UInt64(truncatingIfNeeded: value) }
    var high: UInt64 { UInt64(truncatingIfNeeded: value >> 64) }

    @inline(__always)
    static func + (left: Residue, right: Residue) -> Residue { Residue(left.value &+ right.value) }

    @inline(__always)
    static func - (left: Residue, right: Residue) -> Residue { Residue(left.value &+ (modulus &- right.value)) }

    @inline(__always)
    static func += (left: inout Residue, right: Residue) { left = left + right }

    @inline(__always)
    static func *= (left: inout Residue, right: Residue) { left = left * right }

    @inline(__always)
    static func * (left: Residue, right: Residue) -> Residue {
        let low = product(left.low, right.low)
        // The upper halves have 63 bits, so that neither the sum nor the shift below overflows.
        let middle = product(left.low, right.high) &+ product(left.high, right.low)
        let (bottom, carry) = low.addingReportingOverflow(middle << 64)
        let top = product(left.high, right.high) &+ (middle >> 64) &+ (carry ? 1 : 0)
        // 2^128 is 2.
        return Residue((bottom & modulus) &+ (top << 1 | bottom >> 127))
    }

    /// This number times itself, `exponent` times.
    func power(_ exponent: UInt64) -> Residue {
        var result = Residue.one
        var square = self
        var rest = exponent
        while rest > 0 {
            if rest & 1 == 1 { result *= square }
            square *= square
            rest >>= 1
        }
        return result
    }

    /// 1 + x + x^2 + ... of `count` terms, x being this number.
    func geometricSum(_ count: UInt64) -> Residue {
        var sum = Residue.zero
        var power = Residue.one
        for bit in (0..<(64 - count.leadingZeroBitCount)).reversed() {
            sum += sum * power
            power *= power
            if count >> UInt64(bit) & 1 == 1 {
                sum += power
                power *= self
            }
        }
        return sum
    }

    @inline(__always)
    static func product(_ left: UInt64, _ right: UInt64) -> UInt128 {
        UInt128(truncatingIfNeeded: left) &* UInt128(truncatingIfNeeded: right)
    }
}
