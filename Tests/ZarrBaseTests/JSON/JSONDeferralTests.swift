import Testing
import ZarrBase

/// Documents whose members stay text until they are looked into: the same values and errors as those that are read at once.
@Suite struct JSONDeferralTests {
    private static let path = ["outer", "inner"]

    private func expectSame(
        _ document: Bytes, _ note: String, at path: [String] = Self.path, depth: Int = 256
    ) {
        let limits = JSONLimits(maxDepth: depth)
        let eager = Result { () throws(ZarrError) in try JSONValue.parse(document, limits: limits) }
        let deferred = Result { () throws(ZarrError) in
            try JSONValue.parse(document, limits: limits, deferringMembersAt: path)
        }
        switch (eager, deferred) {
        case (.failure(let expected), .failure(let error)):
            #expect(error.code == expected.code, "\(note)")
            #expect(error.message == expected.message, "\(note)")
            #expect(error.hint == expected.hint, "\(note)")
        case (.success(let expected), .success(let value)):
            // One is looked into by writing it, another by comparing it: each has its own way to the text.
            #expect(value.serializedBytes() == expected.serializedBytes(), "\(note)")
            let another = try? JSONValue.parse(document, limits: limits, deferringMembersAt: path)
            #expect(another == expected, "\(note)")
            #expect(another?.hashValue == expected.hashValue, "\(note)")
        default:
            Issue.record("\(note): at once \(eager), later \(deferred)")
        }
    }

    @Test(arguments: 0..<200 as Range<UInt64>)
    func randomDocumentsAreTheSame(seed: UInt64) {
        var generator = SeededGenerator(seed: 7000 + seed)
        let inner = JSONPropertyTests.value(depth: 0, &generator)
        let document: JSONValue = [
            "before": JSONPropertyTests.value(depth: 3, &generator),
            "outer": ["a": JSONPropertyTests.value(depth: 3, &generator), "inner": inner, "inner ": [inner]],
            "after": JSONPropertyTests.value(depth: 3, &generator),
        ]
        for style in [JSONStyle.compact, .indented(2)] {
            expectSame(document.serializedBytes(style), "seed \(seed)")
            expectSame(document.serializedBytes(style), "seed \(seed)", at: ["outer"])
            expectSame(document.serializedBytes(style), "seed \(seed)", at: [])
        }
    }

    @Test(arguments: 0..<40 as Range<UInt64>)
    func damagedDocumentsAreTheSame(seed: UInt64) {
        var generator = SeededGenerator(seed: 8000 + seed)
        let inner = JSONPropertyTests.value(depth: 0, &generator)
        let whole = (["outer": ["inner": ["x": inner, "y": ["z": inner]]]] as JSONValue).serializedBytes(
            Bool.random(using: &generator) ? .compact : .indented(2)
        ).array
        for round in 0..<100 {
            expectSame(
                Bytes(JSONPropertyTests.damaged(whole, &generator)), "seed \(seed), round \(round)")
        }
    }

    @Test(arguments: [
        #"{"a": {}, "a": {"b": 1}}"#, #"{"a": {"b": 1, "b": 2, "é": 3, "e\u0301": 4, "é": 5}}"#,
        #"{"a": {"\u0061": 1, "a": 2}}"#, #"{"a": [{"b": 1}], "c": 5, "d": null, "e": "x"}"#,
        #"{"a": {"b": "\ud800", "c": "\ud83c\udf0d"}}"#, #"{"a": {"b": NaN, "c": -Infinity, "d": 1.50}}"#,
        #"{"a": {"b": 01}}"#, #"{"a": {"b": 1,}}"#, #"{"a": {"b": 1}"#, #"{"a": {"b": tru}}"#, #"{"a": {"b" 1}}"#,
        #"{"a": {"b": [1, 2}}"#, #"{"a": {"b": "\x"}}"#, #"{"a": {"b": "unclosed}}"#, #"{"a": {b: 1}}"#,
        "{\"a\": {\"b\": \"tab\there\"}}", #"{"a": {}} "#, #"{"a": { } , "b":{"c" : { } } }"#, "[]", "5", "{",
    ])
    func hostileMembersAreTheSame(metadata: String) {
        expectSame(Bytes(#"{"outer": {"inner": \#(metadata)}}"#.utf8), metadata)
        expectSame(Bytes(#"{"outer": {"inner": {"x": {}}, "inner": \#(metadata)}, "x": []}"#.utf8), metadata)
        expectSame(Bytes(#"{"outer": [{"inner": \#(metadata)}]}"#.utf8), metadata)
        expectSame(Bytes(metadata.utf8), metadata, at: [])
    }

    @Test func bytesThatAreNoTextAreTheSame() {
        for bytes in [[0xFF], [0xC3], [0xC0, 0x80], [0xED, 0xA0, 0x80], [0xF4, 0x90, 0x80, 0x80], [0xC3, 0xA9]] {
            for length in [0, 3, 20, 70] {
                let text = [UInt8](repeating: 0x61, count: length) + bytes.map { UInt8($0) }
                let member = Array(#"{"outer":{"inner":{"m":{"k":""#.utf8) + text + Array(#""}}}}"#.utf8)
                expectSame(Bytes(member), "\(bytes) after \(length)")
                let key = Array(#"{"outer":{"inner":{"m":{""#.utf8) + text + Array(#"\n":1}}}}"#.utf8)
                expectSame(Bytes(key), "\(bytes) after \(length)")
            }
        }
    }

    @Test func depthIsCountedThroughMembers() {
        for depth in 1..<12 {
            for nested in 0..<8 {
                let lists = String(repeating: "[", count: nested) + String(repeating: "]", count: nested)
                expectSame(
                    Bytes(#"{"outer":{"inner":{"m":{"k":\#(nested == 0 ? "1" : lists)}}}}"#.utf8),
                    "\(nested) lists, depth \(depth)",
                    depth: depth)
            }
        }
        let deep = String(repeating: #"{"a":["#, count: 100_000)
        expectSame(Bytes(#"{"outer":{"inner":{"m":\#(deep)"#.utf8), "100,000 levels")
    }

    @Test func changingAMemberLeavesItsCopiesAlone() throws {
        let document = Bytes(#"{"outer": {"inner": {"m": {"a": 1, "b": {"c": 2}}}}}"#.utf8)
        let value = try JSONValue.parse(document, deferringMembersAt: Self.path)
        let member = try #require(value.objectValue?["outer"]?.objectValue?["inner"]?.objectValue?["m"]?.objectValue)
        var changed = member
        changed["a"] = nil
        changed["d"] = 4
        #expect(changed.keys == ["b", "d"])
        #expect(member.keys == ["a", "b"])
        #expect(member.settled == member)
        #expect(value.serialized() == #"{"outer":{"inner":{"m":{"a":1,"b":{"c":2}}}}}"#)
        var roomy = member
        roomy.reserveCapacity(100)
        #expect(roomy.count == 2)
    }
}
