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
