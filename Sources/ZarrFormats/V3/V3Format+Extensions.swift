import ZarrBase
import ZarrCodecs

extension V3Format {
    /// Looks at the form and the names of all extensions of an array.
    ///
    /// Specification: Zarr v3 core, "Extension definition" and "Extension naming".
    func checkExtensionPoints(_ document: JSONObject, _ issues: inout DocumentIssues) {
        if let type = document["data_type"] {
            checkExtension(type, at: "data_type", &issues) {
                RegisteredNames.dataTypes.contains($0) || RegisteredNames.isRawBits($0)
            }
            if let name = type.objectValue?["name"]?.stringValue, RegisteredNames.coreDataTypes.contains(name) {
                issues.warning("data_type", "types of the core specification are said by name alone: \"\(name)\"")
            }
        }
        if let grid = document["chunk_grid"] {
            checkExtension(grid, at: "chunk_grid", &issues) { RegisteredNames.chunkGrids.contains($0) }
            let extents = grid.objectValue?["configuration"]?.objectValue?["chunk_shape"]?.arrayValue ?? []
            for (axis, extent) in extents.enumerated() where extent.intValue == 0 {
                issues.warning("chunk_grid.configuration.chunk_shape[\(axis)]", "chunks have an extent of 1 at least")
            }
        }
        if let encoding = document["chunk_key_encoding"] {
            checkExtension(encoding, at: "chunk_key_encoding", &issues) {
                RegisteredNames.chunkKeyEncodings.contains($0)
            }
        }
        for (place, item) in (document["storage_transformers"]?.arrayValue ?? []).enumerated() {
            checkExtension(item, at: "storage_transformers[\(place)]", &issues) { _ in false }
        }
        for field in Self.fieldsToUnderstand where document[field]?.objectValue?["must_understand"] == false {
            issues.error(field + ".must_understand", "\"must_understand\": false is not supported for \(field)")
        }
        checkCodecs(document["codecs"], at: "codecs", &issues)
    }

    private func checkCodecs(_ list: JSONValue?, at path: String, _ issues: inout DocumentIssues) {
        for (number, item) in (list?.arrayValue ?? []).enumerated() {
            let place = "\(path)[\(number)]"
            checkExtension(item, at: place, &issues) { RegisteredNames.codecs.contains($0) }
            guard let named = try? NamedConfiguration(item) else { continue }
            guard let entry = CodecCatalog.standard.entry(v3: named.name) else {
                // A codec that must be understood is found when the chain is made.
                if !named.mustUnderstand {
                    issues.warning(place, "the codec \"\(named.name)\" is not known: no stored chunk can be read")
                }
                continue
            }
            for (field, value) in named.configuration {
                let inner = place + ".configuration"
                if !entry.codec.fields.contains(field) {
                    issues.warning(
                        inner + (ZarrError.place(ofField: field).hasPrefix("[") ? "" : ".")
                            + ZarrError.place(ofField: field),
                        "\"\(named.name)\" has no field \"\(field)\"")
                } else if value.arrayValue?.contains(where: { $0.objectValue?["name"] != nil || $0.stringValue != nil })
                    == true,
                    field.hasSuffix("codecs")
                {
                    checkCodecs(value, at: "\(inner).\(field)", &issues)
                }
            }
            if entry.name == "transpose", let order = named.configuration["order"]?.stringValue {
                issues.error(
                    place + ".configuration.order", "order is \"\(order)\", not a list of axes as since version 3.0")
            }
        }
    }

    private func checkExtension(
        _ json: JSONValue, at place: String, _ issues: inout DocumentIssues, isRegistered: (String) -> Bool
    ) {
        let name: String
        switch json {
        case .string(let text):
            name = text
            if place != "data_type" {
                issues.warning(place, "a name without an object is not read by software for version 3.0")
            }
        case .object(let object):
            guard let text = object["name"]?.stringValue else { return }
            name = text
            if let configuration = object["configuration"], configuration.objectValue == nil {
                issues.error(place + ".configuration", "configuration is \(configuration.excerpt), not an object")
            }
            if let flag = object["must_understand"], flag.boolValue == nil {
                issues.error(place + ".must_understand", "must_understand is \(flag.excerpt), not true or false")
            }
            for field in object.map(\.key) where !["name", "configuration", "must_understand"].contains(field) {
                let path = ZarrError.place(ofField: field)
                issues.warning(
                    place + (path.hasPrefix("[") ? "" : ".") + path,
                    "an extension has no field \"\(field)\" beside name, configuration and must_understand")
            }
        default: return
        }
        guard !isRegistered(name) else { return }
        if RegisteredNames.hasForm(name) {
            issues.warning(place, "the name \"\(name)\" is not registered")
        } else if name.contains(":") {
            issues.warning(place, "the name \"\(name)\" is a URI, which is discouraged")
        } else {
            issues.error(
                place, "the name \"\(name)\" is none: names are of a-z, 0-9, \"-\", \"_\" and \".\", a letter first")
        }
    }
}
