import Testing
import ZarrBase
import ZarrCodecs

/// A data type with which the conformance suite is run, and its extremes.
struct DataTypeRun: Sendable, CustomTestStringConvertible {
    let dataType: DataType
    let elements: [[UInt8]]
    var testDescription: String { dataType.description }

    init(_ dataType: DataType, _ elements: [UInt8]...) {
        self.dataType = dataType
        self.elements = elements
    }

    init(_ dataType: DataType, elements: [[UInt8]]) {
        self.dataType = dataType
        self.elements = elements
    }

    init<Number: BitwiseCopyable>(_ dataType: DataType, numbers: [Number]) {
        self.dataType = dataType
        elements = numbers.map { number in withUnsafeBytes(of: number) { Array($0) } }
    }

    static let all: [DataTypeRun] =
        [
            DataTypeRun(.bool, [1]),
            DataTypeRun(.int2, numbers: [-2, 1] as [Int8]),
            DataTypeRun(.int4, numbers: [-8, 7] as [Int8]),
            DataTypeRun(.uint2, [3]),
            DataTypeRun(.uint4, [15]),
            DataTypeRun(.int8, numbers: [Int8.min, -1, .max]),
            DataTypeRun(.int16, numbers: [Int16.min, -1, .max]),
            DataTypeRun(.int32, numbers: [Int32.min, -1, .max]),
            DataTypeRun(.int64, numbers: [Int64.min, -1, .max, 1 << 53 + 1]),
            DataTypeRun(.uint8, numbers: [UInt8.max]),
            DataTypeRun(.uint16, numbers: [UInt16.max]),
            DataTypeRun(.uint32, numbers: [UInt32.max]),
            DataTypeRun(.uint64, numbers: [UInt64.max, 1 << 63, 1 << 53 + 1]),
            DataTypeRun(
                .float16, numbers: [0x0001, 0x8000, 0x7bff, 0xfc00, 0x7c00, 0x7e00, 0xfe00, 0x7c01] as [UInt16]),
            DataTypeRun(.float32, numbers: floats.map(\.bitPattern) + [0x7fc0_0001, 0x7f80_0001, 0xffff_ffff]),
            DataTypeRun(
                .float64, numbers: doubles.map(\.bitPattern) + [0x7ff8_0000_0000_0001, 0x7ff0_0000_0000_0001, .max]),
            DataTypeRun(
                .complex64,
                numbers: [[-0.0, .infinity], [Float.nan, .leastNonzeroMagnitude]].map { SIMD2<Float>($0) }),
            DataTypeRun(
                .complex128, numbers: [[-0.0, -.infinity], [0.1, .leastNonzeroMagnitude]].map { SIMD2<Double>($0) }),
            DataTypeRun(.fixedBytes(0)),
            DataTypeRun(.fixedBytes(5), [1, 0, 2, 0, 0], [255, 254, 253, 252, 251], Array("abcd=".utf8)),
            DataTypeRun(.fixedUnicode(0)),
            DataTypeRun(.fixedUnicode(2), numbers: [SIMD2<UInt32>(0x41, 0), SIMD2<UInt32>(0x1f9ed, 0x10ffff)]),
            DataTypeRun(.bytes, [0, 255, 1], Array("abcd".utf8), Array("0".utf8)),
            DataTypeRun(.object, Array("{\"a\":[1,null]}".utf8), Array("\"ü\"".utf8), Array("0".utf8)),
            DataTypeRun(.string, Array("a\u{0}\"\\\u{1f9ed}".utf8), Array("NaN".utf8), Array("0".utf8)),
        ]
        + [
            "bfloat16", "complex_bfloat16", "complex_float16", "complex_float32", "complex_float64",
            "float4_e2m1fn", "float6_e2m3fn", "float6_e3m2fn", "float8_e3m4", "float8_e4m3", "float8_e4m3b11fnuz",
            "float8_e4m3fn", "float8_e4m3fnuz", "float8_e5m2", "float8_e5m2fnuz", "float8_e8m0fnu",
            "complex_float4_e2m1fn", "complex_float6_e2m3fn", "complex_float6_e3m2fn", "complex_float8_e3m4",
            "complex_float8_e4m3", "complex_float8_e4m3b11fnuz", "complex_float8_e4m3fnuz", "complex_float8_e5m2",
            "complex_float8_e5m2fnuz", "complex_float8_e8m0fnu",
        ].compactMap(named)
        + times.map { DataTypeRun($0, numbers: [Int64.min, -1, .max, 0]) }
        + records.map { DataTypeRun($0, [UInt8](repeating: 1, count: $0.byteCount)) }
        + [8, 16, 128, 8 * 77].compactMap { bits in
            (try? DataType.rawBits(bits)).map { DataTypeRun($0, [UInt8](repeating: 0xff, count: bits / 8)) }
        }
        + [DataType.int32, .float32, .fixedUnicode(2)].compactMap { items in
            (try? DataType.ragged(of: items)).map {
                DataTypeRun($0, [UInt8](repeating: 0, count: 3 * items.byteCount), [UInt8](repeating: 1, count: 0))
            }
        }

    /// A type by name with elements of many bits, those that have no meaning in small types left zero.
    private static func named(_ name: String) -> DataTypeRun? {
        guard let type = try? DataTypeCatalog.standard.dataType(NamedConfiguration(name)) else { return nil }
        let mask: UInt8 = name.contains("float4") ? 0x0f : name.contains("float6") ? 0x3f : 0xff
        let elements = [0x81, 0x80, 0xff, 0x7f, 0x7e, 0x3c, 0x01].map { (byte: UInt8) in
            [UInt8](repeating: byte & mask, count: type.byteCount)
        }
        return DataTypeRun(type, elements: elements)
    }

    private static let times = [
        try? DataType.datetime64(.nanoseconds), try? .datetime64(.microseconds, scaleFactor: 25),
        try? .datetime64(.generic), try? .timedelta64(.years), try? .timedelta64(.minutes, scaleFactor: 1 << 31 - 1),
    ].compactMap(\.self)

    /// Words of several sizes at odd places, records in records, and bytes alone.
    static let records: [DataType] = {
        guard let inner = try? DataType.structure([("re", .float64), ("x", .uint8), ("ü\"\n", .int16)]),
            let outer = try? DataType.structure([
                ("flag", .bool), ("inner", inner), ("n", .uint32), ("z", .complex64), ("s", .fixedBytes(3)),
            ]), let bytes = try? DataType.structure([("a", .uint8), ("b", .int8)]),
            let words = try? DataType.structure([("a", .uint16), ("b", .int16), ("c", .float16)])
        else { return [] }
        return [inner, outer, bytes, words]
    }()

    private static let floats: [Float] = [
        -0.0, 0.1, .leastNonzeroMagnitude, .greatestFiniteMagnitude, .infinity, -.infinity, .nan, 16_777_216, 1e16,
    ]
    private static let doubles: [Double] = [
        -0.0, 0.1, .leastNonzeroMagnitude, -.greatestFiniteMagnitude, .infinity, -.infinity, .nan, 1e16, 1e22, 1e23,
        9_007_199_254_740_992,
    ]
}
