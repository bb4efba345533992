import Zarr

extension NPYHeader {
    /// Reads the header at the start of `source`; `start` is where the elements begin.
    ///
    /// - Throws: ``ZarrError/Code/corruptData`` where it is no `.npy` file or is cut off, ``ZarrError/Code/unsupported`` for
    ///   Python objects.
    static func read(from source: any ByteSource) throws -> (header: NPYHeader, start: Int) {
        let size = try source.size() ?? 0
        guard size >= 10, let lead = try source.read(.bounded(offset: 0, length: min(size, 12)))?.array,
            lead.starts(with: magic)
        else {
            throw ZarrError(.corruptData, "is not a .npy file", hint: "numpy.save writes one")
        }
        guard (1...3).contains(lead[6]), lead[7] == 0, lead[6] == 1 || size >= 12 else {
            throw ZarrError(
                .unsupported, "is a .npy file of version \(lead[6]).\(lead[7])", hint: "1.0 to 3.0 are known")
        }
        let prefix = lead[6] == 1 ? 10 : 12
        var length = 0
        for place in (8..<prefix).reversed() { length = length << 8 | Int(lead[place]) }
        guard length <= 1 << 20, prefix + length <= size,
            let bytes = try source.read(.bounded(offset: prefix, length: length))
        else { throw ZarrError(.corruptData, "the header of the .npy file is cut off") }
        // Latin-1 before version 3; what goes beyond ASCII is in the names of fields.
        let text = lead[6] == 3 ? bytes.utf8 ?? "" : String(String.UnicodeScalarView(bytes.array.map { .init($0) }))
        var parser = PythonLiteral(Array(text.utf8))
        return (try parser.header(), prefix + length)
    }
}

/// Reads the one dictionary that a header is: strings, truth values, tuples of integers and lists of fields.
private struct PythonLiteral {
    private let text: [UInt8]
    private var place = 0

    init(_ text: [UInt8]) { self.text = text }

    mutating func header() throws(ZarrError) -> NPYHeader {
        var descr: JSONValue?
        var isFortranOrder: Bool?
        var shape: [Int]?
        try expect("{")
        while !skip("}") {
            let key = try string()
            try expect(":")
            switch key {
            case "descr":
                descr = try value(depth: 0)
            case "fortran_order": isFortranOrder = try boolean()
            case "shape": shape = try tuple()
            default: throw damaged()
            }
            if !skip(",") {
                try expect("}")
                break
            }
        }
        guard let descr, let isFortranOrder, let shape else { throw damaged() }
        if Self.holdsObjects(descr) {
            throw ZarrError(
                .unsupported, "the .npy file holds Python objects", hint: "save text with dtype 'U', numbers as numbers"
            )
        }
        let (dataType, storage) = try DataTypeCatalog.standard.dataType(v2: descr)
        return NPYHeader(dataType: dataType, storage: storage, isFortranOrder: isFortranOrder, shape: shape)
    }

    private static func holdsObjects(_ descr: JSONValue) -> Bool {
        switch descr {
        case .string(let text): text.hasSuffix("O")
        case .array(let fields): fields.contains { $0.arrayValue?.dropFirst().first.map(holdsObjects) ?? false }
        default: false
        }
    }

    /// A string, an integer, or a list or tuple of them.
    private mutating func value(depth: Int) throws(ZarrError) -> JSONValue {
        guard depth <= Self.mostLevels, let next else { throw damaged() }
        let closing: Unicode.Scalar
        switch next {
        case UInt8(ascii: "'"), UInt8(ascii: "\""): return .string(try string())
        case UInt8(ascii: "0")...UInt8(ascii: "9"): return .number(JSONNumber(try integer()))
        case UInt8(ascii: "["): closing = "]"
        case UInt8(ascii: "("): closing = ")"
        default: throw damaged()
        }
        skipSpaces()
        place += 1
        var items: [JSONValue] = []
        while !skip(closing) {
            items.append(try value(depth: depth + 1))
            if !skip(",") {
                try expect(closing)
                break
            }
        }
        return .array(items)
    }

    private static let mostLevels = 100

    private func damaged() -> ZarrError { ZarrError(.corruptData, "the header of the .npy file is damaged") }

    private var next: UInt8? { text[place...].first { $0 != 0x20 && $0 != 0x0A } }

    private mutating func skipSpaces() {
        while place < text.count, text[place] == 0x20 || text[place] == 0x0A { place += 1 }
    }

    private mutating func skip(_ character: Unicode.Scalar) -> Bool {
        skipSpaces()
        guard place < text.count, text[place] == UInt8(ascii: character) else { return false }
        place += 1
        return true
    }

    private mutating func expect(_ character: Unicode.Scalar) throws(ZarrError) {
        guard skip(character) else { throw damaged() }
    }

    private mutating func string() throws(ZarrError) -> String {
        skipSpaces()
        guard place < text.count, text[place] == UInt8(ascii: "'") || text[place] == UInt8(ascii: "\"") else {
            throw damaged()
        }
        let quote = text[place]
        var bytes: [UInt8] = []
        place += 1
        while place < text.count, text[place] != quote {
            if text[place] == UInt8(ascii: "\\") {
                place += 1
                guard let character = try escaped() else { throw damaged() }
                bytes.append(contentsOf: Array(String(character).utf8))
            } else {
                bytes.append(text[place])
                place += 1
            }
        }
        guard place < text.count else { throw damaged() }
        place += 1
        return String(decoding: bytes, as: UTF8.self)
    }

    /// The character behind a backslash in a Python string.
    private mutating func escaped() throws(ZarrError) -> Unicode.Scalar? {
        guard place < text.count else { return nil }
        let letter = text[place]
        place += 1
        let digits: Int
        switch letter {
        case UInt8(ascii: "n"): return "\n"
        case UInt8(ascii: "r"): return "\r"
        case UInt8(ascii: "t"): return "\t"
        case UInt8(ascii: "\\"), UInt8(ascii: "'"), UInt8(ascii: "\""): return Unicode.Scalar(letter)
        case UInt8(ascii: "x"): digits = 2
        case UInt8(ascii: "u"): digits = 4
        case UInt8(ascii: "U"): digits = 8
        default: return nil
        }
        guard text.count - place >= digits,
            let value = UInt32(String(decoding: text[place..<place + digits], as: UTF8.self), radix: 16)
        else { return nil }
        place += digits
        return Unicode.Scalar(value)
    }

    private mutating func integer() throws(ZarrError) -> Int {
        skipSpaces()
        let digits = text[place...].prefix { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
        guard let number = Int(String(decoding: digits, as: UTF8.self)) else { throw damaged() }
        place += digits.count
        // Python 2 wrote long integers with an L.
        _ = skip("L")
        return number
    }

    private mutating func boolean() throws(ZarrError) -> Bool {
        skipSpaces()
        for (word, value) in [("True", true), ("False", false)] where text[place...].starts(with: word.utf8) {
            place += word.utf8.count
            return value
        }
        throw damaged()
    }

    private mutating func tuple() throws(ZarrError) -> [Int] {
        var numbers: [Int] = []
        try expect("(")
        while !skip(")") {
            guard numbers.count < 64 else { throw damaged() }
            let number = try integer()
            numbers.append(number)
            if !skip(",") {
                try expect(")")
                break
            }
        }
        return numbers
    }
}
