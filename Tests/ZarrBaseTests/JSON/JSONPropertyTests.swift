import Testing
import ZarrBase

@Suite struct JSONPropertyTests {
    @Test(arguments: 0..<200 as Range<UInt64>)
    func randomValuesSurviveWritingAndReading(seed: UInt64) throws {
        var generator = SeededGenerator(seed: seed)
        let value = Self.value(depth: 0, &generator)
        for style in [JSONStyle.compact, .indented(2), .indented(0)] {
            let bytes = value.serializedBytes(style)
            let again = try JSONValue.parse(bytes)
            #expect(again == value, "seed \(seed)")
            #expect(again.hashValue == value.hashValue, "seed \(seed)")
            #expect(again.serializedBytes(style) == bytes, "seed \(seed)")
        }
    }

    /// A flipped, lost or added byte gives a value or an error with a place, and never a trap.
    @Test(arguments: 0..<40 as Range<UInt64>)
    func damagedDocumentsNeverTrap(seed: UInt64) throws {
        var generator = SeededGenerator(seed: 1000 + seed)
        let whole = Self.value(depth: 0, &generator).serializedBytes(
            Bool.random(using: &generator) ? .compact : .indented(2))
        for round in 0..<100 {
            do throws(ZarrError) {
                let value = try JSONValue.parse(Bytes(Self.damaged(whole.array, &generator)))
                let again = try JSONValue.parse(value.serializedBytes())
                #expect(again == value, "seed \(seed), round \(round)")
            } catch {
                #expect(error.code == .invalidMetadata, "seed \(seed), round \(round)")
                #expect(error.message.contains("line "), "seed \(seed), round \(round)")
            }
        }
    }

    /// The bytes with up to four of them flipped, replaced, lost or added, or the end cut off.
    static func damaged(_ bytes: [UInt8], _ generator: inout SeededGenerator) -> [UInt8] {
        let structure =
            Array(#"{}[]:,"\-+.eE0123456789untrfalsNIyx"#.utf8) + [0x00, 0x1F, 0x20, 0x80, 0xC3, 0xF0, 0xFF]
        var damaged = bytes
        for _ in 0..<Int.random(in: 1...4, using: &generator) where !damaged.isEmpty {
            let place = Int.random(in: damaged.indices, using: &generator)
            switch Int.random(in: 0..<5, using: &generator) {
            case 0: damaged[place] ^= 1 << UInt8.random(in: 0..<8, using: &generator)
            case 1: damaged[place] = structure.randomElement(using: &generator) ?? 0
            case 2: damaged.remove(at: place)
            case 3: damaged.insert(structure.randomElement(using: &generator) ?? 0, at: place)
            default: damaged.removeSubrange(place...)
            }
        }
        return damaged
    }

    static func value(depth: Int, _ generator: inout SeededGenerator) -> JSONValue {
        switch Int.random(in: 0..<(depth < 5 ? 10 : 6), using: &generator) {
        case 0: return .null
        case 1: return .bool(Bool.random(using: &generator))
        case 2: return .number(JSONNumber(Int64(bitPattern: generator.next())))
        case 3: return .number(number(&generator))
        case 4, 5: return .string(text(&generator))
        case 6, 7:
            let count = Int.random(in: 0..<6, using: &generator)
            return .array((0..<count).map { _ in value(depth: depth + 1, &generator) })
        default:
            // Sometimes more keys than are compared one by one.
            let count = Int.random(in: 0..<(depth == 0 ? 60 : 8), using: &generator)
            return .object(
                JSONObject((0..<count).map { _ in (text(&generator), value(depth: depth + 1, &generator)) }))
        }
    }

    private static func number(_ generator: inout SeededGenerator) -> JSONNumber {
        if Bool.random(using: &generator) { return JSONNumber(Double(bitPattern: generator.next())) }
        func digits(_ count: ClosedRange<Int>) -> String {
            (0..<Int.random(in: count, using: &generator))
                .map { _ in String(Int.random(in: 0...9, using: &generator)) }.joined()
        }
        var literal = Bool.random(using: &generator) ? "-" : ""
        literal += Bool.random(using: &generator) ? "0" : "7" + digits(0...25)
        if Bool.random(using: &generator) { literal += "." + digits(1...25) }
        if Bool.random(using: &generator) {
            literal += ["e", "E", "e+", "e-", "E-"].randomElement(using: &generator) ?? "e"
            literal += digits(1...3)
        }
        return JSONNumber(literal: literal) ?? JSONNumber(0)
    }

    private static func text(_ generator: inout SeededGenerator) -> String {
        let alphabets = ["abcxyz_/. 0123", "äöé€🌍\u{301}\u{FEFF}", "\"\\/\n\t\u{0}\u{1F}\u{7F}"]
        var text = ""
        for _ in 0..<Int.random(in: 0..<(Bool.random(using: &generator) ? 6 : 90), using: &generator) {
            let pick = Int.random(in: 0..<12, using: &generator)
            let alphabet = alphabets[pick < 10 ? 0 : pick - 9]
            text.unicodeScalars.append(alphabet.unicodeScalars.randomElement(using: &generator) ?? "a")
        }
        return text
    }
}
