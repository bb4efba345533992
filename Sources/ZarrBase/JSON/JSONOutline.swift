#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// An object that is checked but stays text: where the values of some members lie, and not what they say.
///
/// It is for documents that are much alike, of which most need not be read again; what it does not take, and be it for an escape
/// in a key, is for ``JSONValue/parse(_:limits:)-(Bytes,_)``, which also says what is wrong.
package struct JSONOutline: Sendable {
    private let document: Bytes
    /// The values by the places of their members in the list; empty where there is no such member.
    private let values: [Range<Int>]

    /// The outline of a document that is an object of these members and no others, in any order, each once at most; nil for
    /// every other one.
    ///
    /// - Complexity: one pass over the text; nothing is made of it.
    package init?(_ document: Bytes, members: [StaticString]) {
        let limits = JSONLimits.standard
        guard document.count <= limits.maxBytes ?? .max else { return nil }
        let values = document.withUnsafeBytes { (buffer) -> [Range<Int>]? in
            var parser = JSONParser(buffer.bindMemory(to: UInt8.self), maxDepth: limits.maxDepth)
            return parser.outline(members)
        }
        guard let values else { return nil }
        self.document = document
        self.values = values
    }

    /// Whether there is such a member.
    package func has(_ member: Int) -> Bool { !values[member].isEmpty }

    /// Whether the value of a member is written just so.
    package func says(_ member: Int, _ text: StaticString) -> Bool {
        withText(of: member) { value in
            value.elementsEqual(UnsafeBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount))
        }
    }

    /// The text of a value, which is empty where there is no such member; the buffer must not escape.
    package func withText<Result>(of member: Int, _ body: (UnsafeRawBufferPointer) -> Result) -> Result {
        document.withUnsafeBytes { body(UnsafeRawBufferPointer(rebasing: $0[values[member]])) }
    }

    /// The object that a member is, which stays text until somebody looks into it; nil where it is none.
    package func object(_ member: Int) -> JSONObject? {
        guard withText(of: member, { $0.first == UInt8(ascii: "{") }),
            let text = try? document.slice(.bounded(offset: values[member].lowerBound, length: values[member].count))
        else { return nil }
        return text.count == 2 ? JSONObject() : JSONObject(DeferredObject(text))
    }

    /// The whole document, which stays text until somebody looks into it.
    package var object: JSONObject { JSONObject(DeferredObject(document)) }

    /// The numbers of a list of whole numbers without signs, fractions and exponents, which `Int` holds; nil for all else.
    package func extents(_ member: Int) -> [Int]? {
        withText(of: member) { text in
            var extents: [Int] = []
            extents.reserveCapacity(4)
            var number: Int?
            for byte in text.dropFirst() {
                switch byte {
                case UInt8(ascii: "0")...UInt8(ascii: "9"):
                    let (product, overflow) = (number ?? 0).multipliedReportingOverflow(by: 10)
                    let (sum, overflow2) = product.addingReportingOverflow(Int(byte &- UInt8(ascii: "0")))
                    guard !overflow, !overflow2 else { return nil }
                    number = sum
                case UInt8(ascii: ","), UInt8(ascii: "]"):
                    if let number { extents.append(number) }
                    number = nil
                case UInt8(ascii: " "), UInt8(ascii: "\n"), UInt8(ascii: "\r"), UInt8(ascii: "\t"): break
                default: return nil
                }
            }
            return text.first == UInt8(ascii: "[") ? extents : nil
        }
    }

    /// The strings of a list of plain ones, and nil in it for `null`; nil for all else.
    package func names(_ member: Int) -> [String?]? {
        withText(of: member) { text in
            guard text.first == UInt8(ascii: "[") else { return nil }
            var names: [String?] = []
            names.reserveCapacity(4)
            var place = 1
            while place < text.count {
                switch text[place] {
                case UInt8(ascii: "\""):
                    let start = place + 1
                    place = start
                    while place < text.count, text[place] != UInt8(ascii: "\"") {
                        guard text[place] < 0x80, text[place] != UInt8(ascii: "\\") else { return nil }
                        place += 1
                    }
                    names.append(String(decoding: text[start..<place], as: UTF8.self))
                case UInt8(ascii: "n"):
                    names.append(nil)
                    place += 3
                case UInt8(ascii: ","), UInt8(ascii: "]"): break
                case UInt8(ascii: " "), UInt8(ascii: "\n"), UInt8(ascii: "\r"), UInt8(ascii: "\t"): break
                default: return nil
                }
                place += 1
            }
            return names
        }
    }
}

extension JSONParser {
    /// The places of the values of `members`; nil where the document is not an object of some of them and nothing else.
    fileprivate mutating func outline(_ members: [StaticString]) -> [Range<Int>]? {
        skipSpace()
        guard place < text.count, text[place] == UInt8(ascii: "{") else { return nil }
        var values = [Range<Int>](repeating: 0..<0, count: members.count)
        repeat {
            place += 1
            skipSpace()
            guard place < text.count, text[place] == UInt8(ascii: "\"") else { return nil }
            let start = place + 1
            var end = start
            while end < text.count, text[end] != UInt8(ascii: "\"") { end += 1 }
            let key = UnsafeRawBufferPointer(UnsafeBufferPointer(rebasing: text[start..<end]))
            guard let member = members.firstIndex(where: { $0.isWritten(key) }), values[member].isEmpty else {
                return nil
            }
            place = end + 1
            skipSpace()
            guard place < text.count, text[place] == UInt8(ascii: ":") else { return nil }
            place += 1
            skipSpace()
            let value = place
            do { try skipValue(depth: 1) } catch { return nil }
            values[member] = value..<place
            skipSpace()
        } while place < text.count && text[place] == UInt8(ascii: ",")
        guard place < text.count, text[place] == UInt8(ascii: "}") else { return nil }
        place += 1
        skipSpace()
        return place == text.count ? values : nil
    }
}

extension StaticString {
    /// Whether these are its bytes. Names of members have no letters that JSON escapes.
    @inline(__always)
    fileprivate func isWritten(_ bytes: UnsafeRawBufferPointer) -> Bool {
        guard bytes.count == utf8CodeUnitCount, let base = bytes.baseAddress else { return false }
        return memcmp(base, utf8Start, bytes.count) == 0
    }
}
