import Testing
import ZarrBase
import ZarrTesting

@testable import ZarrCodecs

@Suite struct NumberConversionTests {
    private static func converted(
        _ bytes: [UInt8], _ from: DataType, _ to: DataType, _ rule: NumberConversion.Rule
    ) throws(ZarrError) -> [UInt8] {
        var target = [UInt8](repeating: 0xaa, count: bytes.count / max(1, from.byteCount) * to.byteCount)
        try bytes.withUnsafeBufferPointer { (source) throws(ZarrError) in
            try target.withUnsafeMutableBufferPointer { (target) throws(ZarrError) in
                try NumberConversion.convert(
                    from: UnsafeRawBufferPointer(source), of: from, into: UnsafeMutableRawBufferPointer(target), of: to,
                    rule: rule)
            }
        }
        return target
    }

    private static func type(_ name: String) throws -> DataType {
        try DataTypeCatalog.standard.dataType(NamedConfiguration(name))
    }

    private static func elements(_ bytes: [UInt8], _ size: Int) -> [[UInt8]] {
        stride(from: 0, to: bytes.count, by: size).map { Array(bytes[$0..<min($0 + size, bytes.count)]) }
    }

    /// What a mismatch prints: the numbers beside what should have become of them.
    private static func mismatches(
        _ inputs: [[UInt8]], _ from: DataType, _ found: [[UInt8]], _ expected: [[UInt8]], _ to: DataType
    ) -> [String] {
        func text(_ element: [UInt8], _ type: DataType) -> String {
            element.withUnsafeBytes { type.definition.json(of: $0, dialect: .v3).serialized() }
        }
        return zip(inputs, zip(found, expected)).compactMap { input, pair in
            pair.0 == pair.1 ? nil : "\(text(input, from)) -> \(text(pair.0, to)), not \(text(pair.1, to))"
        }
    }

    @Test func astypeIsThatOfNumPy() throws {
        let vectors = try Vectors("numbers").json
        var count = 0
        for (source, targets) in vectors["astype"].objectValue ?? [:] {
            let from = try Self.type(source)
            let bytes = vectors["inputs"][source].hexBytes
            for (target, expected) in targets.objectValue ?? [:] {
                let to = try Self.type(target)
                let found = try Self.converted(bytes, from, to, .numpy)
                let wrong = Self.mismatches(
                    Self.elements(bytes, from.byteCount), from, Self.elements(found, to.byteCount),
                    Self.elements(expected.hexBytes, to.byteCount), to)
                #expect(wrong.isEmpty, "\(source) to \(target)")
                #expect(found == expected.hexBytes)
                count += 1
            }
        }
        #expect(count == 144)
    }

    @Test func valuesAreCastAsCastValueSays() throws {
        let vectors = try Vectors("numbers").json
        let cases = vectors["cast"].arrayValue ?? []
        #expect(cases.count > 300)
        for test in cases {
            let from = try Self.type(test["from"].stringValue ?? "")
            let to = try Self.type(test["to"].stringValue ?? "")
            let rounding = try #require(NumberRounding(rawValue: test["rounding"].stringValue ?? ""))
            let rule = NumberConversion.Rule.value(
                rounding, test["overflow"].stringValue.flatMap(NumberOverflow.init(rawValue:)))
            let inputs = Self.elements(vectors["inputs"][from.name].hexBytes, from.byteCount)
            var found: [[UInt8]] = []
            var cast: [[UInt8]] = []
            var marks = ""
            for input in inputs {
                do {
                    found.append(try Self.converted(input, from, to, rule))
                    cast.append(input)
                    marks += "1"
                } catch {
                    #expect(error.code == .invalidArgument)
                    marks += "0"
                }
            }
            #expect(marks == test["marks"].stringValue, "\(from) to \(to), \(rule)")
            let wrong = Self.mismatches(
                cast, from, found, Self.elements(test["out"].hexBytes, to.byteCount), to)
            #expect(wrong.isEmpty, "\(from) to \(to), \(rule)")
        }
    }

    /// A wider type and back, for bits at random: what fits comes back, in tiles and at odd places.
    @Test(arguments: [1, 2, 511, 512, 513, 2000])
    func whatFitsComesBack(count: Int) throws {
        var random = SeededGenerator(seed: UInt64(count))
        for (narrow, wide) in [
            ("int8", "int64"), ("uint16", "int32"), ("uint32", "float64"), ("float16", "float32"),
            ("float32", "float64"),
            ("bool", "float16"), ("int16", "float32"), ("uint8", "float16"), ("uint64", "uint64"),
        ] {
            let (from, to) = (try Self.type(narrow), try Self.type(wide))
            var bytes = (0..<count * from.byteCount).map { _ in UInt8.random(in: 0...255, using: &random) }
            if narrow == "bool" { bytes = bytes.map { $0 & 1 } }
            for rule in [NumberConversion.Rule.numpy, .value(.towardsNegative, nil)] {
                let back = try Self.converted(Self.converted(bytes, from, to, rule), to, from, rule)
                // NaN stays NaN, but not which.
                let wrong = Self.mismatches(
                    Self.elements(bytes, from.byteCount), from, Self.elements(back, from.byteCount),
                    Self.elements(bytes, from.byteCount), from
                ).filter { !$0.contains("0x") }
                #expect(wrong.isEmpty, "seed \(count): \(narrow) by \(wide)")
            }
        }
    }

    @Test func buffersThatDoNotFitAreRefused() throws {
        #expect(throws: ZarrError.self) { try Self.converted([1, 2, 3], .int16, .int16, .numpy) }
        #expect(throws: ZarrError.self) { try Self.converted([1, 2], .string, .int16, .numpy) }
        #expect(!NumberConversion.knows(.string) && NumberConversion.knows(.float16))
        var small = [UInt8](repeating: 0, count: 3)
        #expect(throws: ZarrError.self) {
            try small.withUnsafeMutableBytes { small in
                try [1, 2].withUnsafeBytes { (source: UnsafeRawBufferPointer) in
                    try NumberConversion.convert(
                        from: UnsafeRawBufferPointer(rebasing: source.prefix(2)), of: .int8, into: small, of: .int16,
                        rule: .numpy)
                }
            }
        }
    }
}
