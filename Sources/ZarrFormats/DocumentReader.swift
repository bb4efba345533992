import ZarrBase

/// Reads the fields of a metadata document; every error names the field.
struct DocumentReader {
    let object: JSONObject

    /// The object that `bytes` hold.
    static func parse(_ bytes: Bytes) throws(ZarrError) -> JSONObject {
        guard let object = try JSONValue.parse(bytes).objectValue else {
            throw ZarrError(.invalidMetadata, "the document is not a JSON object").at(jsonPath: "$")
        }
        return object
    }

    func required(_ field: String) throws(ZarrError) -> JSONValue {
        guard let value = object[field] else {
            throw ZarrError(.invalidMetadata, "the field \(field) is missing").at(jsonPath: "$.\(field)")
        }
        return value
    }

    func extents(_ field: String) throws(ZarrError) -> [Int] {
        let value = try required(field)
        guard let list = value.arrayValue else { throw wrong(field, value, "a list of integers") }
        var extents: [Int] = []
        for (place, item) in list.enumerated() {
            guard let extent = item.intValue, extent >= 0 else {
                throw wrong("\(field)[\(place)]", item, "a non-negative integer")
            }
            extents.append(extent)
        }
        return extents
    }

    func list(_ field: String) throws(ZarrError) -> [JSONValue] {
        let value = try required(field)
        guard let list = value.arrayValue else { throw wrong(field, value, "a list") }
        return list
    }

    func attributes(_ field: String) throws(ZarrError) -> JSONObject {
        switch object[field] {
        case nil, .null?: return [:]
        case .object(let attributes)?: return attributes
        case .some(let value): throw wrong(field, value, "an object")
        }
    }

    func wrong(_ field: String, _ value: JSONValue, _ wanted: String) -> ZarrError {
        var text = value.serialized()
        if text.utf8.count > 80 { text = String(text.prefix(76)) + " ..." }
        return ZarrError(.invalidMetadata, "\(field) is \(text), not \(wanted)").at(jsonPath: "$.\(field)")
    }
}

extension JSONObject {
    /// Writes a field unless it says the same already: the spelling of what did not change survives.
    mutating func update(_ field: String, _ value: JSONValue) {
        if self[field] != value { self[field] = value }
    }
}
