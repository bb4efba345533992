import Testing
import ZarrBase
import ZarrCodecs

@Suite struct TimeTypeTests {
    @Test(arguments: [
        ("<M8[ns]", "numpy.datetime64", "ns", 1), ("<m8[25us]", "numpy.timedelta64", "us", 25),
        ("<M8", "numpy.datetime64", "generic", 1), ("<M8[10D]", "numpy.datetime64", "D", 10),
        ("<m8[2147483647as]", "numpy.timedelta64", "as", 2_147_483_647), ("<M8[Y]", "numpy.datetime64", "Y", 1),
    ])
    func namesInBothVersions(_ dtype: String, _ name: String, _ unit: String, _ factor: Int) throws {
        let (type, endian) = try DataTypeCatalog.standard.dataType(numpy: dtype)
        #expect(endian == .little)
        #expect(type.name == name)
        #expect(type.configuration == ["unit": .string(unit), "scale_factor": .number(JSONNumber(factor))])
        #expect(type.v2(BytesCodec(endian: .little)) == .string(dtype))
        let v3 = try DataTypeCatalog.standard.dataType(NamedConfiguration(type.v3))
        #expect(v3 == type)
    }

    @Test func spellingsOfOneType() throws {
        let type = try DataType.datetime64(.microseconds)
        for unit in ["us", "\u{3bc}s", "\u{b5}s"] {
            let named = NamedConfiguration("numpy.datetime64", ["unit": .string(unit), "scale_factor": 1])
            #expect(try DataTypeCatalog.standard.dataType(named) == type)
            #expect(try DataTypeCatalog.standard.dataType(numpy: "<M8[\(unit)]").0 == type)
        }
        #expect(try DataTypeCatalog.standard.dataType(numpy: "<M8[0s]").0 == DataType.datetime64(.seconds))
        #expect(try DataTypeCatalog.standard.dataType(numpy: "<M8[7generic]").0 == DataType.datetime64(.generic))
        #expect(try DataTypeCatalog.standard.dataType(numpy: ">m8[s]").1 == .big)
    }

    @Test(arguments: [
        "<M8[]", "<M8[parsec]", "<M8[ns", "<M8ns]", "<M8[2147483648s]", "<M8[-1s]", "<M4[s]", "<M16[s]", "<M[s]", "<M",
        "<M8[99999999999999999999s]", "<M8[1 s]", "<M8[s/3]", "<m8[25]",
    ])
    func whatIsNoDtypeIsRefused(_ dtype: String) {
        #expect(throws: ZarrError.self) { try DataTypeCatalog.standard.dataType(numpy: dtype) }
    }

    @Test(arguments: [
        #"{}"#, #"{"unit": "s"}"#, #"{"scale_factor": 1}"#, #"{"unit": "s", "scale_factor": 0}"#,
        #"{"unit": "s", "scale_factor": 2147483648}"#, #"{"unit": "s", "scale_factor": 1, "endian": "little"}"#,
        #"{"unit": "sec", "scale_factor": 1}"#, #"{"unit": 1, "scale_factor": 1}"#,
        #"{"unit": "s", "scale_factor": "1"}"#,
        #"{"unit": "s", "scale_factor": 1.5}"#, #"{"unit": null, "scale_factor": 1}"#,
    ])
    func whatIsNoConfigurationIsRefused(_ text: String) throws {
        let configuration = try #require(try JSONValue.parse(text).objectValue)
        for name in ["numpy.datetime64", "numpy.timedelta64"] {
            do {
                _ = try DataTypeCatalog.standard.dataType(NamedConfiguration(name, configuration))
                Issue.record("\(text) is let pass")
            } catch {
                #expect(error.code == .invalidMetadata)
                #expect(error.jsonPath?.hasPrefix("configuration.") == true, "\(error)")
            }
        }
    }

    @Test func noTimeIsTheLeastInteger() throws {
        let type = try DataType.datetime64(.nanoseconds)
        let none = try type.fillValue(from: "NaT", dialect: .v3)
        #expect(none == (try type.fillValue(from: .number(JSONNumber(Int64.min)), dialect: .v3)))
        #expect(none == (try type.fillValue(from: "NaT", dialect: .v2)))
        #expect(type.json(of: none, dialect: .v3) == "NaT")
        // zarr-python 2 knows the integer only.
        #expect(type.json(of: none, dialect: .v2) == .number(JSONNumber(Int64.min)))
    }
}
