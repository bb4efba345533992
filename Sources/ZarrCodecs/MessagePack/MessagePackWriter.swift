import ZarrBase

/// Writes JSON values as MessagePack, each in its shortest form, as Python's msgpack does.
struct MessagePackWriter {
    private var output: [UInt8] = []
    private let options: MessagePackOptions

    private init(_ options: MessagePackOptions) { self.options = options }

    /// The bytes of a value.
    ///
    /// - Throws: ``ZarrError/Code/unsupported`` for an integer beyond 64 bits.
    static func bytes(of value: JSONValue, _ options: MessagePackOptions) throws(ZarrError) -> [UInt8] {
        var writer = MessagePackWriter(options)
        try writer.write(value)
        return writer.output
    }

    private mutating func write(_ value: JSONValue) throws(ZarrError) {
        switch value {
        case .null: output.append(0xc0)
        case .bool(let truth): output.append(truth ? 0xc3 : 0xc2)
        case .number(let number): try write(number)
        case .string(let text): writeText(Array(text.utf8), hasShortForm: options.usesBinary)
        case .array(let elements):
            head(elements.count, small: 0x90, limit: 16, medium: 0xdc, large: 0xdd)
            for element in elements { try write(element) }
        case .object(let object):
            if let bytes = value.bytesValue {
                writeBinary(bytes)
                return
            }
            head(object.count, small: 0x80, limit: 16, medium: 0xde, large: 0xdf)
            for (key, value) in object {
                try write(.string(key))
                try write(value)
            }
        }
    }

    private mutating func write(_ number: JSONNumber) throws(ZarrError) {
        // What is written with a fraction or an exponent is a float in Python, also where it is whole.
        guard !number.literal.utf8.contains(where: { ".eEN".utf8.contains($0) }), !number.literal.hasSuffix("y") else {
            if options.usesSingleFloats {
                append(0xca, Float(number.double).bitPattern)
            } else {
                append(0xcb, number.double.bitPattern)
            }
            return
        }
        if let value = number.uint64 {
            switch value {
            case 0...0x7f: output.append(UInt8(value))
            case 0...0xff: append(0xcc, UInt8(value))
            case 0...0xffff: append(0xcd, UInt16(value))
            case 0...0xffff_ffff: append(0xce, UInt32(value))
            default: append(0xcf, value)
            }
        } else if let value = number.int64 {
            switch value {
            case -0x20...(-1): output.append(UInt8(truncatingIfNeeded: value))
            case -0x80...(-1): append(0xd0, Int8(value))
            case -0x8000...(-1): append(0xd1, Int16(value))
            case -0x8000_0000...(-1): append(0xd2, Int32(value))
            default: append(0xd3, value)
            }
        } else {
            throw ZarrError(.unsupported, "MessagePack has no integer as large as \(number.literal)")
        }
    }

    private mutating func writeText(_ bytes: [UInt8], hasShortForm: Bool) {
        switch bytes.count {
        case 0...31: output.append(0xa0 | UInt8(bytes.count))
        case 0...0xff where hasShortForm: append(0xd9, UInt8(bytes.count))
        case 0...0xffff: append(0xda, UInt16(bytes.count))
        default: append(0xdb, UInt32(clamping: bytes.count))
        }
        output += bytes
    }

    private mutating func writeBinary(_ bytes: [UInt8]) {
        guard options.usesBinary else { return writeText(bytes, hasShortForm: false) }
        switch bytes.count {
        case 0...0xff: append(0xc4, UInt8(bytes.count))
        case 0...0xffff: append(0xc5, UInt16(bytes.count))
        default: append(0xc6, UInt32(clamping: bytes.count))
        }
        output += bytes
    }

    private mutating func head(_ count: Int, small: UInt8, limit: Int, medium: UInt8, large: UInt8) {
        if count < limit {
            output.append(small | UInt8(count))
        } else if let count = UInt16(exactly: count) {
            append(medium, count)
        } else {
            append(large, UInt32(clamping: count))
        }
    }

    private mutating func append<Number: FixedWidthInteger>(_ tag: UInt8, _ number: Number) {
        output.append(tag)
        withUnsafeBytes(of: number.bigEndian) { output += $0 }
    }
}
