import Testing
import ZarrBase
import ZarrCodecs

/// The small floating-point types against what ml_dtypes makes of every bit pattern (Fixtures/vectors/make_minifloats.py).
@Suite struct MinifloatTypeTests {
    static let names = [
        "bfloat16", "float4_e2m1fn", "float6_e2m3fn", "float6_e3m2fn", "float8_e3m4", "float8_e4m3",
        "float8_e4m3b11fnuz", "float8_e4m3fn", "float8_e4m3fnuz", "float8_e5m2", "float8_e5m2fnuz", "float8_e8m0fnu",
    ]

    @Test(arguments: names)
    func bitsMeanWhatTheyMeanToOthers(_ name: String) throws {
        let type = try #require(Self.type(name).definition as? MinifloatType)
        let values = try Vectors("minifloats").json["types"][name]["values"].hexBytes
        #expect(values.count >= 4 << min(type.bits, 8))
        for place in 0..<values.count / 4 {
            let expected = Float(bitPattern: values[4 * place..<4 * place + 4].reduce(0) { $0 << 8 | UInt32($1) })
            let word = type.bits > 8 ? 97 * place : place
            let element = Self.element(word, type.layout.byteCount)
            let found = element.withUnsafeBytes { type.value(of: $0) }
            #expect(expected.isNaN ? found.isNaN : found.bitPattern == Double(expected).bitPattern, "\(name) \(word)")
            // Every number is the nearest to itself, and its text gives its bits again.
            if !expected.isNaN { #expect(type.element(nearest: found) == element, "\(name) \(word)") }
            let fill = FillValue(bytes: element)
            let json = DataType(type).json(of: fill, dialect: .v3)
            #expect(try DataType(type).fillValue(from: json, dialect: .v3) == fill, "\(name) \(json)")
        }
    }

    @Test(arguments: names)
    func decimalNumbersBecomeTheNearest(_ name: String) throws {
        let type = try Self.type(name)
        for item in try Vectors("minifloats").json["types"][name]["nearest"].arrayValue ?? [] {
            let text = item.arrayValue?.first?.stringValue ?? ""
            let number = JSONValue.number(try #require(JSONNumber(literal: text)))
            let found = try? type.fillValue(from: number, dialect: .v3)
            let expected = item.arrayValue?.last
            if expected == "none" {
                #expect(found == nil, "\(name) \(text)")
            } else if expected == "inf" {
                #expect(found.map { type.json(of: $0, dialect: .v3) } == "Infinity", "\(name) \(text)")
            } else {
                let word = try #require(expected?.intValue)
                #expect(found?.bytes == Self.element(word, type.byteCount), "\(name) \(text)")
                guard name != "float8_e8m0fnu", word > 0, !name.hasSuffix("fnuz") || word < 0x80 else { continue }
                let minus = JSONValue.number(try #require(JSONNumber(literal: "-" + text)))
                let sign = 1 << (((type.definition as? MinifloatType)?.bits ?? 8) - 1)
                let negative = try type.fillValue(from: minus, dialect: .v3).bytes
                #expect(negative == Self.element(word | sign, type.byteCount), "\(name) -\(text)")
            }
        }
    }

    /// What the registry says of `"NaN"` and `"Infinity"`, type by type.
    @Test(
        arguments: [
            ("bfloat16", 0x7fc0, 0x7f80), ("float4_e2m1fn", nil, nil), ("float6_e2m3fn", nil, nil),
            ("float6_e3m2fn", nil, nil), ("float8_e3m4", 0x78, 0x70), ("float8_e4m3", 0x7c, 0x78),
            ("float8_e4m3b11fnuz", 0x80, nil), ("float8_e4m3fn", 0x7f, nil), ("float8_e4m3fnuz", 0x80, nil),
            ("float8_e5m2", 0x7e, 0x7c), ("float8_e5m2fnuz", 0x80, nil), ("float8_e8m0fnu", 0xff, nil),
        ] as [(String, Int?, Int?)])
    func namesOfNumbersThatJSONHasNot(_ name: String, _ nan: Int?, _ infinity: Int?) throws {
        let type = try Self.type(name)
        let found = try? type.fillValue(from: "NaN", dialect: .v3).bytes
        #expect(found == nan.map { Self.element($0, type.byteCount) })
        let infinite = try? type.fillValue(from: "Infinity", dialect: .v3).bytes
        #expect(infinite == infinity.map { Self.element($0, type.byteCount) })
        let negative = try? type.fillValue(from: "-Infinity", dialect: .v3)
        #expect((negative == nil) == (infinity == nil))
    }

    @Test func whatIsBelowTheLeastPowerOfTwoIsThatOne() throws {
        let type = try Self.type("float8_e8m0fnu")
        for (value, word) in [(0.0, 0), (1e-300, 0), (0x1p-127, 0), (0x1p-126, 1), (1, 127), (0x1p127, 254)] {
            let fill = try type.fillValue(from: .number(JSONNumber(value)), dialect: .v3)
            #expect(fill.bytes == [UInt8(word)], "\(value)")
        }
        for value in [-1, -1e-300, 1e39] {
            #expect(throws: ZarrError.self) { try type.fillValue(from: .number(JSONNumber(value)), dialect: .v3) }
        }
    }

    @Test func bitsAreSpelledInFull() throws {
        #expect(try Self.type("bfloat16").fillValue(from: "0x7fc1", dialect: .v3).bytes == Self.element(0x7fc1, 2))
        #expect(try Self.type("float8_e8m0fnu").fillValue(from: "0xFF", dialect: .v3).bytes == [0xff])
        #expect(try Self.type("float4_e2m1fn").fillValue(from: "0x0f", dialect: .v3).bytes == [0x0f])
        for (name, text) in [
            ("bfloat16", "0x7f"), ("bfloat16", "0x7fc00"), ("float4_e2m1fn", "0x10"), ("float8_e5m2", "0x7"),
            ("float6_e2m3fn", "0x40"), ("float8_e5m2", "0x-7"), ("float8_e5m2", "0x+7"),
        ] {
            #expect(throws: ZarrError.self, "\(name) \(text)") {
                try Self.type(name).fillValue(from: .string(text), dialect: .v3)
            }
        }
    }

    private static func type(_ name: String) throws -> DataType {
        try DataTypeCatalog.standard.dataType(NamedConfiguration(name))
    }

    private static func element(_ word: Int, _ size: Int) -> [UInt8] {
        withUnsafeBytes(of: UInt16(word)) { bytes in
            Endianness.native == .little ? Array(bytes.prefix(size)) : Array(bytes.suffix(size))
        }
    }
}
