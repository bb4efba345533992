import Zarr

/// Writes single elements as text, without an allocation for numbers but that of their digits.
struct ElementText {
    enum Style { case json, csv }

    private let kind: ScalarKind
    private let dataType: DataType
    private let style: Style
    /// The texts of an array of strings, whose elements only point to them.
    private let strings: [String]
    /// The values of an array of other elements that only point to their bytes.
    private let values: [JSONValue]

    init(_ array: AnyNDArray, _ style: Style) {
        kind = ScalarKind(array.dataType)
        dataType = array.dataType
        self.style = style
        strings = array.strings()
        let isOther = array.dataType.isVariableLength && kind != .string
        values =
            kind == .byteString && style == .csv
            ? array.payloads().map { .string(NumpyScalar.quoted($0.array)) } : isOther ? array.json() : []
    }

    /// Appends element number `place` of the array whose bytes are `bytes`.
    func append(_ place: Int, of bytes: UnsafeRawBufferPointer, to output: inout [UInt8]) {
        guard let base = bytes.baseAddress else { return }
        let element = base + place * dataType.byteCount
        switch kind {
        case .bool: output.append(contentsOf: (element.load(as: UInt8.self) != 0 ? "true" : "false").utf8)
        case .signed(let size): output.append(decimal: element.signed(size))
        case .unsigned(let size): output.append(decimal: element.unsigned(size))
        case .float(let size): append(element.float(size), size: size, at: element, to: &output)
        case .complex(let size):
            appendComplex(element, element.float(size), (element + size).float(size), size: size, to: &output)
        case .minifloat(let type): append(element.minifloat(type), size: 8, at: element, to: &output)
        case .minifloatPair(let type):
            let imaginary = (element + type.layout.byteCount).minifloat(type)
            appendComplex(element, element.minifloat(type), imaginary, size: 8, to: &output)
        case .time(let type): append(TimeText.json(element.loadUnaligned(as: Int64.self), type), to: &output)
        case .record, .list:
            append(
                RecordText.json(of: UnsafeRawBufferPointer(start: element, count: dataType.byteCount), dataType),
                to: &output)
        case .string: append(text: place < strings.count ? strings[place] : "", to: &output)
        case .unicode(let count): append(text: element.unicode(count), to: &output)
        case .bytes(let count) where style == .csv:
            append(text: String(decoding: element.unpadded(count), as: UTF8.self), to: &output)
        case .raw(let count) where style == .csv:
            output.append(contentsOf: "0x".utf8)
            for byte in UnsafeRawBufferPointer(start: element, count: count) {
                output.append(Self.digits[Int(byte >> 4)])
                output.append(Self.digits[Int(byte & 15)])
            }
        case .byteString where !values.isEmpty, .other where !values.isEmpty:
            append(place < values.count ? values[place] : .null, to: &output)
        case .raw, .bytes, .byteString, .other: append(json(element), to: &output)
        }
    }

    private static let digits = Array("0123456789abcdef".utf8)

    private func json(_ element: UnsafeRawPointer) -> JSONValue {
        dataType.definition.json(
            of: UnsafeRawBufferPointer(start: element, count: dataType.byteCount), dialect: .v3)
    }

    private func append(_ value: Double, size: Int, at element: UnsafeRawPointer, to output: inout [UInt8]) {
        if value.isFinite || style == .csv {
            output.append(contentsOf: value.shortestText(size: size).utf8)
        } else {
            append(json(element), to: &output)
        }
    }

    private func appendComplex(
        _ element: UnsafeRawPointer, _ real: Double, _ imaginary: Double, size: Int, to output: inout [UInt8]
    ) {
        guard style == .csv else { return append(json(element), to: &output) }
        output.append(contentsOf: real.shortestText(size: size).utf8)
        let text = imaginary.shortestText(size: size)
        if !text.hasPrefix("-") { output.append(UInt8(ascii: "+")) }
        output.append(contentsOf: text.utf8)
        output.append(UInt8(ascii: "j"))
    }

    private func append(_ json: JSONValue, to output: inout [UInt8]) {
        guard style == .csv else {
            output.append(contentsOf: json.serialized().utf8)
            return
        }
        append(text: json.stringValue ?? json.serialized(), to: &output)
    }

    private func append(text: String, to output: inout [UInt8]) {
        switch style {
        case .json: output.append(contentsOf: JSONValue.string(text).serialized().utf8)
        case .csv:
            // RFC 4180: what could be taken for the structure is quoted, and quotes within are doubled.
            guard text.utf8.contains(where: { ",\"\n\r".utf8.contains($0) }) else {
                output.append(contentsOf: text.utf8)
                return
            }
            output.append(UInt8(ascii: "\""))
            for byte in text.utf8 {
                if byte == UInt8(ascii: "\"") { output.append(byte) }
                output.append(byte)
            }
            output.append(UInt8(ascii: "\""))
        }
    }
}

extension [UInt8] {
    /// Appends the digits of an integer.
    mutating func append(decimal value: some FixedWidthInteger) {
        if value < 0 { append(UInt8(ascii: "-")) }
        var rest = UInt64(value.magnitude)
        let start = count
        repeat {
            append(UInt8(ascii: "0") + UInt8(rest % 10))
            rest /= 10
        } while rest > 0
        self[start...].reverse()
    }
}
