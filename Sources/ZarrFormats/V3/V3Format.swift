public import ZarrBase
import ZarrCodecs
import ZarrIndexing

/// Zarr v3: one document, `zarr.json`, a node.
///
/// Specification: <https://zarr-specs.readthedocs.io/en/latest/v3/core/index.html>
public struct V3Format: StorageFormat {
    /// `zarr3`.
    public static var identifier: FormatIdentifier { .zarr3 }
    /// `zarr.json`.
    public var documentNames: [String] { ["zarr.json"] }
    /// The node's own document.
    public var attributesDocument: String? { nil }
    /// The group's own document.
    public var consolidatedDocument: String? { nil }

    /// The format.
    public init() {}

    /// The description that a `zarr.json` holds.
    public func node(documentName: String, bytes: Bytes) throws(ZarrError) -> NodeDescription {
        try node(DocumentReader.parse(bytes))
    }

    func node(_ object: JSONObject) throws(ZarrError) -> NodeDescription {
        let reader = DocumentReader(object: object)
        let version = try reader.required("zarr_format")
        if let text = version.stringValue {
            throw ZarrError(
                .unsupported, "zarr_format is \"\(text)\", the experimental v3 of zarr-python before 3.0",
                hint: "convert it with zarr-python 2.18"
            ).at(jsonPath: "$.zarr_format")
        }
        guard version.intValue == 3 else {
            throw ZarrError(.unsupported, "zarr_format is \(version.serialized()), not 3").at(jsonPath: "$.zarr_format")
        }
        switch try reader.required("node_type") {
        case "array": return .array(try array(reader))
        case "group": return .group(try group(reader))
        case let other: throw reader.wrong("node_type", other, "\"array\" or \"group\"")
        }
    }

    private func array(_ reader: DocumentReader) throws(ZarrError) -> ArrayDescription {
        try refuseUnknown(reader, known: Self.arrayFields)
        try refuseTransformers(reader)
        let shape = try reader.extents("shape")
        let dataType: DataType
        do {
            dataType = try DataTypeCatalog.standard.dataType(NamedConfiguration(reader.required("data_type")))
        } catch {
            throw error.within("$.data_type")
        }
        let grid = try chunkGrid(reader)
        do { try grid.validate(for: shape) } catch { throw error.within("$.chunk_grid") }
        let fillValue: FillValue
        do {
            fillValue = try dataType.fillValue(from: reader.required("fill_value"), dialect: .v3)
        } catch {
            throw error.at(jsonPath: "$.fill_value")
        }
        return ArrayDescription(
            format: .zarr3, shape: shape, chunkGrid: grid, chunkKeyEncoding: try chunkKeyEncoding(reader),
            dataType: dataType, fillValue: fillValue,
            codecs: try CodecCatalog.standard.chain(v3: reader.list("codecs"), at: "$.codecs"),
            attributes: try reader.attributes("attributes"),
            dimensionNames: try dimensionNames(reader, rank: shape.count), document: reader.object)
    }

    private func group(_ reader: DocumentReader) throws(ZarrError) -> GroupDescription {
        try refuseUnknown(reader, known: Self.groupFields)
        return GroupDescription(
            format: .zarr3, attributes: try reader.attributes("attributes"), document: reader.object,
            consolidated: consolidated(reader.object["consolidated_metadata"]))
    }

    private static let arrayFields: Set<String> = [
        "zarr_format", "node_type", "shape", "data_type", "chunk_grid", "chunk_key_encoding", "fill_value", "codecs",
        "attributes", "storage_transformers", "dimension_names", "consolidated_metadata",
    ]
    private static let groupFields: Set<String> = ["zarr_format", "node_type", "attributes", "consolidated_metadata"]

    /// A field that nobody knows must say itself that it may be ignored (Zarr v3 core, "Metadata extensions").
    private func refuseUnknown(_ reader: DocumentReader, known: Set<String>) throws(ZarrError) {
        for (field, value) in reader.object where !known.contains(field) {
            if value.objectValue?["must_understand"]?.boolValue == false { continue }
            throw ZarrError(
                .unsupported, "the field \"\(field)\" is not known and must be understood",
                hint: "a newer version may know it"
            ).at(jsonPath: "$.\(field)")
        }
    }

