#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// Reads the strings of one document. Text that comes again and again, as the keys of metadata do, is kept once.
struct JSONStringReader: ~Copyable {
    /// What was wrong with the last string that could not be read.
    private(set) var complaint = ""

    private var known: [String] = []
    private var scratch: [UInt8] = []

    // Shorter strings live inside their `String` and need no memory; longer ones are rarely the same.
    private static let keptLengths = 16...64
    private static let knownSlots = 256
    /// A short document has few strings that it could say again, and the slots take time to make and to free.
    private static let fewSlots = 16
    private static let shortText = 8192

    /// Reads from behind the opening quote: the string and the place behind the closing quote, or nil and the place of
    /// what is wrong.
    mutating func read(from start: Int, in text: UnsafeBufferPointer<UInt8>) -> (String?, Int) {
        var place = start
        var isASCII = true
        while true {
            place = Self.plainEnd(from: place, in: text)
            guard place < text.count else { return (fail("a string is not closed"), place) }
            let byte = text[place]
            if byte == UInt8(ascii: "\"") { break }
            if byte == UInt8(ascii: "\\") { return readEscaped(from: start, to: place, in: text) }
            if byte < 0x20 { return (fail("a control character in a string must be escaped"), place) }
            isASCII = false
            place += 1
        }
        let bytes = UnsafeBufferPointer(rebasing: text[start..<place])
        if Self.keptLengths.contains(bytes.count) {
            return keep(bytes, at: start, end: place, isShort: text.count <= Self.shortText)
        }
        if isASCII { return (String(decoding: bytes, as: UTF8.self), place + 1) }
        guard let string = String(validating: bytes, as: UTF8.self) else { return invalid(bytes, at: start) }
        return (string, place + 1)
    }

    /// Checks the string from behind the opening quote without making it: nil where it is well, and the place as
    /// ``read(from:in:)`` gives it.
    @inline(__always)
    mutating func skip(from start: Int, in text: UnsafeBufferPointer<UInt8>) -> (complaint: String?, Int) {
        let place = Self.plainEnd(from: start, in: text)
        if place < text.count, text[place] == UInt8(ascii: "\"") { return (nil, place + 1) }
        // Escapes and letters beyond ASCII are rare in metadata, and subtle.
        let (string, end) = read(from: start, in: text)
        return (string == nil ? complaint : nil, end)
    }

    /// The place of the next byte that is not plain ASCII text: a quote, backslash, control character or UTF-8 lead.
    @inline(__always)
    private static func plainEnd(from start: Int, in text: UnsafeBufferPointer<UInt8>) -> Int {
        var place = start
        if let base = text.baseAddress {
            // Eight bytes at a time; a byte's high bit is set in `special` where it, or one below it, is of interest.
            let ones: UInt64 = 0x0101_0101_0101_0101
            let highs: UInt64 = 0x8080_8080_8080_8080
            while text.count - place >= 8 {
                let word = UInt64(littleEndian: UnsafeRawPointer(base + place).loadUnaligned(as: UInt64.self))
                let quote = word ^ (ones &* UInt64(UInt8(ascii: "\"")))
                let escape = word ^ (ones &* UInt64(UInt8(ascii: "\\")))
                let special =
                    ((quote &- ones) | (escape &- ones) | (word &- (ones &* 0x20)) | word) & highs
                if special != 0 { return place + special.trailingZeroBitCount / 8 }
                place += 8
            }
        }
        while place < text.count {
            let byte = text[place]
            if byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\") || byte < 0x20 || byte >= 0x80 { break }
            place += 1
        }
        return place
    }

    private mutating func keep(
        _ bytes: UnsafeBufferPointer<UInt8>, at start: Int, end: Int, isShort: Bool
    ) -> (String?, Int) {
        if known.isEmpty { known = Array(repeating: "", count: isShort ? Self.fewSlots : Self.knownSlots) }
        let raw = UnsafeRawBufferPointer(bytes)
        let first = raw.loadUnaligned(as: UInt64.self)
        let last = raw.loadUnaligned(fromByteOffset: raw.count - 8, as: UInt64.self)
        let mixed = (first ^ (last &* 0x9E37_79B9_7F4A_7C15) ^ UInt64(raw.count)) &* 0xD6E8_FEB8_6659_FD93
        let slot = Int(truncatingIfNeeded: mixed >> 56) & (known.count - 1)
        let candidate = known[slot]
        let isSame = candidate.utf8.withContiguousStorageIfAvailable { kept in
            guard kept.count == bytes.count, let kept = kept.baseAddress, let bytes = bytes.baseAddress else {
                return false
            }
            return memcmp(kept, bytes, raw.count) == 0
        }
        if isSame == true { return (candidate, end + 1) }
        guard let string = String(validating: bytes, as: UTF8.self) else { return invalid(bytes, at: start) }
        known[slot] = string
        return (string, end + 1)
    }

    private mutating func fail(_ complaint: String) -> String? {
        self.complaint = complaint
        return nil
    }

