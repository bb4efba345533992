import Testing
import ZarrBase

/// What an outline takes is what the parser reads; what it does not take may be anything.
@Suite struct JSONOutlineTests {
    private static let members: [StaticString] = ["a", "list", "names", "more"]

    private func outline(_ text: String) -> JSONOutline? { JSONOutline(Bytes(text.utf8), members: Self.members) }

    /// Compares all that an outline says with what is read; false where there is no outline.
    @discardableResult
    private func check(_ document: Bytes, _ note: String) -> Bool {
        guard let outline = JSONOutline(document, members: Self.members) else { return false }
        guard case .object(let object)? = try? JSONValue.parse(document) else {
            Issue.record("an outline of what is no object: \(note)")
            return true
        }
        #expect(outline.object == object, "\(note)")
        var count = 0
        for (place, name) in Self.members.enumerated() {
            let value = object["\(name)"]
            #expect(outline.has(place) == (value != nil), "\(note)")
            count += value == nil ? 0 : 1
            let text = outline.withText(of: place) { Array($0) }
            #expect((try? JSONValue.parse(Bytes(text))) == value, "\(note)")
            #expect(outline.object(place) == value?.objectValue, "\(note)")
            if let extents = outline.extents(place) {
                #expect(extents.map { JSONNumber($0) } == value?.arrayValue?.compactMap(\.numberValue), "\(note)")
                #expect(extents.count == value?.arrayValue?.count, "\(note)")
            }
            if let names = outline.names(place) {
                #expect(names.map { $0.map { .string($0) } ?? .null } == value?.arrayValue, "\(note)")
            }
        }
        #expect(object.count == count, "\(note)")
        return true
    }

    @Test(arguments: 0..<100 as Range<UInt64>)
    func saysWhatIsRead(seed: UInt64) {
        var generator = SeededGenerator(seed: 21_000 + seed)
        let document: JSONValue = [
            "more": JSONPropertyTests.value(depth: 1, &generator),
            "list": .array((0..<Int.random(in: 0..<6, using: &generator)).map { .number(JSONNumber($0 * 37)) }),
            "a": JSONPropertyTests.value(depth: 3, &generator),
            "names": [.null, "x", JSONPropertyTests.value(depth: 3, &generator)],
        ]
        for style in [JSONStyle.compact, .indented(2)] {
            let whole = document.serializedBytes(style)
            #expect(check(whole, "seed \(seed)"))
            for round in 0..<50 {
                let damaged = JSONPropertyTests.damaged(whole.array, &generator)
                check(Bytes(damaged), "seed \(seed), round \(round): \(String(decoding: damaged, as: UTF8.self))")
            }
        }
    }

    @Test(arguments: [
        "", "[]", "5", "{", "{}}", "{} 1", #"{"a": 1, "a": 1}"#, #"{"b": 1}"#, #"{"\u0061": 1}"#, #"{"a" 1}"#,
        #"{"a": 1,}"#,
        #"{"a": 01}"#, #"{"a": "x}"#, #"{"a": tru}"#, #"{a: 1}"#, #"{"a": [1, 2}}"#, "{\"a\": \"\u{1}\"}", "\u{FEFF}{}",
        String(repeating: "[", count: 300), #"{"a": "# + String(repeating: "[", count: 256),
    ])
    func isNoneOfWhatIsOutOfTheOrdinary(text: String) { #expect(outline(text) == nil) }

    @Test func knowsDepthsAsTheParserDoes() {
        for depth in 250..<260 {
            let text = #"{"a": "# + String(repeating: "[", count: depth) + String(repeating: "]", count: depth) + "}"
            #expect((outline(text) != nil) == ((try? JSONValue.parse(text)) != nil), "\(depth)")
        }
    }

    @Test(
        arguments: [
            ("[]", []), ("[ ]", []), ("[1]", [1]), ("[ 10 ,\n 0 ]", [10, 0]), ("[9223372036854775807]", [.max]),
            ("[9223372036854775808]", nil), ("[1.0]", nil), ("[1e2]", nil), ("[-1]", nil), ("[[1]]", nil),
            ("[null]", nil),
            ("[\"1\"]", nil), ("1", nil), ("{}", nil), ("true", nil), ("\"1\"", nil), ("[NaN]", nil),
        ] as [(String, [Int]?)])
    func takesPlainExtents(text: String, extents: [Int]?) {
        #expect(outline(#"{"list": \#(text)}"#)?.extents(1) == extents)
    }

    @Test(
        arguments: [
            ("[]", []), ("[\"a\", null , \"\"]", ["a", nil, ""]), ("[null]", [nil]), (#"["a]b"]"#, ["a]b"]),
            (#"["a,b"]"#, ["a,b"]),
            (#"["\n"]"#, nil), ("[\"é\"]", nil), ("[1]", nil), ("[[]]", nil), ("[true]", nil), ("[NaN]", nil),
            ("\"a\"", nil),
            ("null", nil), ("{}", nil),
        ] as [(String, [String?]?)])
    func takesPlainNames(text: String, names: [String?]?) {
        #expect(outline(#"{"names": \#(text)}"#)?.names(2) == names)
    }

    @Test func saysTheTextAndNoMore() throws {
        let found = try #require(outline(#"{ "a" : 3 , "more": {"x": [1]} }"#))
        #expect(found.says(0, "3"))
        #expect(!found.says(0, "33"))
        #expect(!found.says(1, "3"))
        #expect(found.object(0) == nil)
        #expect(found.object(3) == ["x": [1]])
        #expect(found.object(1) == nil)
    }
}