    private func refuseTransformers(_ reader: DocumentReader) throws(ZarrError) {
        guard let value = reader.object["storage_transformers"], !value.isNull else { return }
        guard let list = value.arrayValue else { throw reader.wrong("storage_transformers", value, "a list") }
        for (place, item) in list.enumerated() {
            let transformer = try NamedConfiguration(item)
            guard transformer.mustUnderstand else { continue }
            throw ZarrError(.unsupported, "the storage transformer \"\(transformer.name)\" is not known")
                .at(jsonPath: "$.storage_transformers[\(place)]")
        }
    }

    private func chunkGrid(_ reader: DocumentReader) throws(ZarrError) -> ChunkGrid {
        do throws(ZarrError) {
            let named = try NamedConfiguration(reader.required("chunk_grid"))
            guard named.name == "regular" else {
                throw ZarrError(.unsupported, "the chunk grid \"\(named.name)\" is not known")
            }
            return .regular(chunkShape: try named.reader.extents("chunk_shape"))
        } catch {
            throw error.within("$.chunk_grid")
        }
    }

    private func chunkKeyEncoding(_ reader: DocumentReader) throws(ZarrError) -> ChunkKeyEncoding {
        do throws(ZarrError) {
            let json = try reader.required("chunk_key_encoding")
            let named = try NamedConfiguration(json)
            // Before v3 was final, the separator stood beside the name.
            let separatorText = json.objectValue?["separator"] ?? named.configuration["separator"]
            guard named.name == "default" || named.name == "v2" else {
                throw ZarrError(.unsupported, "the chunk key encoding \"\(named.name)\" is not known")
            }
            guard let separatorText, !separatorText.isNull else {
                return named.name == "default" ? .default(separator: .slash) : .v2(separator: .dot)
            }
            guard let separator = separatorText.stringValue.flatMap(ChunkKeyEncoding.Separator.init(rawValue:)) else {
                throw named.reader.wrong("separator", separatorText, "\".\" or \"/\"")
            }
            return named.name == "default" ? .default(separator: separator) : .v2(separator: separator)
        } catch {
            throw error.within("$.chunk_key_encoding")
        }
    }

    private func dimensionNames(_ reader: DocumentReader, rank: Int) throws(ZarrError) -> [String?]? {
        guard let value = reader.object["dimension_names"], !value.isNull else { return nil }
        guard let list = value.arrayValue else { throw reader.wrong("dimension_names", value, "a list") }
        guard list.count == rank else { throw reader.wrong("dimension_names", value, "a list of \(rank) names") }
        var names: [String?] = []
        for item in list {
            guard item.isNull || item.stringValue != nil else {
                throw reader.wrong("dimension_names", value, "a list of names and nulls")
            }
            names.append(item.stringValue)
        }
        return names
    }

    /// Consolidated metadata is an aid: `null` and forms that nobody knows are as good as none.
    private func consolidated(_ value: JSONValue?) -> ConsolidatedMetadata? {
        guard let object = value?.objectValue, (object["kind"]?.stringValue ?? "inline") == "inline",
            let metadata = object["metadata"]?.objectValue
        else { return nil }
        var entries: [String: ConsolidatedMetadata.Entry] = [:]
        for (path, value) in metadata {
            guard let document = value.objectValue, let path = try? NodePath.normalized(path), !path.isEmpty else {
                continue
            }
            entries[path] = ConsolidatedMetadata.Entry(
                document: document, isArray: document["node_type"] == "array", attributes: nil)
        }
        return ConsolidatedMetadata(format: .zarr3, entries: entries)
    }

    /// None: they are in the node's own document.
    public func attributes(bytes: Bytes) throws(ZarrError) -> JSONObject { [:] }
    /// None: it is in the group's own document.
    public func consolidated(bytes: Bytes) throws(ZarrError) -> ConsolidatedMetadata? { nil }
}
