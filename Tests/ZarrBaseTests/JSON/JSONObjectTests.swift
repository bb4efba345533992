import Testing
import ZarrBase

@Suite struct JSONObjectTests {
    @Test func keepsTheOrderOfItsKeys() {
        var object: JSONObject = ["z": 1, "a": 2, "m": 3]
        object["b"] = 4
        object["a"] = 5
        #expect(object.keys == ["z", "a", "m", "b"])
        object["z"] = nil
        object["none"] = nil
        object["z"] = .null
        #expect(object.keys == ["a", "m", "b", "z"])
        #expect(object.values == [5, 3, 4, .null])
        #expect(object.map(\.key) == object.keys)
        #expect(object["z"] == .some(.null))
        #expect(object["none"] == nil)
        #expect(object.count == 4)
        #expect(!object.isEmpty)
        #expect(JSONObject().isEmpty)
    }

    @Test func laterEqualKeysReplaceTheFirst() {
        #expect((["a": 1, "b": 2, "a": 3] as JSONObject).description == #"{"a":3,"b":2}"#)
        #expect(JSONObject([("a", 1), ("a", .null)]).description == #"{"a":null}"#)
    }

    @Test func agreesWithASimpleModel() {
        for seed in 0..<20 as Range<UInt64> {
            var generator = SeededGenerator(seed: seed)
            var object = JSONObject()
            var model: [(key: String, value: Int)] = []
            // Around the size at which look-up changes from comparing to hashing.
            let keys = Int.random(in: 2...40, using: &generator)
            for step in 0..<400 {
                let key = "key \(Int.random(in: 0..<keys, using: &generator))"
                let place = model.firstIndex { $0.key == key }
                if Int.random(in: 0..<3, using: &generator) == 0 {
                    object[key] = nil
                    if let place { model.remove(at: place) }
                } else {
                    object[key] = .number(JSONNumber(step))
                    if let place { model[place].value = step } else { model.append((key, step)) }
                }
                #expect(object.keys == model.map(\.key), "seed \(seed), step \(step)")
                #expect(object.values.map(\.intValue) == model.map(\.value), "seed \(seed), step \(step)")
                let wanted = "key \(Int.random(in: 0..<keys, using: &generator))"
                #expect(object[wanted]?.intValue == model.first { $0.key == wanted }?.value, "seed \(seed)")
            }
        }
    }

    @Test func findsEachOfTenThousandKeys() throws {
        let text = "{" + (0..<10_000).map { "\"group/array_\($0)\":\($0)" }.joined(separator: ",") + "}"
        var object = try #require(try JSONValue.parse(text).objectValue)
        #expect((0..<10_000).allSatisfy { object["group/array_" + String($0)]?.intValue == $0 })
        #expect(object["group/array_10000"] == nil)
        object["group/array_0"] = nil
        #expect((1..<10_000).allSatisfy { object["group/array_" + String($0)]?.intValue == $0 })
        #expect(object["group/array_0"] == nil)
    }

    @Test func parsedEqualKeysAmongManyReplaceTheFirst() throws {
        let text = "{" + (0..<100).map { "\"\($0 % 50)\":\($0)" }.joined(separator: ",") + "}"
        let object = try #require(try JSONValue.parse(text).objectValue)
        #expect(object.keys == (0..<50).map { "\($0)" })
        #expect(object.values.map(\.intValue) == (50..<100).map { $0 })
    }

    @Test func orderDoesNotMatterToEquality() {
        let keys = (0..<30).map { "key \($0)" }
        let forward = JSONObject(keys.map { ($0, .string($0)) })
        let backward = JSONObject(keys.reversed().map { ($0, .string($0)) })
        #expect(forward == backward)
        #expect(forward.hashValue == backward.hashValue)
        #expect(Set([forward, backward]).count == 1)
        var other = backward
        other["key 3"] = 3
        #expect(forward != other)
        other = backward
        other["key 3"] = nil
        #expect(forward != other)
        other["key 99"] = "key 3"
        #expect(forward != other)
    }

    @Test func aCopyIsItsOwn() {
        let original: JSONObject = ["a": [1]]
        var copy = original
        copy["a"] = 2
        copy["b"] = 3
        #expect(original == ["a": [1]])
        #expect(copy == ["a": 2, "b": 3])
    }
}
