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
        let outline = V3Outline(bytes)
        if let known = outline?.description { return .array(known) }
        let node = try wholeNode(bytes)
        if let outline, outline.isWanted, case .array(let array) = node { outline.keep(array) }
        return node
    }

    /// The same without regard to what is known of other documents.
    package func wholeNode(_ bytes: Bytes) throws(ZarrError) -> NodeDescription {
        let document = try DocumentReader.parse(bytes, deferringMembersAt: ["consolidated_metadata", "metadata"])
        do { return try node(document) } catch { throw error.within("$") }
    }

    /// The description that a document holds; the places of errors are seen from the document.
    func node(_ document: JSONObject) throws(ZarrError) -> NodeDescription {
        let reader = DocumentReader(object: document)
        return try checkedKind(reader) == "array" ? .array(try array(reader)) : .group(try group(reader))
    }

    /// The node's kind, `array` or `group`, once the format is known to be this one.
    func checkedKind(_ reader: DocumentReader) throws(ZarrError) -> String {
        let version = try reader.required("zarr_format")
        if let text = version.stringValue, text.hasPrefix("http") {
            throw ZarrError(
                .unsupported,
                "zarr_format is \(version.excerpt): this is the experimental version 3 of zarr-python before 3.0",
                hint: "copy the data to version 2 with zarr-python 2.18"
            ).at(jsonPath: "zarr_format")
        }
        guard version.intValue == 3 else {
            throw ZarrError(.unsupported, "zarr_format is \(version.excerpt), not 3").at(jsonPath: "zarr_format")
        }
        let kind = try reader.required("node_type")
        guard let name = kind.stringValue, name == "array" || name == "group" else {
            throw reader.wrong("node_type", kind, "\"array\" or \"group\"")
        }
        return name
    }

    private func array(_ reader: DocumentReader) throws(ZarrError) -> ArrayDescription {
        try refuseUnknown(reader, known: Self.arrayFields)
        try refuseTransformers(reader)
        let shape = try reader.extents("shape")
        let dataType = try dataType(reader)
        var codecs = try CodecCatalog.standard.chain(v3: reader.list("codecs"), at: "codecs")
        var warnings: [String] = []
        if dataType.layout.hasByteOrder, codecs.bytesCodec?.endian == nil, Self.isLegacyRecord(reader) {
            codecs = codecs.storing(.little)
            warnings.append("no byte order is given for records; they are read as little-endian")
        }
        let fill = try reader.required("fill_value")
        let fillValue: FillValue
        do {
            // A record in base64 is little-endian whatever the codecs say: its one writer, zarr-python, knows it so.
            fillValue = try dataType.fillValue(from: fill, dialect: .v3)
        } catch {
            throw error.at(jsonPath: "fill_value")
        }
        return ArrayDescription(
            format: .zarr3, shape: shape, chunkGrid: try chunkGrid(reader, for: shape),
            chunkKeyEncoding: try chunkKeyEncoding(reader), dataType: dataType, fillValue: fillValue,
            codecs: codecs,
            attributes: try reader.attributes("attributes"),
            dimensionNames: try dimensionNames(reader, rank: shape.count), document: reader.object,
            warnings: self.warnings(reader) + warnings)
    }

    /// Early arrays of the type `structured` have no byte order in their codecs (its specification, "Endianness handling").
    private static func isLegacyRecord(_ reader: DocumentReader) -> Bool {
        reader.object["data_type"]?.objectValue?["name"] == "structured"
    }

    /// What is read, though the specification does not allow it or leaves its meaning open.
    private func warnings(_ reader: DocumentReader) -> [String] {
        var warnings: [String] = []
        for field in Self.fieldsToUnderstand where reader.object[field]?.objectValue?["must_understand"] == false {
            warnings.append("\(field) says \"must_understand\": false, which is not supported there")
        }
        for codec in reader.object["codecs"]?.arrayValue ?? [] {
            guard codec.objectValue?["must_understand"] == false, let named = try? NamedConfiguration(codec),
                !CodecCatalog.standard.knows(named.name)
            else { continue }
            warnings.append("the codec \"\(named.name)\" is not known: no stored chunk can be read")
        }
        return warnings
    }

    /// The extension points of which `"must_understand": false` is not supported.
    static let fieldsToUnderstand = ["data_type", "chunk_grid", "chunk_key_encoding"]

    private func group(_ reader: DocumentReader) throws(ZarrError) -> GroupDescription {
        try refuseUnknown(reader, known: Self.groupFields)
        return GroupDescription(
            format: .zarr3, attributes: try reader.attributes("attributes"), document: reader.object,
            consolidated: consolidated(reader.object["consolidated_metadata"]))
    }

    static let arrayFields = [
        "zarr_format", "node_type", "shape", "data_type", "chunk_grid", "chunk_key_encoding", "fill_value", "codecs",
        "attributes", "storage_transformers", "dimension_names", "consolidated_metadata",
    ]
    static let groupFields = ["zarr_format", "node_type", "attributes", "consolidated_metadata"]

    /// A field that nobody knows must say itself that it may be ignored (Zarr v3 core, "Extensions").
    private func refuseUnknown(_ reader: DocumentReader, known: [String]) throws(ZarrError) {
        for (field, value) in reader.object where !known.contains(field) {
            if value.objectValue?["must_understand"]?.boolValue == false { continue }
            throw ZarrError(
                .unsupported, "the field \"\(field)\" is not known and must be understood",
                hint: "a newer version may know it"
            ).at(jsonPath: ZarrError.place(ofField: field))
        }
    }

    func refuseTransformers(_ reader: DocumentReader) throws(ZarrError) {
        guard let value = reader.object["storage_transformers"], !value.isNull else { return }
        guard let list = value.arrayValue else { throw reader.wrong("storage_transformers", value, "a list") }
        for (place, item) in list.enumerated() {
            let path = "storage_transformers[\(place)]"
            let transformer: NamedConfiguration
            do { transformer = try NamedConfiguration(item) } catch { throw error.within(path) }
            guard transformer.mustUnderstand else { continue }
            throw ZarrError(
                .unsupported, "the storage transformer \"\(transformer.name)\" is not known",
                hint: "a newer version may know it"
            ).at(jsonPath: path)
        }
    }

    func dataType(_ reader: DocumentReader) throws(ZarrError) -> DataType {
        let json = try reader.required("data_type")
        do {
            return try DataTypeCatalog.standard.dataType(NamedConfiguration(json))
        } catch {
            throw error.within("data_type")
        }
    }

    func chunkGrid(_ reader: DocumentReader, for shape: [Int]) throws(ZarrError) -> ChunkGrid {
        let json = try reader.required("chunk_grid")
        do throws(ZarrError) {
            let grid = try ChunkGrid(v3: NamedConfiguration(json))
            do { try grid.validate(for: shape) } catch {
                throw error.at(jsonPath: "configuration.\(grid.extentsField)")
            }
            return grid
        } catch {
            throw error.within("chunk_grid")
        }
    }

    func chunkKeyEncoding(_ reader: DocumentReader) throws(ZarrError) -> ChunkKeyEncoding {
        let json = try reader.required("chunk_key_encoding")
        do throws(ZarrError) {
            var named = try NamedConfiguration(json)
            // Before v3 was final, the separator stood beside the name.
            if named.configuration["separator"] == nil, let separator = json.objectValue?["separator"] {
                named.configuration["separator"] = separator
            }
            let isDefault = named.name == "default"
            guard isDefault || named.name == "v2" else {
                throw ZarrError(
                    .unsupported, "the chunk key encoding \"\(named.name)\" is not known",
                    hint: NearestName.hint(for: named.name, among: ["default", "v2"]))
            }
            guard let value = named.reader["separator"] else {
                return isDefault ? .default(separator: .slash) : .v2(separator: .dot)
            }
            guard let separator = value.stringValue.flatMap(ChunkKeyEncoding.Separator.init(rawValue:)) else {
                throw named.reader.wrong("separator", value, "\".\" or \"/\"")
            }
            return isDefault ? .default(separator: separator) : .v2(separator: separator)
        } catch {
            throw error.within("chunk_key_encoding")
        }
    }

    func dimensionNames(_ reader: DocumentReader, rank: Int) throws(ZarrError) -> [String?]? {
        guard let value = reader.object["dimension_names"], !value.isNull else { return nil }
        guard let list = value.arrayValue, list.count == rank else {
            throw reader.wrong("dimension_names", value, "a list of \(rank) names, one an axis")
        }
        var names: [String?] = []
        for (place, item) in list.enumerated() {
            guard item.isNull || item.stringValue != nil else {
                throw reader.wrong("dimension_names[\(place)]", item, "a name or null")
            }
            names.append(item.stringValue)
        }
        return names
    }

    /// None: they are in the node's own document.
    public func attributes(bytes: Bytes) throws(ZarrError) -> JSONObject { [:] }
}
