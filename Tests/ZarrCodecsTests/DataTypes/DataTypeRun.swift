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

    init<Number: BitwiseCopyable>(_ dataType: DataType, numbers: [Number]) {
        self.dataType = dataType
        elements = numbers.map { number in withUnsafeBytes(of: number) { Array($0) } }
    }

    static let all: [DataTypeRun] =
        [
            DataTypeRun(.bool, [1]),
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
        + records.map { DataTypeRun($0, [UInt8](repeating: 1, count: $0.byteCount)) }
        + [8, 16, 128, 8 * 77].compactMap { bits in
            (try? DataType.rawBits(bits)).map { DataTypeRun($0, [UInt8](repeating: 0xff, count: bits / 8)) }
        }
        + [DataType.int32, .float32, .fixedUnicode(2)].compactMap { items in
            (try? DataType.ragged(of: items)).map {
                DataTypeRun($0, [UInt8](repeating: 0, count: 3 * items.byteCount), [UInt8](repeating: 1, count: 0))
            }
        }

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
