import Testing
import ZarrBase
import ZarrFormats

/// Paths of attributes as the Java library takes them.
@Suite struct N5AttributePathTests {
    private let attributes: JSONObject = [
        "a": ["b": [1, 2, ["c": "deep"]], "x/y": 3, "z[0]": 4], "plain": true,
    ]

    @Test(arguments: [
        ("a/b[2]/c", #""deep""#), ("/a//b/[2]c", #""deep""#), ("a/./b[1]", "2"), ("a/b/../x\\/y", "3"),
        ("a/z\\[0]", "4"), ("plain", "true"), ("plain/", "true"), ("a/b[3]", nil), ("a/b/c", nil), ("none", nil),
        ("plain[0]", nil),
    ]) func valuesAreFound(path: String, json: String?) {
        #expect(N5AttributePath(path).value(in: attributes)?.serialized() == json)
    }

    /// The examples of the library's own documentation.
    @Test(arguments: [
        ("/a/b/c", "a/b/c"), ("/a/b/c/", "a/b/c"), ("///a///b///c", "a/b/c"), ("/a/././b/c", "a/b/c"),
        ("/a/b[1]c", "a/b/[1]/c"), ("/a/b/[1]c", "a/b/[1]/c"), ("/a/b[1]/c", "a/b/[1]/c"),
        ("/a/b[1]/c/..", "a/b/[1]"),
    ]) func spellingsAreEqual(path: String, normal: String) {
        #expect(N5AttributePath(path) == N5AttributePath(normal))
        #expect(N5AttributePath(path) != N5AttributePath(normal + "/d"))
    }

    @Test func valuesAreSetAndRemoved() throws {
        var changed = attributes
        try N5AttributePath("a/b[2]/c").set("other", in: &changed)
        #expect(N5AttributePath("a/b[2]/c").value(in: changed) == "other")
        #expect(N5AttributePath("a/b[0]").value(in: changed) == 1)
        try N5AttributePath("new/list[2]/name").set(5, in: &changed)
        #expect(changed["new"]?.serialized() == #"{"list":[null,null,{"name":5}]}"#)
        try N5AttributePath("plain/inner").set(1, in: &changed)
        #expect(changed["plain"]?.serialized() == #"{"inner":1}"#)
        try N5AttributePath("a/b[0]").set(nil, in: &changed)
        #expect(N5AttributePath("a/b").value(in: changed)?.arrayValue?.count == 2)
        try N5AttributePath("a/x\\/y").set(nil, in: &changed)
        #expect(N5AttributePath("a/x\\/y").value(in: changed) == nil)
        let before = changed
        try N5AttributePath("nowhere/at/all").set(nil, in: &changed)
        #expect(changed == before)
        #expect(throws: ZarrError.self) { try N5AttributePath("[0]").set(1, in: &changed) }
        #expect(throws: ZarrError.self) { try N5AttributePath("a/b[99999999999]").set(1, in: &changed) }
    }
}
