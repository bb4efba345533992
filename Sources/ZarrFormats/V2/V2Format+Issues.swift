public import ZarrBase
import ZarrCodecs
import ZarrIndexing

extension V2Format {
    /// What is wrong with a `.zarray`, `.zgroup`, `.zattrs` or `.zmetadata`, whether it can be read all the same or not.
    public func issues(documentName: String, bytes: Bytes) -> [DocumentIssue] {
        var issues = DocumentIssues()
        if let document = issues.parse(bytes) { check(document, documentName, &issues) }
        return issues.all
    }

    private func check(_ document: JSONObject, _ name: String, _ issues: inout DocumentIssues) {
        switch name {
        case ".zarray": checkArray(document, &issues)
        case ".zgroup": checkGroup(document, &issues)
        case ".zmetadata": checkConsolidated(document, &issues)
        default: break
        }
    }

    private static let requiredFields = [
        "zarr_format", "shape", "chunks", "dtype", "compressor", "fill_value", "order", "filters",
    ]

    private func checkArray(_ document: JSONObject, _ issues: inout DocumentIssues) {
        let reader = DocumentReader(object: document)
        for field in Self.requiredFields where document[field] == nil {
            issues.error(field, "the field \"\(field)\" is missing")
        }
        for field in document.map(\.key) where !Self.requiredFields.contains(field) && field != "dimension_separator" {
            issues.warning(ZarrError.place(ofField: field), "the field \"\(field)\" is not known and is ignored")
        }
        if document["order"]?.isNull == true { issues.error("order", "order is null, not \"C\" or \"F\"") }
        if document["filters"]?.arrayValue?.isEmpty == true {
            issues.warning("filters", "filters is an empty list; none are written as null")
        }
        checkType(document["dtype"], &issues)
        let shape = issues.attempt { () throws(ZarrError) in try reader.extents("shape") }
        let chunks = issues.attempt { () throws(ZarrError) in try reader.extents("chunks") }
        if let shape, let chunks {
            _ = issues.attempt { () throws(ZarrError) in
                do throws(ZarrError) { try ChunkGrid.regular(chunkShape: chunks).validate(for: shape) } catch {
                    throw error.at(jsonPath: "chunks")
                }
            }
        }
        checkFields(of: document["compressor"], at: "compressor", &issues)
        for (place, filter) in (document["filters"]?.arrayValue ?? []).enumerated() {
            checkFields(of: filter, at: "filters[\(place)]", &issues)
        }
        guard !issues.hasErrors else {
            // The rest shows what it can, but not that what was found before is wrong.
            _ = issues.attempt { () throws(ZarrError) in try codecs(reader, rank: shape?.count ?? 0) }
            return
        }
        _ = issues.attempt { () throws(ZarrError) in
            guard case .array(let array) = try node(document, isArray: true, attributes: nil) else { return }
            _ = try array.pipeline()
        }
    }

    private func checkType(_ dtype: JSONValue?, _ issues: inout DocumentIssues) {
        guard let text = dtype?.stringValue else { return }
        guard let order = text.first, "<>|".contains(order) else {
            issues.error("dtype", "dtype is \"\(text)\"; the byte order must be said: <, > or |")
            return
        }
        guard let (dataType, _) = try? DataTypeCatalog.standard.dataType(numpy: text) else { return }
        if order == "|", dataType.layout.swapUnit > 1 {
            issues.warning(
                "dtype", "dtype is \"\(text)\", a type of several bytes without a byte order; read as little-endian")
        } else if order != "|", !dataType.isVariableLength, dataType.byteCount == 1 {
            issues.warning("dtype", "dtype is \"\(text)\", usually written \"|\(text.dropFirst())\"")
        }
    }

    private func checkFields(of codec: JSONValue?, at place: String, _ issues: inout DocumentIssues) {
        guard let object = codec?.objectValue, let id = object["id"]?.stringValue,
            let entry = CodecCatalog.standard.entry(v2: id)
        else { return }
        for field in object.map(\.key) where field != "id" && !entry.codec.fields.contains(field) {
            let path = ZarrError.place(ofField: field)
            issues.warning(place + (path.hasPrefix("[") ? "" : ".") + path, "\"\(id)\" has no field \"\(field)\"")
        }
    }

    private func checkGroup(_ document: JSONObject, _ issues: inout DocumentIssues) {
        _ = issues.attempt { () throws(ZarrError) in try node(document, isArray: false, attributes: nil) }
        for field in document.map(\.key) where field != "zarr_format" {
            issues.error(ZarrError.place(ofField: field), "no other key than zarr_format may be present")
        }
    }

    /// Not in the specification; zarr-python's form.
    private func checkConsolidated(_ document: JSONObject, _ issues: inout DocumentIssues) {
        guard document["zarr_consolidated_format"]?.intValue == 1 else {
            issues.warning(
                "zarr_consolidated_format", "the format of the consolidated metadata is not known: it is ignored")
            return
        }
        guard let metadata = document["metadata"]?.objectValue else {
            issues.error("metadata", "the documents of the nodes below are missing")
            return
        }
        for (key, value) in metadata {
            let place = "metadata[\(JSONValue.string(key).serialized())]"
            guard let inner = value.objectValue else {
                issues.error(place, "the document is \(value.excerpt), not an object")
                continue
            }
            let name = NodePath.split(key).name
            guard [".zarray", ".zgroup", ".zattrs"].contains(name) else {
                issues.warning(place, "\"\(key)\" is the key of no document of Zarr v2")
                continue
            }
            let root = issues.root
            issues.root = root + "." + place
            check(inner, name, &issues)
            issues.root = root
        }
    }
}