    /// The place of the first byte that is not UTF-8.
    private mutating func invalid(_ bytes: UnsafeBufferPointer<UInt8>, at start: Int) -> (String?, Int) {
        var decoder = UTF8()
        var rest = bytes.makeIterator()
        var valid = 0
        while case .scalarValue(let scalar) = decoder.decode(&rest) { valid += UTF8.width(scalar) }
        return (fail("the bytes are not UTF-8"), start + valid)
    }
}

extension JSONStringReader {
    /// Reads a string whose first backslash is at `escape` (RFC 8259, section 7).
    @inline(never)
    private mutating func readEscaped(
        from start: Int, to escape: Int, in text: UnsafeBufferPointer<UInt8>
    ) -> (String?, Int) {
        scratch.removeAll(keepingCapacity: true)
        scratch.append(contentsOf: text[start..<escape])
        // Bytes outside of escapes are checked where they stand, as places in `scratch` are of no use in an error.
        var runStart = start
        var place = escape
        while true {
            guard place < text.count else { return (fail("a string is not closed"), place) }
            let byte = text[place]
            guard byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\") || byte < 0x20 else {
                let end = Self.plainEnd(from: place, in: text)
                // A byte of a longer UTF-8 sequence ends the plain run at once and is taken along alone.
                let runEnd = max(end, place + 1)
                scratch.append(contentsOf: text[place..<runEnd])
                place = runEnd
                continue
            }
            let run = UnsafeBufferPointer(rebasing: text[runStart..<place])
            guard run.allSatisfy({ $0 < 0x80 }) || String(validating: run, as: UTF8.self) != nil else {
                return invalid(run, at: runStart)
            }
            if byte == UInt8(ascii: "\"") { break }
            guard byte == UInt8(ascii: "\\") else {
                return (fail("a control character in a string must be escaped"), place)
            }
            guard let length = appendEscape(at: place, in: text) else { return (nil, place) }
            place += length
            runStart = place
        }
        return (String(decoding: scratch, as: UTF8.self), place + 1)
    }

    /// Decodes the escape at `place` into `scratch` and returns its length, or nil where it is none.
    private mutating func appendEscape(at place: Int, in text: UnsafeBufferPointer<UInt8>) -> Int? {
        guard place + 1 < text.count else {
            complaint = "a string is not closed"
            return nil
        }
        switch text[place + 1] {
        case UInt8(ascii: "\""): scratch.append(UInt8(ascii: "\""))
        case UInt8(ascii: "\\"): scratch.append(UInt8(ascii: "\\"))
        case UInt8(ascii: "/"): scratch.append(UInt8(ascii: "/"))
        case UInt8(ascii: "b"): scratch.append(0x08)
        case UInt8(ascii: "f"): scratch.append(0x0C)
        case UInt8(ascii: "n"): scratch.append(0x0A)
        case UInt8(ascii: "r"): scratch.append(0x0D)
        case UInt8(ascii: "t"): scratch.append(0x09)
        case UInt8(ascii: "u"): return appendUnicodeEscape(at: place, in: text)
        default:
            complaint = "an escape must be one of \\\" \\\\ \\/ \\b \\f \\n \\r \\t \\uXXXX"
            return nil
        }
        return 2
    }

    private mutating func appendUnicodeEscape(at place: Int, in text: UnsafeBufferPointer<UInt8>) -> Int? {
        guard let unit = Self.codeUnit(at: place, in: text) else {
            complaint = "\\u must be followed by four hexadecimal digits"
            return nil
        }
        var length = 6
        var scalar = Unicode.Scalar(UInt32(unit))
        if UTF16.isLeadSurrogate(unit), let trail = Self.codeUnit(at: place + 6, in: text),
            UTF16.isTrailSurrogate(trail)
        {
            length = 12
            scalar = Unicode.Scalar(0x10000 + (UInt32(unit) - 0xD800) << 10 + UInt32(trail) - 0xDC00)
        }
        UTF8.encode(scalar ?? "\u{FFFD}") { scratch.append($0) }
        return length
    }

    /// The value of `\uXXXX` at `place`, or nil where there is none.
    private static func codeUnit(at place: Int, in text: UnsafeBufferPointer<UInt8>) -> UInt16? {
        guard text.count - place >= 6, text[place] == UInt8(ascii: "\\"), text[place + 1] == UInt8(ascii: "u") else {
            return nil
        }
        var unit: UInt16 = 0
        for byte in text[(place + 2)..<(place + 6)] {
            guard let digit = hexValue(byte) else { return nil }
            unit = unit << 4 | digit
        }
        return unit
    }

    private static func hexValue(_ byte: UInt8) -> UInt16? {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): UInt16(byte) - 0x30
        case UInt8(ascii: "a")...UInt8(ascii: "f"): UInt16(byte) - 0x57
        case UInt8(ascii: "A")...UInt8(ascii: "F"): UInt16(byte) - 0x37
        default: nil
        }
    }
}
