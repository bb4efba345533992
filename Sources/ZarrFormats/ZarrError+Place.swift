import ZarrBase

extension ZarrError {
    /// The same error, seen from an object that has the field of a `configuration` among its own, as in Zarr v2.
    func withoutConfiguration() -> ZarrError {
        guard let path = jsonPath, path.hasPrefix("configuration") else { return self }
        var error = ZarrError(code, message, hint: hint, cause: cause)
        if let node { error = error.at(node: node) }
        if let key { error = error.at(key: key) }
        if let codec { error = error.at(codec: codec) }
        let rest = path.dropFirst("configuration".count)
        guard !rest.isEmpty else { return error }
        return error.at(jsonPath: String(rest.first == "." ? rest.dropFirst() : rest))
    }

    /// The place of a field as a JSON path has it.
    static func place(ofField field: String) -> String {
        let isName = field.utf8.allSatisfy { byte in
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"):
                true
            default: false
            }
        }
        return isName && !field.isEmpty ? field : "[" + JSONValue.string(field).serialized() + "]"
    }
}
