/// A JSON number that keeps its literal: 64-bit integers, `1.50` and `-0.0` are written as they were read.
///
/// Beside the numbers of RFC 8259 it holds the tokens `NaN`, `Infinity` and `-Infinity`, which Python writes bare.
public struct JSONNumber: Sendable {
    /// The number as a document shows it.
    public let literal: String

    /// An integer of any width.
    public init(_ value: some BinaryInteger) { literal = String(value) }

    /// The shortest literal that reads back as `value`; `NaN`, `Infinity` or `-Infinity` where it is not finite.
    ///
    /// The payload and sign of a NaN are lost: JSON has no word for them.
    public init(_ value: Double) {
        if value.isFinite {
            literal = value.description
        } else {
            literal = value.isNaN ? Self.notANumber : value < 0 ? Self.negativeInfinity : Self.infinity
        }
    }

    /// The number that `literal` writes, or nil where it is neither a JSON number nor one of the three tokens.
    public init?(literal: String) {
        var text = literal
        let length = text.withUTF8 { JSONNumber.literalLength(at: 0, in: $0) }
        guard length > 0, length == text.utf8.count else { return nil }
        self.literal = text
    }

    init(checked literal: String) { self.literal = literal }

    /// The exact integer, also where it is written `12.0` or `1e3`; nil where it is none or `Int` cannot hold it.
    public var int: Int? { integer() }

    /// The exact integer, also where it is written `12.0` or `1e3`; nil where it is none or `Int64` cannot hold it.
    public var int64: Int64? { integer() }

    /// The exact integer, also where it is written `12.0` or `1e3`; nil where it is none or `UInt64` cannot hold it.
    public var uint64: UInt64? { integer() }

    /// The nearest double; infinite where the literal is too large for one.
    public var double: Double {
        switch literal {
        case Self.notANumber: .nan
        case Self.infinity: .infinity
        case Self.negativeInfinity: -.infinity
        default: Double(literal) ?? .nan
        }
    }

    private static let notANumber = "NaN"
    private static let infinity = "Infinity"
    private static let negativeInfinity = "-Infinity"
}

extension JSONNumber: Hashable {
    /// Whether both are the same number: integers of up to 64 bits exactly (`1000` is `1e3`), all others where their
    /// nearest doubles are the same. `-0.0` is not `0.0`, as a fill value tells them apart; `NaN` is `NaN`.
    public static func == (left: JSONNumber, right: JSONNumber) -> Bool {
        ExactText(left.literal) == ExactText(right.literal) || left.meaning == right.meaning
    }

    /// Feeds what equality compares into `hasher`.
    public func hash(into hasher: inout Hasher) { hasher.combine(meaning) }

    private enum Meaning: Hashable {
        case signed(Int64)
        case unsigned(UInt64)
        case double(UInt64)
    }

    private var meaning: Meaning {
        if let value = int64, value != 0 || literal.utf8.first != UInt8(ascii: "-") { return .signed(value) }
        if let value = uint64, value != 0 { return .unsigned(value) }
        return .double(double.bitPattern)
    }
}

extension JSONNumber: CustomStringConvertible {
    /// The literal.
    public var description: String { literal }
}
