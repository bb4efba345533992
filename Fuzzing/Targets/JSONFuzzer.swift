import ZarrBase

extension FuzzTarget {
    /// Documents in JSON, as text and with members that are read later.
    static func json() -> FuzzTarget {
        FuzzTarget(
            name: "json", subjects: [JSONSubject(), DeferredJSONSubject(path: []), DeferredJSONSubject(path: ["a"])])
    }
}

/// What is read is written so that it reads the same again.
private struct JSONSubject: FuzzSubject {
    let name = "json"
    let refusals: Set<ZarrError.Code> = [.invalidMetadata, .limitExceeded]

    func seeds() -> [[UInt8]] {
        [
            #"{"a": [1, -0, 1.5e-7, NaN, Infinity, -Infinity, null, true, false], "ü\u00e9\n": {"": "\ud83d\ude00\ud800"}}"#,
            #"[18446744073709551616, -9223372036854775808, 1e400, 0.1, [], {}, "\\\"\/\b\f\n\r\t"]"#, "\u{FEFF} 1\n",
        ].map { Array($0.utf8) }
    }

    func run(_ input: Bytes) throws {
        let value = try JSONValue.parse(input)
        for style in [JSONStyle.compact, .indented(0), .indented(3)] {
            let written = value.serializedBytes(style)
            let again = try JSONValue.parse(written)
            try demand(again.hashValue == value.hashValue, "its hash changes")
            try demand(again == value, "it reads as \(value), then as \(again)")
            try demand(again.serializedBytes(style) == written, "it is written otherwise the second time")
        }
    }
}

/// Members that are read later are what they would have been.
private struct DeferredJSONSubject: FuzzSubject {
    let path: [String]
    let refusals: Set<ZarrError.Code> = [.invalidMetadata, .limitExceeded]

    var name: String { "json, members at \(path) later" }

    func seeds() -> [[UInt8]] {
        [#"{"a": {"b": {"c": [1, {"d": 2}], "e": "\"}"}, "b": {"f": {}}, "g": 1}, "h": {"i": {"j": null}}}"#].map {
            Array($0.utf8)
        }
    }

    func run(_ input: Bytes) throws {
        let limits = JSONLimits(maxDepth: 40, maxBytes: 1 << 20)
        let now = try attempt { try JSONValue.parse(input, limits: limits) }
        let later = try attempt { try JSONValue.parse(input, limits: limits, deferringMembersAt: path) }
        switch (now, later) {
        case (.success(let now), .success(let later)):
            let text = later.serializedBytes()
            try demand(text == now.serializedBytes(), "it is written as \(text.utf8 ?? "?"), not as \(now)")
            try demand(now == later, "it reads as \(later), not as \(now)")
        case (.failure(let now), .failure(let later)):
            try demand(now.description == later.description, "the error is \(later), not \(now)")
        case (.success, .failure(let error)): throw FuzzFailure("refused only when read later: \(error)")
        case (.failure(let error), .success): throw FuzzFailure("refused only when read at once: \(error)")
        }
        _ = try now.get()
    }
}
