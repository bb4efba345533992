import Zarr

extension NPYHeader {
    /// Reads the header at the start of `source`; `start` is where the elements begin.
    ///
    /// - Throws: ``ZarrError/Code/corruptData`` where it is no `.npy` file or is cut off, ``ZarrError/Code/unsupported`` for
    ///   records, dates and Python objects.
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
        // Latin-1 before version 3, but nothing beyond ASCII occurs outside the names of records.
        var parser = PythonLiteral(Array((bytes.utf8 ?? "").utf8))
        return (try parser.header(), prefix + length)
    }
}

/// Reads the one dictionary that a header is: strings, truth values and a tuple of integers.
private struct PythonLiteral {
    private let text: [UInt8]
    private var place = 0

    init(_ text: [UInt8]) { self.text = text }

    mutating func header() throws(ZarrError) -> NPYHeader {
        var descr: String?
        var isFortranOrder: Bool?
        var shape: [Int]?
        try expect("{")
        while !skip("}") {
            let key = try string()
            try expect(":")
            switch key {
            case "descr":
                if next == UInt8(ascii: "[") {
                    throw ZarrError(.unsupported, "the .npy file holds records", hint: "save one field at a time")
                }
                descr = try string()
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
        if descr.hasSuffix("O") {
            throw ZarrError(
                .unsupported, "the .npy file holds Python objects", hint: "save text with dtype 'U', numbers as numbers"
            )
        }
        let (dataType, endian) = try DataTypeCatalog.standard.dataType(numpy: descr)
        return NPYHeader(dataType: dataType, endian: endian, isFortranOrder: isFortranOrder, shape: shape)
    }

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
        guard let end = text[(place + 1)...].firstIndex(of: quote) else { throw damaged() }
        defer { place = end + 1 }
        return String(decoding: text[(place + 1)..<end], as: UTF8.self)
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
            skipSpaces()
            let digits = text[place...].prefix { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
            guard let number = Int(String(decoding: digits, as: UTF8.self)), numbers.count < 64 else { throw damaged() }
            place += digits.count
            // Python 2 wrote long integers with an L.
            _ = skip("L")
            numbers.append(number)
            if !skip(",") {
                try expect(")")
                break
            }
        }
        return numbers
    }
}
