public import ZarrBase
import ZarrCodecs

extension V3Format {
    /// What is wrong with a `zarr.json`, whether it can be read all the same or not.
    public func issues(documentName: String, bytes: Bytes) -> [DocumentIssue] {
        var issues = DocumentIssues()
        if let document = issues.parse(bytes) { check(document, &issues) }
        return issues.all
    }

    private func check(_ document: JSONObject, _ issues: inout DocumentIssues) {
        let reader = DocumentReader(object: document)
        let kind = issues.attempt { () throws(ZarrError) in try checkedKind(reader) }
        if let number = document["zarr_format"]?.numberLiteral, number != "3" {
            issues.error("zarr_format", "zarr_format is written \(number), not 3")
        }
        guard let kind else { return }
        switch document["attributes"] {
        case nil, .object?: break
        case .some(let value): issues.error("attributes", "attributes is \(value.excerpt), not an object")
        }
        let known = kind == "array" ? Self.arrayFields : Self.groupFields
        for (field, value) in document where !known.contains(field) {
            let place = ZarrError.place(ofField: field)
            if value.objectValue?["must_understand"]?.boolValue == false {
                issues.warning(
                    place, "the field \"\(field)\" is not known; fields beside those of the core are discouraged")
            } else {
                issues.error(place, "the field \"\(field)\" is not known and must be understood")
            }
        }
        if kind == "array" { checkArray(reader, &issues) } else { checkConsolidated(document, &issues) }
    }

    private func checkArray(_ reader: DocumentReader, _ issues: inout DocumentIssues) {
        let document = reader.object
        checkExtensionPoints(document, &issues)
        if document["consolidated_metadata"] != nil {
            issues.error("consolidated_metadata", "an array has no consolidated metadata")
        }
        if document["storage_transformers"]?.isNull == true {
            issues.error("storage_transformers", "storage_transformers is null, not a list")
        }
        if document["dimension_names"]?.isNull == true {
            issues.error("dimension_names", "dimension_names is null, not a list; without names the field is left out")
        }
        let shape = issues.attempt { () throws(ZarrError) in try reader.extents("shape") }
        let dataType = issues.attempt { () throws(ZarrError) in try self.dataType(reader) }
        _ = issues.attempt { () throws(ZarrError) in try refuseTransformers(reader) }
        let codecs = issues.attempt { () throws(ZarrError) in
            try CodecCatalog.standard.chain(v3: reader.list("codecs"), at: "codecs")
        }
        _ = issues.attempt { () throws(ZarrError) in try chunkKeyEncoding(reader) }
        if let shape {
            _ = issues.attempt { () throws(ZarrError) in try chunkGrid(reader, for: shape) }
            let names = issues.attempt { () throws(ZarrError) in try dimensionNames(reader, rank: shape.count) }
            let known = (names ?? nil)?.compactMap { $0 }.filter { !$0.isEmpty } ?? []
            if Set(known).count < known.count {
                issues.warning("dimension_names", "two axes have one name; it is recommended that all differ")
            }
        }
        let fill = issues.attempt { () throws(ZarrError) in try reader.required("fill_value") }
        if let dataType, let fill, let codecs {
            let value = issues.attempt { () throws(ZarrError) in
                do throws(ZarrError) {
                    return try dataType.fillValue(from: fill, dialect: .v3, storage: codecs.bytesCodec)
                } catch {
                    throw error.at(jsonPath: "fill_value")
                }
            }
            if let value {
                let canonical = dataType.json(of: value, dialect: .v3)
                if canonical != fill, canonical.numberLiteral == nil || fill.numberLiteral == nil {
                    // Numbers may have more digits than they need.
                    issues.warning("fill_value", "fill_value is \(fill.excerpt), usually written \(canonical.excerpt)")
                } else if let literal = fill.numberLiteral, dataType.isInteger,
                    literal.contains(where: { ".eE".contains($0) })
                {
                    issues.error(
                        "fill_value", "fill_value is written \(literal), integers have neither fraction nor exponent")
                }
            }
        }
        guard !issues.hasErrors else { return }
        // Whether the codecs fit the chunks shows only when they are bound.
        _ = issues.attempt { () throws(ZarrError) in
            if case .array(let array) = try node(document) { _ = try array.pipeline() }
        }
    }

    private func checkConsolidated(_ document: JSONObject, _ issues: inout DocumentIssues) {
        let field = "consolidated_metadata"
        switch document[field] {
        case nil: return
        case .null?: issues.warning(field, "consolidated_metadata is null, which says nothing; it is left out")
        case .object(let object)?:
            if object["must_understand"]?.boolValue != false {
                issues.error(
                    field,
                    "consolidated_metadata lacks \"must_understand\": false, so that others must refuse the group")
            }
            if let kind = object["kind"], kind != "inline" {
                issues.warning(field + ".kind", "the kind \(kind.excerpt) is not known and is ignored")
                return
            }
            guard let metadata = object["metadata"]?.objectValue else {
                issues.error(field + ".metadata", "the documents of the nodes below are missing")
                return
            }
            let root = issues.root
            for (path, value) in metadata {
                let place = "\(field).metadata[\(JSONValue.string(path).serialized())]"
                guard let inner = value.objectValue else {
                    issues.error(place, "the document is \(value.excerpt), not an object")
                    continue
                }
                issues.root = "\(root).\(place)"
                check(inner, &issues)
                issues.root = root
            }
        case .some(let value): issues.error(field, "consolidated_metadata is \(value.excerpt), not an object")
        }
    }
}

extension JSONValue {
    /// The number as it is written; nil for anything else.
    var numberLiteral: String? { if case .number(let number) = self { number.literal } else { nil } }
}

extension DataType {
    fileprivate var isInteger: Bool { name.hasPrefix("int") || name.hasPrefix("uint") }
}
