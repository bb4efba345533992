extension JSONParser {
    /// Checks the value at the current place as reading it would, and goes behind it; it lies `depth` levels deep.
    ///
    /// - Complexity: no allocation, but for strings with escapes and those beyond ASCII.
    mutating func skipValue(depth: Int) throws(ZarrError) {
        // What is open, from outside to inside: whether it is an object.
        var open: [Bool] = []
        while true {
            skipSpace()
            guard place < text.count else { throw failure("expected a value") }
            switch text[place] {
            case UInt8(ascii: "\""): try skipString()
            case UInt8(ascii: "{"):
                try checkDepth(depth + open.count)
                place += 1
                skipSpace()
                if place < text.count, text[place] == UInt8(ascii: "}") {
                    place += 1
                } else {
                    open.append(true)
                    try skipKey()
                    continue
                }
            case UInt8(ascii: "["):
                try checkDepth(depth + open.count)
                place += 1
                skipSpace()
                if place < text.count, text[place] == UInt8(ascii: "]") {
                    place += 1
                } else {
                    open.append(false)
                    continue
                }
            case UInt8(ascii: "t"): _ = try word("true", .null)
            case UInt8(ascii: "f"): _ = try word("false", .null)
            case UInt8(ascii: "n"): _ = try word("null", .null)
            default: try skipNumber()
            }
            finish: while true {
                guard let isObject = open.last else { return }
                skipSpace()
                switch place < text.count ? text[place] : 0 {
                case UInt8(ascii: ","):
                    place += 1
                    if isObject { try skipKey() }
                    break finish
                case UInt8(ascii: "]") where !isObject, UInt8(ascii: "}") where isObject:
                    place += 1
                    open.removeLast()
                default:
                    throw failure(isObject ? "expected ',' or '}'" : "expected ',' or ']'")
                }
            }
        }
    }

    /// Goes behind the key and the colon of an entry.
    @inline(__always)
    private mutating func skipKey() throws(ZarrError) {
        skipSpace()
        guard place < text.count, text[place] == UInt8(ascii: "\"") else {
            throw failure("expected a key in double quotes")
        }
        try skipString()
        skipSpace()
        guard place < text.count, text[place] == UInt8(ascii: ":") else { throw failure("expected ':'") }
        place += 1
    }

    @inline(__always)
    private mutating func skipString() throws(ZarrError) {
        let (complaint, end) = strings.skip(from: place + 1, in: text)
        place = end
        if let complaint { throw failure(complaint) }
    }
}
