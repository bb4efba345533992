import ZarrBase

/// What the configuration of the `msgpack2` codec chooses.
struct MessagePackOptions: Sendable {
    /// Whether text is not known to be UTF-8.
    var isRaw = false
    /// Whether bytes have a type of their own.
    var usesBinary = true
    /// Whether numbers with a fraction are written in single precision.
    var usesSingleFloats = false
}

/// Reads MessagePack as JSON values. Of what is claimed, nothing is believed that the bytes do not hold.
struct MessagePackReader {
    private let bytes: UnsafeRawBufferPointer
    private let options: MessagePackOptions
    private var place = 0

    private static let deepest = 128

    private init(_ bytes: UnsafeRawBufferPointer, _ options: MessagePackOptions) {
        self.bytes = bytes
        self.options = options
    }

    /// The one value that the bytes are.
    ///
    /// - Throws: ``ZarrError/Code/corruptData`` where they are none, ``ZarrError/Code/unsupported`` for extension types and
    ///   keys that are no text.
    static func value(of bytes: UnsafeRawBufferPointer, _ options: MessagePackOptions) throws(ZarrError) -> JSONValue {
        var reader = MessagePackReader(bytes, options)
        let value = try reader.value(depth: 0)
        guard reader.place == bytes.count else {
            throw ZarrError(.corruptData, "\(bytes.count - reader.place) bytes follow the MessagePack value")
        }
        return value
    }

    private mutating func value(depth: Int) throws(ZarrError) -> JSONValue {
        guard depth <= Self.deepest else {
            throw ZarrError(.corruptData, "the MessagePack value nests deeper than \(Self.deepest) levels")
        }
        let tag: UInt8 = try integer()
        switch tag {
        case 0x00...0x7f: return .number(JSONNumber(tag))
        case 0x80...0x8f: return try map(Int(tag & 0x0f), depth)
        case 0x90...0x9f: return try list(Int(tag & 0x0f), depth)
        case 0xa0...0xbf: return try text(Int(tag & 0x1f))
        case 0xc0: return .null
        case 0xc2: return false
        case 0xc3: return true
        case 0xc4: return .bytes(try take(Int(integer() as UInt8)))
        case 0xc5: return .bytes(try take(Int(integer() as UInt16)))
        case 0xc6: return .bytes(try take(Int(integer() as UInt32)))
        case 0xca: return .number(JSONNumber(Double(Float(bitPattern: try integer()))))
        case 0xcb: return .number(JSONNumber(Double(bitPattern: try integer())))
        case 0xcc: return .number(JSONNumber(try integer() as UInt8))
        case 0xcd: return .number(JSONNumber(try integer() as UInt16))
        case 0xce: return .number(JSONNumber(try integer() as UInt32))
        case 0xcf: return .number(JSONNumber(try integer() as UInt64))
        case 0xd0: return .number(JSONNumber(try integer() as Int8))
        case 0xd1: return .number(JSONNumber(try integer() as Int16))
        case 0xd2: return .number(JSONNumber(try integer() as Int32))
        case 0xd3: return .number(JSONNumber(try integer() as Int64))
        case 0xd9: return try text(Int(integer() as UInt8))
        case 0xda: return try text(Int(integer() as UInt16))
        case 0xdb: return try text(Int(integer() as UInt32))
        case 0xdc: return try list(Int(integer() as UInt16), depth)
        case 0xdd: return try list(Int(integer() as UInt32), depth)
        case 0xde: return try map(Int(integer() as UInt16), depth)
        case 0xdf: return try map(Int(integer() as UInt32), depth)
        case 0xe0...0xff: return .number(JSONNumber(Int8(bitPattern: tag)))
        case 0xc7...0xc9, 0xd4...0xd8:
            throw ZarrError(.unsupported, "MessagePack extension types are not known")
        default: throw ZarrError(.corruptData, "MessagePack has no type \(tag)")
        }
    }

    private mutating func integer<Number: FixedWidthInteger & BitwiseCopyable>() throws(ZarrError) -> Number {
        let source = try take(MemoryLayout<Number>.size)
        return Number(bigEndian: source.loadUnaligned(as: Number.self))
    }

    private mutating func take(_ count: Int) throws(ZarrError) -> UnsafeRawBufferPointer {
        guard bytes.count - place >= count else {
            throw ZarrError(.corruptData, "the bytes end within a MessagePack value")
        }
        defer { place += count }
        return UnsafeRawBufferPointer(rebasing: bytes[place..<place + count])
    }

    private mutating func text(_ count: Int) throws(ZarrError) -> JSONValue {
        let bytes = try take(count)
        if let text = String(validating: bytes, as: UTF8.self) { return .string(text) }
        guard options.isRaw else { throw ZarrError(.corruptData, "a text in MessagePack is not UTF-8") }
        return .bytes(bytes)
    }

    private mutating func list(_ count: Int, _ depth: Int) throws(ZarrError) -> JSONValue {
        guard bytes.count - place >= count else {
            throw ZarrError(.corruptData, "a list of \(count) elements stands in \(bytes.count - place) bytes")
        }
        var elements: [JSONValue] = []
        elements.reserveCapacity(count)
        for _ in 0..<count { elements.append(try value(depth: depth + 1)) }
        return .array(elements)
    }

    private mutating func map(_ count: Int, _ depth: Int) throws(ZarrError) -> JSONValue {
        guard (bytes.count - place) / 2 >= count else {
            throw ZarrError(.corruptData, "an object of \(count) fields stands in \(bytes.count - place) bytes")
        }
        var object = JSONObject()
        object.reserveCapacity(count)
        for _ in 0..<count {
            guard let key = try value(depth: depth + 1).stringValue else {
                throw ZarrError(.unsupported, "a key of an object in MessagePack is no text")
            }
            object[key] = try value(depth: depth + 1)
        }
        return .object(object)
    }
}
