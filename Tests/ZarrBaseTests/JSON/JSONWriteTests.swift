import Testing
import ZarrBase

@Suite struct JSONWriteTests {
    private let value: JSONValue = [
        "shape": [10, 20], "empty": [], "attributes": .object([:]), "nested": ["a": [["b": .null]]], "fill": -0.0,
    ]

    @Test func writesCompactly() {
        #expect(
            value.serialized()
                == #"{"shape":[10,20],"empty":[],"attributes":{},"nested":{"a":[{"b":null}]},"fill":-0.0}"#)
    }

    @Test func indentsAsPythonDoes() {
        let expected = """
            {
              "shape": [
                10,
                20
              ],
              "empty": [],
              "attributes": {},
              "nested": {
                "a": [
                  {
                    "b": null
                  }
                ]
              },
              "fill": -0.0
            }
            """
        #expect(value.serialized(.indented(2)) == expected)
        #expect(value.serializedBytes(.indented(2)) == Bytes(expected.utf8))
        #expect(([1, ["a": 2]] as JSONValue).serialized(.indented(0)) == "[\n1,\n{\n\"a\": 2\n}\n]")
        #expect(("x" as JSONValue).serialized(.indented(2)) == #""x""#)
    }

    @Test func escapesOnlyWhatMustBe() throws {
        let text = "\"\\/\u{8}\u{C}\n\r\t\u{0}\u{1F}\u{7F}é€🌍\u{2028}"
        let written = JSONValue.string(text).serialized()
        #expect(written == #""\"\\/\b\f\n\r\t\u0000\u001f"# + "\u{7F}é€🌍\u{2028}\"")
        #expect(try JSONValue.parse(written).stringValue == text)
        #expect(JSONValue.object(["a\"\n": 1]).serialized() == #"{"a\"\n":1}"#)
    }
}
