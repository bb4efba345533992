import Zarr

/// One element as NumPy would print it.
enum NumpyScalar {
    case bool(Bool)
    case signed(Int64)
    case unsigned(UInt64)
    case float(Double)
    case complex(Double, Double)
    /// Text, which is printed in quotes.
    case text(String)
    /// Bytes, which are printed as Python's `b'...'`.
    case bytes([UInt8])
    /// A point in time, which is printed in quotes.
    case time(String)
    /// A duration in steps.
    case duration(Int64, TimeType)
    case record([NumpyScalar])
    /// Several elements in one field, in C order.
    case list([NumpyScalar])
    case other(String)

    /// The elements of `array`, in C order.
    static func all(of array: AnyNDArray) -> [NumpyScalar] {
        let kind = ScalarKind(array.dataType)
        switch kind {
        case .string: return array.strings().map { .text($0) }
        case .byteString: return array.payloads().map { .bytes($0.array) }
        case .other where array.dataType.isVariableLength:
            return array.json().map { value in value.stringValue.map { .text($0) } ?? .other(value.serialized()) }
        default: break
        }
        let size = array.dataType.byteCount
        return array.bytes.withUnsafeBytes { bytes -> [NumpyScalar] in
            guard let base = bytes.baseAddress else { return [] }
            return (0..<array.count).map { scalar(base + $0 * size, array.dataType, kind) }
        }
    }

    private static func scalar(_ element: UnsafeRawPointer, _ dataType: DataType, _ kind: ScalarKind) -> NumpyScalar {
        switch kind {
        case .bool: return .bool(element.load(as: UInt8.self) != 0)
        case .signed(let size): return .signed(element.signed(size))
        case .unsigned(let size): return .unsigned(element.unsigned(size))
        case .float(let size): return .float(element.float(size))
        case .complex(let size): return .complex(element.float(size), (element + size).float(size))
        case .minifloat(let type): return .float(element.minifloat(type))
        case .minifloatPair(let type):
            return .complex(element.minifloat(type), (element + type.layout.byteCount).minifloat(type))
        case .unicode(let count): return .text(element.unicode(count))
        case .bytes(let count): return .bytes(Array(element.unpadded(count)))
        case .raw(let count): return .other(hexadecimal(UnsafeRawBufferPointer(start: element, count: count)))
        case .time(let type):
            let steps = element.loadUnaligned(as: Int64.self)
            return type.isDuration ? .duration(steps, type) : .time(TimeText.text(steps, type))
        case .record:
            return .record(
                (dataType.structFields ?? []).map {
                    scalar(element + $0.byteOffset, $0.dataType, ScalarKind($0.dataType))
                })
        case .list:
            guard let list = dataType.definition as? Subarray else { return .list([]) }
            let kind = ScalarKind(list.element)
            return .list((0..<list.count).map { scalar(element + $0 * list.element.byteCount, list.element, kind) })
        case .string, .byteString, .other:
            let bytes = UnsafeRawBufferPointer(start: element, count: dataType.byteCount)
            return .other(dataType.definition.json(of: bytes, dialect: .v3).serialized())
        }
    }

    /// Text as Python's `repr` quotes it.
    static func quoted(_ text: String) -> String {
        let quote: Unicode.Scalar =
            text.unicodeScalars.contains("'") && !text.unicodeScalars.contains("\"") ? "\"" : "'"
        var result = String.UnicodeScalarView()
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\n": result.append(contentsOf: "\\n".unicodeScalars)
            case "\r": result.append(contentsOf: "\\r".unicodeScalars)
            case "\t": result.append(contentsOf: "\\t".unicodeScalars)
            case "\\", quote:
                result.append("\\")
                result.append(scalar)
            case _ where scalar.value < 0x20 || (0x7F..<0xA0).contains(scalar.value):
                result.append(contentsOf: ("\\x" + hexadecimal(UInt8(scalar.value))).unicodeScalars)
            default: result.append(scalar)
            }
        }
        return "\(quote)\(String(result))\(quote)"
    }

    /// Bytes as Python's `repr` shows them.
    static func quoted(_ bytes: [UInt8]) -> String {
        let hasQuote = bytes.contains(UInt8(ascii: "'")) && !bytes.contains(UInt8(ascii: "\""))
        let quote = hasQuote ? "\"" : "'"
        var result = ""
        for byte in bytes {
            switch byte {
            case UInt8(ascii: "\n"): result += "\\n"
            case UInt8(ascii: "\r"): result += "\\r"
            case UInt8(ascii: "\t"): result += "\\t"
            case UInt8(ascii: "\\"): result += "\\\\"
            case UInt8(ascii: "'") where !hasQuote: result += "\\'"
            case 0x20..<0x7F: result.unicodeScalars.append(Unicode.Scalar(byte))
            default: result += "\\x" + hexadecimal(byte)
            }
        }
        return "b" + quote + result + quote
    }

    /// Opaque bytes as NumPy shows them: each by its digits.
    private static func hexadecimal(_ bytes: UnsafeRawBufferPointer) -> String {
        "b'" + bytes.map { "\\x" + hexadecimal($0).uppercased() }.joined() + "'"
    }

    private static func hexadecimal(_ byte: UInt8) -> String {
        let digits = String(byte, radix: 16)
        return digits.utf8.count == 1 ? "0" + digits : digits
    }
}
