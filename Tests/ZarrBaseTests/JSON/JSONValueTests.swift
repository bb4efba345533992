import Testing
import ZarrBase

@Suite struct JSONValueTests {
    @Test func accessorsAnswerForTheirKindOnly() {
        let values: [JSONValue] = [.null, true, 12, 1.5, "text", [1], ["a": 1]]
        #expect(values.map(\.isNull) == [true, false, false, false, false, false, false])
        #expect(values.map(\.boolValue) == [nil, true, nil, nil, nil, nil, nil])
        #expect(values.map(\.intValue) == [nil, nil, 12, nil, nil, nil, nil])
        #expect(values.map(\.int64Value) == [nil, nil, 12, nil, nil, nil, nil])
        #expect(values.map(\.uint64Value) == [nil, nil, 12, nil, nil, nil, nil])
        #expect(values.map(\.doubleValue) == [nil, nil, 12, 1.5, nil, nil, nil])
        #expect(values.map { $0.numberValue?.literal } == [nil, nil, "12", "1.5", nil, nil, nil])
        #expect(values.map(\.stringValue) == [nil, nil, nil, nil, "text", nil, nil])
        #expect(values.map(\.arrayValue) == [nil, nil, nil, nil, nil, [1], nil])
        #expect(values.map(\.objectValue) == [nil, nil, nil, nil, nil, nil, ["a": 1]])
    }

    @Test func equalValuesHashAlike() throws {
        let left = try JSONValue.parse(#"{"a":[1.0,"x",{"b":null}],"c":true}"#)
        let right = try JSONValue.parse(#"{"c":true,"a":[1,"x",{"b":null}]}"#)
        #expect(left == right)
        #expect(left.hashValue == right.hashValue)
        #expect(try left != JSONValue.parse(#"{"a":[1.0,"x",{"b":false}],"c":true}"#))
        #expect(try left != JSONValue.parse(#"{"a":["x",1.0,{"b":null}],"c":true}"#))
        #expect(JSONValue.null != false)
        #expect(("1" as JSONValue) != 1)
    }
}
