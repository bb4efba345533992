package import ZarrBase

/// Reads the fields of a metadata document; every error names the field, its place seen from the document.
struct DocumentReader {
    let object: JSONObject

    /// The object that `bytes` hold; objects directly in the one at `deferred` (keys from the root) are read when they are
    /// looked into.
    static func parse(_ bytes: Bytes, deferringMembersAt deferred: [String]? = nil) throws(ZarrError) -> JSONObject {
        if bytes.isMarkup {
            throw ZarrError(
                .invalidMetadata, "the document is a web page, not JSON",
                hint: "some servers answer so for what is missing or needs a login")
        }
        let value =
            if let deferred {
                try JSONValue.parse(bytes, deferringMembersAt: deferred)
            } else {
                try JSONValue.parse(bytes)
            }
        guard let object = value.objectValue else {
            throw ZarrError(.invalidMetadata, "the document is \(value.excerpt), not a JSON object").at(jsonPath: "$")
        }
        return object
    }

    /// The attributes in a document of their own; `null` is as good as none.
    static func attributes(_ bytes: Bytes) throws(ZarrError) -> JSONObject {
        if bytes.count == 4, bytes.utf8 == "null" { return [:] }
        return try parse(bytes)
    }

    func required(_ field: String) throws(ZarrError) -> JSONValue {
        guard let value = object[field] else {
            throw ZarrError(.invalidMetadata, "the field \"\(field)\" is missing").at(jsonPath: field)
        }
        return value
    }

    func extents(_ field: String) throws(ZarrError) -> [Int] {
        let list = try list(field)
        guard list.count <= Self.maxRank else {
            throw ZarrError(.limitExceeded, "\(field) has \(list.count) axes, more than \(Self.maxRank)")
                .at(jsonPath: field)
        }
        var extents: [Int] = []
        for (place, item) in list.enumerated() {
            guard let extent = item.intValue, extent >= 0 else {
                throw wrong("\(field)[\(place)]", item, "a non-negative integer")
            }
            extents.append(extent)
        }
        return extents
    }

    // Far more than any array has, far fewer than a document could make us work on for every chunk.
    private static let maxRank = 1024

    func list(_ field: String) throws(ZarrError) -> [JSONValue] {
        let value = try required(field)
        guard let list = value.arrayValue else { throw wrong(field, value, "a list") }
        return list
    }

    /// An object that may be missing.
    func attributes(_ field: String) throws(ZarrError) -> JSONObject {
        switch object[field] {
        case nil, .null?: return [:]
        case .object(let attributes)?: return attributes
        case .some(let value): throw wrong(field, value, "an object")
        }
    }

    func wrong(_ field: String, _ value: JSONValue, _ wanted: String) -> ZarrError {
        ZarrError(.invalidMetadata, "\(field) is \(value.excerpt), not \(wanted)").at(jsonPath: field)
    }
}

extension Bytes {
    /// Whether they begin as HTML and XML do, and JSON never.
    package var isMarkup: Bool {
        withUnsafeBytes { bytes in
            let start = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0
            return bytes[start...].first { ![0x20, 0x09, 0x0A, 0x0D].contains($0) } == UInt8(ascii: "<")
        }
    }
}

extension JSONValue {
    /// The value as text that is short enough for a message.
    var excerpt: String {
        let text = serialized()
        return text.utf8.count <= 80 ? text : String(text.prefix(76)) + " ..."
    }

    /// A list of numbers.
    static func extents(_ extents: [Int]) -> JSONValue { .array(extents.map { .number(JSONNumber($0)) }) }
}

extension JSONObject {
    /// Writes a field unless it says the same already: the spelling of what did not change survives.
    mutating func update(_ field: String, _ value: JSONValue) {
        if self[field] != value { self[field] = value }
    }

    /// The same fields in the order of the alphabet.
    func sortedByKey() -> JSONObject {
        JSONObject(map { ($0.key, $0.value) }.sorted { $0.0.utf8.lexicographicallyPrecedes($1.0.utf8) })
    }
}
