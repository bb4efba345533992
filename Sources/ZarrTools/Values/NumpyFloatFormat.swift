import Zarr

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// The common format of the floating-point numbers of one array, as NumPy 2 chooses it with a precision of 8.
struct NumpyFloatFormat {
    private let size: Int
    private let alwaysSigned: Bool
    private var isExponential = false
    private var leftWidth = 0
    private var rightWidth = 0
    private var exponentDigits = 2
    private var precision = 8

    /// The format for `values` of `size` bytes each.
    init(_ values: [Double], size: Int, alwaysSigned: Bool) {
        self.size = size
        self.alwaysSigned = alwaysSigned
        let finite = values.filter(\.isFinite)
        let magnitudes = finite.lazy.filter { $0 != 0 }.map(abs)
        if let largest = magnitudes.max(), let smallest = magnitudes.min() {
            let limit = size == 2 ? 1e3 : size == 4 ? 1e6 : 1e8
            isExponential = largest >= limit || smallest < 0.0001 || largest / smallest > 1000
        }
        if isExponential {
            let parts = finite.map { scientific($0, precision: 8) }
            leftWidth = parts.reduce(0) { max($0, $1.whole.utf8.count) }
            precision = parts.reduce(0) { max($0, $1.fraction.utf8.count) }
            exponentDigits = parts.reduce(2) { max($0, $1.exponent.utf8.count - 1) }
            rightWidth = exponentDigits + 2 + precision
        } else {
            let parts = finite.map { positional($0, precision: 8) }
            leftWidth = parts.reduce(0) { max($0, $1.whole.utf8.count) }
            rightWidth = parts.reduce(0) { max($0, $1.fraction.utf8.count) }
        }
        if finite.count < values.count {
            let hasSign = alwaysSigned || values.contains(-.infinity)
            leftWidth = max(leftWidth, 3 - (rightWidth + 1), 3 + (hasSign ? 1 : 0) - (rightWidth + 1))
        }
    }

    /// `value` in this format.
    func text(_ value: Double) -> String {
        guard value.isFinite else {
            let sign = value < 0 ? "-" : alwaysSigned ? "+" : ""
            let text = sign + (value.isNaN ? "nan" : "inf")
            return String(repeating: " ", count: max(0, leftWidth + rightWidth + 1 - text.utf8.count)) + text
        }
        if isExponential {
            let parts = scientific(value, precision: precision, isExact: true)
            let exponent = parts.exponent.dropFirst()
            return padded(parts.whole) + "." + parts.fraction
                + String(repeating: "0", count: max(0, precision - parts.fraction.utf8.count)) + "e"
                + parts.exponent.prefix(1) + String(repeating: "0", count: max(0, exponentDigits - exponent.utf8.count))
                + exponent
        }
        let parts = positional(value, precision: 8)
        return padded(parts.whole) + "." + parts.fraction
            + String(repeating: " ", count: max(0, rightWidth - parts.fraction.utf8.count))
    }

    private func padded(_ whole: String) -> String {
        String(repeating: " ", count: max(0, leftWidth - whole.utf8.count)) + whole
    }

    private func positional(_ value: Double, precision: Int) -> (whole: String, fraction: String) {
        let digits = DecimalDigits(value, size: size)
        var text = digits.positional
        // What is cut is rounded from the exact value, not from its shortest digits.
        if digits.fractionCount > precision { text = Self.printed("%.*f", precision, abs(value)) }
        return split(text, value)
    }

    /// Where it is exact, places behind the shortest digits hold the number's own next digits, as in NumPy.
    private func scientific(
        _ value: Double, precision: Int, isExact: Bool = false
    ) -> (whole: String, fraction: String, exponent: String) {
        let digits = DecimalDigits(value, size: size)
        var text = digits.scientific
        let count = digits.digits.count - 1
        if count > precision || isExact && count < precision { text = Self.printed("%.*e", precision, abs(value)) }
        let mark = text.firstIndex(of: "e") ?? text.endIndex
        let (whole, fraction) = split(String(text[..<mark]), value)
        return (whole, fraction, String(text[mark...].dropFirst()))
    }

