import Testing
import ZarrBase

@Suite struct JSONParseTests {
    @Test func readsEveryKindOfValue() throws {
        let value = try JSONValue.parse(#" {"a": [1, -2.50e+3, true, false, null, "x"], "b": {}, "c": []} "#)
        #expect(value == ["a": [1, -2500, true, false, .null, "x"], "b": .object([:]), "c": []])
        #expect(value.serialized() == #"{"a":[1,-2.50e+3,true,false,null,"x"],"b":{},"c":[]}"#)
    }
}
