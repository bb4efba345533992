/// Sizes, rates and times as people read them.
public enum ByteText {
    /// `1.50 MiB (1572864 bytes)`; small sizes in bytes alone.
    public static func size(_ bytes: Int) -> String {
        bytes < 1024 ? "\(bytes) bytes" : "\(short(bytes)) (\(bytes) bytes)"
    }

    /// `1.50 MiB`.
    public static func short(_ bytes: Int) -> String {
        var value = Double(bytes)
        var unit = 0
        while value >= 1024, unit < units.count - 1 {
            value /= 1024
            unit += 1
        }
        return unit == 0
            ? "\(bytes) B" : decimal(value, places: value < 10 ? 2 : value < 100 ? 1 : 0) + " " + units[unit]
    }

    private static let units = ["B", "KiB", "MiB", "GiB", "TiB", "PiB", "EiB"]

    /// The bytes that a text like `1048576`, `512M`, `1.5GiB` or `64 kB` means; a unit counts in powers of 1024 unless it ends
    /// in a `B` without an `i`, as `MB`. Nil where it means none.
    public static func count(_ text: String) -> Int? {
        let text = text.trimmed
        let digits = text.prefix { $0.isASCII && ($0.isNumber || $0 == ".") }
        guard let number = Double(digits), number.isFinite else { return nil }
        var unit = text.dropFirst(digits.count).trimmed.lowercased()
        var base = 1024.0
        if unit.hasSuffix("ib") {
            unit.removeLast(2)
            if unit.isEmpty { return nil }
        } else if unit.hasSuffix("b") {
            unit.removeLast()
            if !unit.isEmpty { base = 1000 }
        }
        guard let power = ["", "k", "m", "g", "t"].firstIndex(of: unit) else { return nil }
        var bytes = number
        for _ in 0..<power { bytes *= base }
        return bytes < 1e15 ? Int(bytes.rounded()) : nil
    }

    /// A number with so many places behind the point.
    public static func decimal(_ value: Double, places: Int) -> String {
        guard value.isFinite, abs(value) < 1e15 else { return "\(value)" }
        var scale = 1
        for _ in 0..<places { scale *= 10 }
        let scaled = Int((abs(value) * Double(scale)).rounded())
        let sign = value < 0 && scaled > 0 ? "-" : ""
        guard places > 0 else { return sign + String(scaled) }
        let fraction = String(scaled % scale)
        return sign + String(scaled / scale) + "." + String(repeating: "0", count: places - fraction.count) + fraction
    }

    /// `75 s`, `3:05 min`, `2:03 h`.
    public static func duration(seconds: Double) -> String {
        guard seconds.isFinite, seconds < 1e9 else { return "?" }
        let whole = Int(seconds.rounded(.up))
        func two(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
        if whole < 100 { return "\(whole) s" }
        if whole < 6000 { return "\(whole / 60):\(two(whole % 60)) min" }
        return "\(whole / 3600):\(two(whole / 60 % 60)) h"
    }
}

extension StringProtocol {
    fileprivate var trimmed: String {
        String(drop { $0 == " " }.reversed().drop { $0 == " " }.reversed())
    }
}
