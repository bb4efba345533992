import ZarrBase

extension Unpickler {
    mutating func byte() throws(ZarrError) -> UInt8 { try native() }

    mutating func little<Number: FixedWidthInteger & BitwiseCopyable>() throws(ZarrError) -> Number {
        Number(littleEndian: try native())
    }

    mutating func native<Number: FixedWidthInteger & BitwiseCopyable>() throws(ZarrError) -> Number {
        let size = MemoryLayout<Number>.size
        guard bytes.count - place >= size else { throw Self.damaged("it ends too soon") }
        defer { place += size }
        return bytes.withUnsafeBytes { $0.loadUnaligned(fromByteOffset: place, as: Number.self) }
    }

    func count(_ number: some FixedWidthInteger) throws(ZarrError) -> Int {
        guard let count = Int(exactly: number), count >= 0 else { throw Self.damaged("a size is \(number)") }
        return count
    }

    mutating func take(_ count: Int) throws(ZarrError) -> Bytes {
        guard bytes.count - place >= count else { throw Self.damaged("it ends too soon") }
        defer { place += count }
        return try bytes.slice(.bounded(offset: place, length: count))
    }

    /// Python writes a lone surrogate in three bytes, which no `String` can hold: they read as U+FFFD.
    mutating func text(_ count: Int) throws(ZarrError) -> String {
        try take(count).withUnsafeBytes { String(decoding: $0, as: UTF8.self) }
    }

    /// The text up to the end of the line, in Latin-1, which keeps every byte.
    mutating func line() throws(ZarrError) -> String {
        let start = place
        let length = bytes.withUnsafeBytes { $0[start...].firstIndex(of: UInt8(ascii: "\n")).map { $0 - start } }
        guard let length else { throw Self.damaged("a line does not end") }
        let line = try take(length)
        place += 1
        return line.withUnsafeBytes { line in
            String(String.UnicodeScalarView(line.map { Unicode.Scalar($0) }))
        }
    }

    mutating func pushIntegerText() throws(ZarrError) {
        let text = try line()
        switch text {
        case "00": try push(.bool(false))
        case "01": try push(.bool(true))
        default: try push(.integer(try integerText(text)))
        }
    }

    private static let mostDigits = 4300

    /// The digits of an integer without what JSON does not allow before them.
    func integerText(_ text: String) throws(ZarrError) -> String {
        let isNegative = text.hasPrefix("-")
        let digits = (isNegative || text.hasPrefix("+") ? text.dropFirst() : text[...])
        guard !digits.isEmpty, digits.utf8.allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }) else {
            throw Self.damaged("'\(text)' is no integer")
        }
        guard digits.utf8.count <= Self.mostDigits else {
            throw ZarrError(.limitExceeded, "the pickle holds an integer of \(digits.utf8.count) digits")
        }
        let significant = digits.drop { $0 == "0" }
        if significant.isEmpty { return "0" }
        return (isNegative ? "-" : "") + significant
    }

    /// An integer of `size` bytes in two's complement, little-endian.
    mutating func long(_ size: Int) throws(ZarrError) -> String {
        guard size <= 1024 else { throw ZarrError(.limitExceeded, "the pickle holds an integer of \(size) bytes") }
        var magnitude = try take(size).array
        let isNegative = (magnitude.last ?? 0) >= 0x80
        if isNegative {
            var carry = true
            for place in magnitude.indices {
                magnitude[place] = ~magnitude[place]
                if carry { (magnitude[place], carry) = magnitude[place].addingReportingOverflow(1) }
            }
        }
        // Nine decimal digits at a time.
        var groups: [UInt32] = []
        for byte in magnitude.reversed() {
            var carry = UInt64(byte)
            for place in groups.indices {
                carry += UInt64(groups[place]) << 8
                groups[place] = UInt32(carry % 1_000_000_000)
                carry /= 1_000_000_000
            }
            if carry > 0 { groups.append(UInt32(carry)) }
        }
        guard let first = groups.last else { return "0" }
        return (isNegative ? "-" : "") + String(first)
            + groups.dropLast().reversed().map { group in
                let digits = String(group)
                return String(repeating: "0", count: 9 - digits.utf8.count) + digits
            }.joined()
    }

    /// A string of Python 2: text where it is ASCII, as Python 3 takes it, else bytes.
    static func oldText(_ bytes: Bytes) -> PickledValue {
        let isASCII = bytes.withUnsafeBytes { $0.allSatisfy { $0 < 0x80 } }
        return isASCII ? bytes.utf8.map(PickledValue.text) ?? .bytes(bytes) : .bytes(bytes)
    }

    /// The bytes of a string literal of Python 2.
    static func unquoted(_ line: String) throws(ZarrError) -> [UInt8] {
        var rest = line.unicodeScalars[...]
        guard let quote = rest.popFirst(), quote == "'" || quote == "\"", rest.popLast() == quote else {
            throw damaged("a string has no quotes")
        }
        var output: [UInt8] = []
        while let scalar = rest.popFirst() {
            guard scalar == "\\" else {
                output.append(UInt8(truncatingIfNeeded: scalar.value))
                continue
            }
            switch rest.popFirst() {
            case "n": output.append(UInt8(ascii: "\n"))
            case "r": output.append(UInt8(ascii: "\r"))
            case "t": output.append(UInt8(ascii: "\t"))
            case "\\": output.append(UInt8(ascii: "\\"))
            case "'": output.append(UInt8(ascii: "'"))
            case "\"": output.append(UInt8(ascii: "\""))
            case "x": output.append(UInt8(truncatingIfNeeded: try hexadecimal(&rest, 2)))
            default: throw damaged("a string has an escape that is not known")
            }
        }
        return output
    }

    /// Text in Python's `raw-unicode-escape`: Latin-1, and `\uXXXX` for the rest.
    static func unescaped(_ line: String) throws(ZarrError) -> String {
        var rest = line.unicodeScalars[...]
        var output = String.UnicodeScalarView()
        while let scalar = rest.popFirst() {
            guard scalar == "\\", let letter = rest.first, letter == "u" || letter == "U" else {
                output.append(scalar)
                continue
            }
            rest.removeFirst()
            let value = try hexadecimal(&rest, letter == "u" ? 4 : 8)
            output.append(Unicode.Scalar(value) ?? "\u{FFFD}")
        }
        return String(output)
    }

    private static func hexadecimal(
        _ text: inout Substring.UnicodeScalarView, _ count: Int
    ) throws(ZarrError) -> UInt32 {
        let digits = text.prefix(count)
        text = text.dropFirst(count)
        guard digits.count == count, digits.allSatisfy(\.properties.isASCIIHexDigit),
            let value = UInt32(String(digits), radix: 16)
        else { throw damaged("an escape has no digits") }
        return value
    }
}

extension String {
    /// Without the `L` with which Python 2 ended long integers.
    var droppingLastL: String { hasSuffix("L") ? String(dropLast()) : self }
}