    private func split(_ text: String, _ value: Double) -> (whole: String, fraction: String) {
        let sign = value.sign == .minus ? "-" : alwaysSigned ? "+" : ""
        let parts = text.split(separator: ".", maxSplits: 1)
        var fraction = parts.count > 1 ? parts[1] : ""
        while fraction.last == "0" { fraction.removeLast() }
        return (sign + (parts.first ?? "0"), String(fraction))
    }

    private static func printed(_ format: String, _ precision: Int, _ value: Double) -> String {
        var buffer = [CChar](repeating: 0, count: 400)
        _ = withVaList([Int32(precision), value]) { vsnprintf(&buffer, buffer.count, format, $0) }
        return String(decoding: buffer.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }

    /// A number that stands alone: the shortest digits that read back, with an exponent where it is far from 1.
    static func repr(_ value: Double, size: Int) -> String {
        guard value.isFinite else { return value.isNaN ? "nan" : value < 0 ? "-inf" : "inf" }
        let digits = DecimalDigits(value, size: size)
        let sign = value.sign == .minus ? "-" : ""
        let isPositional = value == 0 || abs(value) >= 1e-4 && abs(value) < (size == 2 ? 1e3 : size == 4 ? 1e6 : 1e16)
        if isPositional { return sign + digits.positional + (digits.fractionCount == 0 ? "0" : "") }
        let text = digits.scientific
        return sign + (digits.digits.count == 1 ? text.replacingFirst(".e", with: "e") : text)
    }

    /// A complex number that stands alone, as `(1+2j)`.
    static func repr(complex real: Double, _ imaginary: Double, size: Int) -> String {
        func short(_ value: Double) -> String {
            let text = repr(value, size: size)
            return text.hasSuffix(".0") ? String(text.dropLast(2)) : text
        }
        let sign = imaginary.sign == .minus && !imaginary.isNaN ? "" : "+"
        let tail = short(imaginary) + (imaginary.isFinite ? "j" : "j")
        return real == 0 && real.sign == .plus ? tail : "(" + short(real) + sign + tail + ")"
    }
}

/// The shortest decimal digits of a number: `d.ddd` times ten to the `exponent`.
private struct DecimalDigits {
    let digits: [UInt8]
    let exponent: Int

    init(_ value: Double, size: Int) {
        let text = abs(value).shortestText(size: size)
        let mark = text.firstIndex { $0 == "e" } ?? text.endIndex
        let parts = text[..<mark].split(separator: ".", maxSplits: 1)
        let whole = Array((parts.first ?? "0").utf8)
        let fraction = parts.count > 1 ? Array(parts[1].utf8) : []
        var all = whole + fraction
        var exponent = whole.count - 1 + (Int(text[mark...].dropFirst()) ?? 0)
        while all.count > 1, all.first == UInt8(ascii: "0") {
            all.removeFirst()
            exponent -= 1
        }
        while all.count > 1, all.last == UInt8(ascii: "0") { all.removeLast() }
        digits = all
        self.exponent = all == [UInt8(ascii: "0")] ? 0 : exponent
    }

    /// How many digits stand behind the point.
    var fractionCount: Int { max(0, digits.count - 1 - exponent) }

    /// With all zeros written out, and a point at the end of a whole number.
    var positional: String {
        let zero = UInt8(ascii: "0")
        var text: [UInt8] = []
        if exponent < 0 {
            text = [zero, UInt8(ascii: ".")] + [UInt8](repeating: zero, count: -exponent - 1) + digits
        } else {
            let whole = exponent + 1
            text = Array(digits.prefix(whole)) + [UInt8](repeating: zero, count: max(0, whole - digits.count))
            text.append(UInt8(ascii: "."))
            text += digits.dropFirst(whole)
        }
        return String(decoding: text, as: UTF8.self)
    }

    /// With an exponent of at least two digits.
    var scientific: String {
        let magnitude = String(abs(exponent))
        return String(decoding: digits.prefix(1), as: UTF8.self) + "."
            + String(decoding: digits.dropFirst(), as: UTF8.self) + "e" + (exponent < 0 ? "-" : "+")
            + (magnitude.utf8.count < 2 ? "0" : "") + magnitude
    }
}

extension String {
    fileprivate func replacingFirst(_ part: String, with other: String) -> String {
        guard let start = firstIndex(of: part.first ?? " "), self[start...].hasPrefix(part) else { return self }
        return String(self[..<start]) + other + self[index(start, offsetBy: part.count)...]
    }
}
