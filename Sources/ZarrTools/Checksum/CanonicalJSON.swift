import Zarr

extension JSONValue {
    /// The value as text that is the same for all values that say the same: keys sorted by their code points, whole numbers
    /// as digits, other numbers as the bits of the nearest double.
    var canonicalText: String {
        switch self {
        case .null, .bool, .string: serialized()
        case .number(let number): number.canonicalText
        case .array(let elements): "[" + elements.map(\.canonicalText).joined(separator: ",") + "]"
        case .object(let object):
            "{"
                + object.sorted { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }
                .map { JSONValue.string($0.key).serialized() + ":" + $0.value.canonicalText }.joined(separator: ",")
                + "}"
        }
    }
}

extension JSONNumber {
    fileprivate var canonicalText: String {
        if let whole = int64 { return String(whole) }
        if let whole = uint64 { return String(whole) }
        guard double.isFinite else { return literal }
        return "0x" + double.bitPattern.hexadecimal
    }
}

extension FixedWidthInteger where Self: UnsignedInteger {
    /// All digits, leading zeros too.
    var hexadecimal: String {
        let digits = String(self, radix: 16)
        return String(repeating: "0", count: Self.bitWidth / 4 - digits.utf8.count) + digits
    }
}
