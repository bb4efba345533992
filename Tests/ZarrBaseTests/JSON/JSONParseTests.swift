import Testing
import ZarrBase

@Suite struct JSONParseTests {
    @Test func readsEveryKindOfValue() throws {
        let value = try JSONValue.parse(#" {"a": [1, -2.50e+3, true, false, null, "x"], "b": {}, "c": []} "#)
        #expect(value == ["a": [1, -2500, true, false, .null, "x"], "b": .object([:]), "c": []])
        #expect(value.serialized() == #"{"a":[1,-2.50e+3,true,false,null,"x"],"b":{},"c":[]}"#)
    }

    @Test(arguments: [
        "null", "true", "false", "0", "-0", "\"\"", "[]", "{}", "[[]]", "[{}]", #"{"":{}}"#, "NaN", "Infinity",
        "-Infinity", "[NaN,-Infinity,1]", "18446744073709551615", "-9223372036854775808", "1E400", "-0.0",
        "123456789012345678901234567890.123456789012345678901234567890", "1.50", "1e+05", "\"ß🌍\"",
    ])
    func writesAgainWhatItRead(text: String) throws {
        #expect(try JSONValue.parse(text).serialized() == text)
        #expect(try JSONValue.parse(" \t\r\n" + text + "\n").serialized() == text)
        #expect(try JSONValue.parse("\u{FEFF}" + text).serialized() == text)
    }

    @Test(arguments: [
        ("", 1, 1), ("  ", 1, 3), ("[1,]", 1, 4), ("[1 2]", 1, 4), ("[1", 1, 3), ("[", 1, 2), ("]", 1, 1),
        ("{\"a\":1,}", 1, 8), ("{\"a\" 1}", 1, 6), ("{a:1}", 1, 2), ("{\"a\":}", 1, 6), ("{\"a\"", 1, 5),
        ("{\"a\":1]", 1, 7), ("[1}", 1, 3), ("{,}", 1, 2), ("[,1]", 1, 2), ("{} {}", 1, 4), ("nul", 1, 1),
        ("nulL", 1, 1), ("True", 1, 1), ("nan", 1, 1), ("+1", 1, 1), (".5", 1, 1), ("01", 1, 2), ("1.", 1, 1),
        ("-", 1, 1), ("1e", 1, 1), ("-NaN", 1, 1), ("0x10", 1, 2), ("Infinit", 1, 1), ("'a'", 1, 1), ("\"a", 1, 3),
        ("\"a\\\"", 1, 5), ("\"\\x\"", 1, 2), ("\"\\u12g4\"", 1, 2), ("\"\\u12", 1, 2), ("\"a\nb\"", 1, 3),
        ("\"\\n\tb\"", 1, 4), ("[1,\n  2,\n      x]", 3, 7), ("{\n\"grüße\": x}", 2, 10), ("[1]\n\n//", 3, 1),
        ("[1]\u{0}", 1, 4), ("{\"a\":1 \"b\":2}", 1, 8), ("\"\\", 1, 2),
    ])
    func saysWhereADocumentBreaks(text: String, line: Int, column: Int) {
        let error = #expect(throws: ZarrError.self) { try JSONValue.parse(text) }
        #expect(error?.code == .invalidMetadata)
        #expect(error?.message.contains("line \(line), column \(column):") == true, "\(error?.message ?? "")")
    }

    @Test func everyPrefixOfADocumentIsAnError() throws {
        let text = #"{"a": [1.5e3, "x\u00e9\n", {"b": null, "long enough to be kept": -Infinity}], "c": true}"#
        _ = try JSONValue.parse(text)
        let bytes = Array(text.utf8)
        for length in 0..<bytes.count {
            #expect(throws: ZarrError.self, "\(length)") { try JSONValue.parse(Bytes(bytes[..<length])) }
        }
    }

    @Test func decodesEscapes() throws {
        #expect(
            try JSONValue.parse(#""\"\\\/\b\f\n\r\t\u0041\u00e9\u20AC\ud83c\udf0d\u0000!""#).stringValue
                == "\"\\/\u{8}\u{C}\n\r\tAé€🌍\0!")
        #expect(try JSONValue.parse("\"häufig\\nÜbung\\u00e9 🌍\"").stringValue == "häufig\nÜbungé 🌍")
    }

    @Test(arguments: [
        (#""\ud83c""#, "\u{FFFD}"), (#""\udf0d""#, "\u{FFFD}"), (#""\ud83c\ud83c\udf0d""#, "\u{FFFD}🌍"),
        (#""\ud83cA""#, "\u{FFFD}A"), (#""\ud83c\n""#, "\u{FFFD}\n"), (#""a\udf0d\ud83c""#, "a\u{FFFD}\u{FFFD}"),
    ])
    func replacesASurrogateWithoutItsHalf(text: String, expected: String) throws {
        #expect(try JSONValue.parse(text).stringValue == expected)
    }

    @Test(arguments: [
        [0xFF], [0xC3], [0xC0, 0x80], [0xE2, 0x82], [0xED, 0xA0, 0x80], [0xF4, 0x90, 0x80, 0x80], [0x80],
    ])
    func refusesInvalidUTF8AtItsPlace(bad: [UInt8]) {
        // Short, kept and long strings, and those with escapes before or behind, take different ways.
        for before in ["", "abc", "0123456789abcdef", String(repeating: "x", count: 100), "a\\n", "\\u00e9"] {
            for after in ["", "z", "\\t", String(repeating: "y", count: 70)] {
                let bytes = Array("\n\"\(before)".utf8) + bad + Array("\(after)\"".utf8)
                let error = #expect(throws: ZarrError.self) { try JSONValue.parse(Bytes(bytes)) }
                #expect(error?.message.contains("line 2, column \(before.count + 2):") == true, "\(bytes)")
                #expect(error?.message.contains("UTF-8") == true)
            }
        }
        let outside = #expect(throws: ZarrError.self) { try JSONValue.parse(Bytes(bad)) }
        #expect(outside?.code == .invalidMetadata)
    }

    @Test func readsStringsOfEveryLengthAtEveryPlace() throws {
        for length in 0..<80 {
            for filler in ["a", "é"] {
                let text = String(repeating: filler, count: length)
                for padding in 0..<9 {
                    let document = String(repeating: " ", count: padding) + "[\"\(text)\",\"\(text)\\n\",\"\(text)\"]"
                    let expected: JSONValue = [.string(text), .string(text + "\n"), .string(text)]
                    #expect(try JSONValue.parse(document) == expected)
                }
            }
        }
    }

    @Test func tellsLongKeysApart() throws {
        // Keys of one length that share their first and last bytes compete for a place among the kept strings.
        let keys = (0..<2000).map { "same beginning \($0 + 10000) same ending" }
        let document = "[" + keys.map { "{\"\($0)\":\"\($0)\"}" }.joined(separator: ",") + "]"
        let values = try #require(try JSONValue.parse(document).arrayValue)
        for (key, value) in zip(keys, values) { #expect(value == [key: .string(key)]) }
    }

    @Test func theLastOfEqualKeysWinsInTheFirstPlace() throws {
        let value = try JSONValue.parse(#"{"a":1,"b":2,"a":3,"\u0061":4}"#)
        #expect(value.serialized() == #"{"a":4,"b":2}"#)
    }

    @Test func keysOfDifferentScalarsAreDifferent() throws {
        let text = "{\"\u{E9}\":1,\"e\u{301}\":2}"
        let object = try #require(try JSONValue.parse(text).objectValue)
        #expect(object.count == 2)
        #expect(object["\u{E9}"] == 1)
        #expect(object["e\u{301}"] == 2)
        #expect(try JSONValue.parse("\"\u{E9}\"") != JSONValue.parse("\"e\u{301}\""))
    }

    @Test func refusesDeepNestingWithoutOverflow() throws {
        let open = String(repeating: "[", count: 1_000_000)
        let arrays = #expect(throws: ZarrError.self) { try JSONValue.parse(open) }
        #expect(arrays?.code == .invalidMetadata)
        #expect(arrays?.message.contains("column 257:") == true)
        #expect(throws: ZarrError.self) { try JSONValue.parse(String(repeating: "{\"a\":", count: 1_000_000)) }
        #expect(throws: ZarrError.self) { try JSONValue.parse(String(repeating: "[{\"a\":", count: 1_000_000)) }

        let deepest = String(repeating: "[", count: 256) + String(repeating: "]", count: 256)
        #expect(try JSONValue.parse(deepest).serialized() == deepest)
        #expect(throws: ZarrError.self) { try JSONValue.parse("[\(deepest)]") }
        #expect(try JSONValue.parse("[[]]", limits: JSONLimits(maxDepth: 2)) == [[]])
        #expect(throws: ZarrError.self) { try JSONValue.parse("[[]]", limits: JSONLimits(maxDepth: 1)) }
        #expect(throws: ZarrError.self) { try JSONValue.parse("[[1]]", limits: JSONLimits(maxDepth: 1)) }
        #expect(throws: ZarrError.self) { try JSONValue.parse("[1]", limits: JSONLimits(maxDepth: -1)) }
    }

    @Test func refusesMoreBytesThanAllowed() throws {
        let limits = JSONLimits(maxBytes: 4)
        #expect(try JSONValue.parse("[12]", limits: limits) == [12])
        let error = #expect(throws: ZarrError.self) { try JSONValue.parse("[123]", limits: limits) }
        #expect(error?.code == .limitExceeded)
        #expect(error?.hint != nil)
        #expect(try JSONValue.parse("[123]", limits: JSONLimits(maxBytes: nil)) == [123])
    }

    @Test func readsManyElements() throws {
        let count = 200_000
        let text = "[" + (0..<count).map { "\($0)" }.joined(separator: ",") + "]"
        let elements = try #require(try JSONValue.parse(text).arrayValue)
        #expect(elements.count == count)
        #expect(elements.enumerated().allSatisfy { $0.element.intValue == $0.offset })
    }
}
