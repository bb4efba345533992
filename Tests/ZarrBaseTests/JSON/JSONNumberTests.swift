import Testing
import ZarrBase

@Suite struct JSONNumberTests {
    @Test(
        arguments: [
            ("0", 0), ("-0", 0), ("-0.0", 0), ("0e999999999999999999999", 0), ("12", 12), ("12.0", 12),
            ("12.000e0", 12),
            ("1e3", 1000), ("1E+3", 1000), ("1000e-3", 1), ("1000.0e-2", 10), ("0.012e3", 12), ("-1.5e1", -15),
            ("9223372036854775807", .max), ("-9223372036854775808", .min), ("9223372036854775807.000", .max),
            ("922337203685477580.7e1", .max), ("9223372036854775807000e-3", .max),
            ("100000000000000000000000000000e-29", 1),
        ] as [(String, Int)])
    func readsWholeNumbersExactly(literal: String, expected: Int) {
        let number = JSONNumber(literal: literal)
        #expect(number?.int == expected)
        #expect(number?.int64 == Int64(expected))
        #expect(number?.uint64 == UInt64(exactly: expected))
    }

    @Test(arguments: [
        "1.5", "0.1", "1e-1", "12e-1", "1000e-4", "9223372036854775808", "-9223372036854775809", "1e19", "1e400",
        "1e999999999999999999999999", "1e-999999999999999999999999", "NaN", "Infinity", "-Infinity",
    ])
    func hasNoIntegerWhereThereIsNone(literal: String) {
        #expect(JSONNumber(literal: literal) != nil)
        #expect(JSONNumber(literal: literal)?.int == nil)
    }

    @Test func readsUnsignedIntegersExactly() {
        #expect(JSONNumber(literal: "18446744073709551615")?.uint64 == .max)
        #expect(JSONNumber(literal: "18446744073709551616")?.uint64 == nil)
        #expect(JSONNumber(literal: "1844674407370955161.5e1")?.uint64 == .max)
        #expect(JSONNumber(literal: "-1")?.uint64 == nil)
        #expect(JSONNumber(literal: "-0")?.uint64 == 0)
    }

    @Test func readsDoubles() {
        #expect(JSONNumber(literal: "0.1")?.double == 0.1)
        #expect(JSONNumber(literal: "-2.5E-3")?.double == -0.0025)
        #expect(JSONNumber(literal: "5e-324")?.double == .leastNonzeroMagnitude)
        #expect(JSONNumber(literal: "1e400")?.double == .infinity)
        #expect(JSONNumber(literal: "-1e400")?.double == -.infinity)
        #expect(JSONNumber(literal: "1e-400")?.double == 0)
        #expect(JSONNumber(literal: "-0.0")?.double.sign == .minus)
        #expect(JSONNumber(literal: "-0")?.double.sign == .minus)
        #expect(JSONNumber(literal: "NaN")?.double.isNaN == true)
        #expect(JSONNumber(literal: "Infinity")?.double == .infinity)
        #expect(JSONNumber(literal: "-Infinity")?.double == -.infinity)
        #expect(JSONNumber(literal: "9007199254740993")?.double == 9_007_199_254_740_992)
    }

    @Test(arguments: [
        "", " 1", "1 ", "+1", "01", "1.", ".1", "1e", "1e+", "-", "--1", "0x1", "nan", "inf", "-NaN", "1_000", "1,0",
        "Infinity1", "١",
    ])
    func refusesWhatIsNoNumber(literal: String) {
        #expect(JSONNumber(literal: literal) == nil)
    }

    @Test func writesIntegersOfEveryWidth() {
        #expect(JSONNumber(UInt64.max).literal == "18446744073709551615")
        #expect(JSONNumber(Int64.min).literal == "-9223372036854775808")
        #expect(JSONNumber(UInt8(7)).literal == "7")
        #expect(JSONNumber(Int128.max).literal == "170141183460469231731687303715884105727")
    }

    @Test(arguments: [
        (0.0, "0.0"), (-0.0, "-0.0"), (0.1, "0.1"), (1e16, "1e+16"), (1e-5, "1e-05"), (.nan, "NaN"), (-.nan, "NaN"),
        (.infinity, "Infinity"), (-.infinity, "-Infinity"), (Double.leastNonzeroMagnitude, "5e-324"), (100, "100.0"),
    ])
    func writesDoublesShortest(value: Double, literal: String) {
        #expect(JSONNumber(value).literal == literal)
    }

    @Test func doublesSurviveTheirLiteral() {
        var generator = SeededGenerator(seed: 11)
        for _ in 0..<2000 {
            let value = Double(bitPattern: generator.next())
            let number = JSONNumber(value)
            #expect(value.isNaN ? number.double.isNaN : number.double.bitPattern == value.bitPattern, "\(value)")
            #expect(JSONNumber(literal: number.literal)?.literal == number.literal)
        }
    }

    @Test func comparesByMeaning() throws {
        let same = [
            ["1000", "1e3", "1000.0", "10000e-1"], ["0", "0.0", "0e5"], ["-0", "-0.0", "-0e5"],
            ["9007199254740993", "9007199254740993.0"], ["9007199254740992"], ["18446744073709551615"],
            ["0.1", "0.10", "1e-1", "0.1000000000000000055511151231257827"], ["NaN"], ["1e400", "Infinity"],
            ["-Infinity"], ["-1", "-1.0"], ["1.5", "15e-1"],
        ]
        let classes = try same.map { try $0.map { try #require(JSONNumber(literal: $0)) } }
        for (place, left) in classes.enumerated() {
            for (otherPlace, right) in classes.enumerated() {
                for number in left {
                    for other in right {
                        #expect((number == other) == (place == otherPlace), "\(number) \(other)")
                        if number == other { #expect(number.hashValue == other.hashValue) }
                    }
                }
            }
        }
    }
}
