import Testing
import ZarrBase
import ZarrCodecs

/// Records as Zarr v2 says them.
@Suite struct NumpyRecordTests {
    @Test(arguments: [
        #"[["x","<f4"],["n",[["a",">i2"],["b","|u1"]]],["z","<f8",[2,3]],["u","<U3"],["v","|V3"]]"#,
        #"[["x",">f4"],["y",">f4"]]"#, #"[["a","|b1"],["s","|S4"]]"#, #"[[["long title","t"],"<i8"],["é","<c16"]]"#,
        #"[["r",[["a","<i2"],["b",">f4"]],[2]],["q",">i2",[3]]]"#,
    ])
    func everyPartIsSaidAgain(_ text: String) throws {
        let json = try JSONValue.parse(text)
        let (type, codec) = try DataTypeCatalog.standard.dataType(v2: json)
        #expect(type.v2(codec) == json)
        #expect(codec.orders(of: type.layout).count == type.layout.runs.count)
        let fill = FillValue(bytes: (0..<type.byteCount).map { UInt8(truncatingIfNeeded: 3 * $0 % 64) })
        let scalar = type.v2(fill, storage: codec)
        #expect(try type.fillValue(from: scalar, dialect: .v2, storage: codec) == fill)
    }

    @Test func ordersBelongToFields() throws {
        let json = try JSONValue.parse(#"[["a",">i2"],["b","<i4"],["c",[["d",">f8"],["e","|i1"]],2]]"#)
        let (type, codec) = try DataTypeCatalog.standard.dataType(v2: json)
        #expect(type.byteCount == 24)
        #expect(codec.mixedOrders == [.big, .little, .big, .big])
        #expect(type.structFields?.map(\.byteOffset) == [0, 2, 6])
        let list = try #require(type.structFields?.last?.dataType.definition as? Subarray)
        #expect(list.shape == [2])
        #expect(list.count == 2)
        #expect(list.element.structFields?.map(\.name) == ["d", "e"])
        // A fill value in base64 has the orders of storage: a = 1, b = 2.
        let stored: [UInt8] = [0, 1, 2, 0, 0, 0] + [UInt8](repeating: 0, count: 18)
        let fill = try type.fillValue(from: .string(Base64.encode(stored)), dialect: .v2, storage: codec)
        let scalars = type.json(of: fill, dialect: .v3).objectValue
        #expect(scalars?["a"] == 1)
        #expect(scalars?["b"] == 2)
        #expect(scalars?["c"] == [["d": 0, "e": 0], ["d": 0, "e": 0]])
    }

    @Test func emptyNamesAreNumpys() throws {
        // numpy.dtype([("f1", "<i4"), ("", "|V4")]) fails over its own name; we do not.
        let (type, _) = try DataTypeCatalog.standard.dataType(
            v2: JSONValue.parse(#"[["f1","<i4"],["","|V4"],["","|u1"]]"#))
        #expect(type.structFields?.map(\.name) == ["f1", "f1_", "f2"])
    }

    @Test func severalElementsInAFieldHaveNoNameInZarr3() throws {
        let (type, _) = try DataTypeCatalog.standard.dataType(v2: JSONValue.parse(#"[["z","<f4",[2,2]]]"#))
        #expect {
            try type.definition.requireZarr3()
        } throws: { ($0 as? ZarrError)?.message.contains("\"z\"") == true }
    }

    @Test(arguments: [
        "[]", #"[["a"]]"#, #"[["a","<i4",[2],1]]"#, #"[["a","<i4"],["a","<i4"]]"#, #"[["a","|O"]]"#, #"[["a","<q"]]"#,
        #"[["a","<i4",[-1]]]"#, #"[["a","<i4",["2"]]]"#, #"[["a",7]]"#, #"[[7,"<i4"]]"#, #"[[["a"],"<i4"]]"#, "[7]",
        "7",
        #"[["a","<i4",[9223372036854775807,9223372036854775807]]]"#, #"[["a","<i4",[100000000]]]"#, "null",
        #"{"a":"<i4"}"#,
        #"[["a",[["b","|u1"],["c","<i2"]],[100000]]]"#, #"[["a","|S0",[100000000000]]]"#, #"[["a","<f16"]]"#,
    ])
    func whatIsNoRecordIsRefused(_ text: String) throws {
        #expect(throws: ZarrError.self) { try DataTypeCatalog.standard.dataType(v2: JSONValue.parse(text)) }
    }
}
