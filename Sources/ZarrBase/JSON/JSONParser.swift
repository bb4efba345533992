/// Reads one document from memory that outlives it: one pass, own stacks instead of recursion.
struct JSONParser: ~Copyable {
    let text: UnsafeBufferPointer<UInt8>
    var place = 0
    var strings = JSONStringReader()
    let maxDepth: Int

    /// The memory that `text` is, where members are to stay text.
    private let document: Bytes?
    /// The keys from the root to the object whose members that are objects stay text.
    private let deferredPath: [ExactText]
    // Arrays and objects that are open. Their parts lie on `values` and `entries` until they close; the innermost
    // object's last entry waits there for its value.
    private var frames: [Frame] = []
    private var values = MoveStack<JSONValue>(capacity: 16)
    private var entries = MoveStack<JSONObject.Entry>(capacity: 16)

    private struct Frame {
        var isObject: Bool
        /// Whether the way to this object is that of `deferredPath`, as far as it goes.
        var isOnPath: Bool
        var start: Int
    }

    init(_ text: UnsafeBufferPointer<UInt8>, maxDepth: Int, deferring: (path: [String], of: Bytes)? = nil) {
        self.text = text
        self.maxDepth = maxDepth
        document = deferring?.of
        deferredPath = deferring?.path.map { ExactText($0) } ?? []
    }

    mutating func parseDocument() throws(ZarrError) -> JSONValue {
        if text.starts(with: [0xEF, 0xBB, 0xBF]) { place = 3 }
        while true {
            guard var value = try startValue() else { continue }
            finish: while true {
                guard let frame = frames.last else {
                    skipSpace()
                    guard place == text.count else { throw failure("expected the end of the document") }
                    return value
                }
                if frame.isObject {
                    entries.last.value = value
                } else {
                    values.append(value)
                }
                skipSpace()
                let byte = place < text.count ? text[place] : 0
                switch byte {
                case UInt8(ascii: ","):
                    place += 1
                    if frame.isObject { try startEntry() }
                    break finish
                case UInt8(ascii: "]") where !frame.isObject, UInt8(ascii: "}") where frame.isObject:
                    place += 1
                    value = close()
                default:
                    throw failure(frame.isObject ? "expected ',' or '}'" : "expected ',' or ']'")
                }
            }
        }
    }

    /// Reads a value, or opens an array or object and returns nil: its first element is then to be read.
    @inline(__always)
    private mutating func startValue() throws(ZarrError) -> JSONValue? {
        skipSpace()
        guard place < text.count else { throw failure("expected a value") }
        switch text[place] {
        case UInt8(ascii: "\""):
            return .string(try string())
        case UInt8(ascii: "{"):
            if let document, let deferred = try deferredObject(of: document) { return .object(deferred) }
            try checkDepth(frames.count)
            place += 1
            skipSpace()
            if place < text.count, text[place] == UInt8(ascii: "}") {
                place += 1
                return .object(JSONObject())
            }
            frames.append(Frame(isObject: true, isOnPath: document != nil && isOnPath, start: entries.count))
            try startEntry()
            return nil
        case UInt8(ascii: "["):
            try checkDepth(frames.count)
            place += 1
            skipSpace()
            if place < text.count, text[place] == UInt8(ascii: "]") {
                place += 1
                return .array([])
            }
            frames.append(Frame(isObject: false, isOnPath: false, start: values.count))
            return nil
        case UInt8(ascii: "t"): return try word("true", .bool(true))
        case UInt8(ascii: "f"): return try word("false", .bool(false))
        case UInt8(ascii: "n"): return try word("null", .null)
        default: return .number(try number())
        }
    }

    /// Whether the object that is about to be opened lies on the way to those that stay text.
    private var isOnPath: Bool {
        guard let frame = frames.last else { return true }
        return frame.isOnPath && frames.count <= deferredPath.count
            && ExactText(entries.last.key) == deferredPath[frames.count - 1]
    }

    /// The object at the current place where it is to stay text; it is checked all the same.
    private mutating func deferredObject(of document: Bytes) throws(ZarrError) -> JSONObject? {
        guard let frame = frames.last, frame.isOnPath, frames.count == deferredPath.count + 1 else { return nil }
        let start = place
        try skipValue(depth: frames.count)
        return JSONObject(
            DeferredObject(try document.slice(.bounded(offset: start, length: place - start))))
    }

    @inline(__always)
    func checkDepth(_ depth: Int) throws(ZarrError) {
        guard depth < maxDepth else {
            throw failure(
                "arrays and objects nest deeper than \(maxDepth) levels",
                hint: "raise JSONLimits.maxDepth if the document is to be trusted")
        }
    }

    private mutating func close() -> JSONValue {
        let frame = frames.removeLast()
        return frame.isObject
            ? .object(JSONObject(entries: entries.take(from: frame.start)))
            : .array(values.take(from: frame.start))
    }

    /// Reads the key and the colon of the next entry of the innermost object.
    private mutating func startEntry() throws(ZarrError) {
        skipSpace()
        guard place < text.count, text[place] == UInt8(ascii: "\"") else {
            throw failure("expected a key in double quotes")
        }
        entries.append(JSONObject.Entry(key: try string(), value: .null))
        skipSpace()
        guard place < text.count, text[place] == UInt8(ascii: ":") else { throw failure("expected ':'") }
        place += 1
    }

    private mutating func string() throws(ZarrError) -> String {
        let (string, end) = strings.read(from: place + 1, in: text)
        place = end
        guard let string else { throw failure(strings.complaint) }
        return string
    }

    private mutating func number() throws(ZarrError) -> JSONNumber {
        let start = place
        try skipNumber()
        return JSONNumber(
            checked: String(decoding: UnsafeBufferPointer(rebasing: text[start..<place]), as: UTF8.self))
    }

    @inline(__always)
    mutating func skipNumber() throws(ZarrError) {
        let length = JSONNumber.literalLength(at: place, in: text)
        guard length > 0 else {
            let looksLikeNumber = text[place] == UInt8(ascii: "-") || text[place] &- UInt8(ascii: "0") < 10
            throw failure(looksLikeNumber ? "this is not a JSON number" : "expected a value")
        }
        place += length
    }

    mutating func word(_ word: StaticString, _ value: JSONValue) throws(ZarrError) -> JSONValue {
        let length = word.utf8CodeUnitCount
        guard text.count - place >= length else { throw failure("expected a value") }
        for index in 0..<length where text[place + index] != word.utf8Start[index] {
            throw failure("expected a value")
        }
        place += length
        return value
    }

    @inline(__always)
    mutating func skipSpace() {
        while place < text.count {
            switch text[place] {
            case UInt8(ascii: " "), UInt8(ascii: "\n"), UInt8(ascii: "\r"), UInt8(ascii: "\t"): place += 1
            default: return
            }
        }
    }

    /// The error for the current place. Counts lines only now, as a good document never asks for them.
    @inline(never)
    func failure(_ complaint: String, hint: String? = nil) -> ZarrError {
        var line = 1
        var column = 1
        for byte in text[..<min(place, text.count)] {
            if byte == UInt8(ascii: "\n") {
                line += 1
                column = 1
            } else if byte & 0xC0 != 0x80 {
                column += 1
            }
        }
        let found = place < text.count ? "" : ", but the document ends"
        return ZarrError(
            .invalidMetadata, "the JSON breaks at line \(line), column \(column): \(complaint)\(found)", hint: hint)
    }
}
