public import ZarrBase
import ZarrCodecs
import ZarrIndexing

/// Zarr v2: `.zarray` or `.zgroup` a node, and `.zattrs` beside it.
///
/// Specification: <https://zarr-specs.readthedocs.io/en/latest/v2/v2.0.html>
public struct V2Format: StorageFormat {
    /// `zarr2`.
    public static var identifier: FormatIdentifier { .zarr2 }
    /// `.zarray` and `.zgroup`.
    public var documentNames: [String] { [".zarray", ".zgroup"] }
    /// `.zattrs`.
    public var attributesDocument: String? { ".zattrs" }
    /// `.zmetadata`, which is zarr-python's and not in the specification.
    public var consolidatedDocument: String? { ".zmetadata" }

    /// The format.
    public init() {}

    /// Where xarray keeps the names of axes.
    static let dimensionNamesAttribute = "_ARRAY_DIMENSIONS"

    /// The names of axes that xarray keeps in the attributes.
    static func dimensionNames(in attributes: JSONObject, rank: Int) -> [String?]? {
        guard let list = attributes[dimensionNamesAttribute]?.arrayValue, list.count == rank else { return nil }
        let names = list.compactMap(\.stringValue)
        return names.count == rank ? names : nil
    }

    /// The description that a `.zarray` or `.zgroup` holds; the attributes are not in it.
    public func node(documentName: String, bytes: Bytes) throws(ZarrError) -> NodeDescription {
        try node(
            ConsolidatedMetadata.Entry(
                document: DocumentReader.parse(bytes), isArray: documentName == ".zarray", attributes: nil))
    }

    func node(_ entry: ConsolidatedMetadata.Entry) throws(ZarrError) -> NodeDescription {
        let reader = DocumentReader(object: entry.document)
        let version = try reader.required("zarr_format")
        guard version.intValue == 2 else {
            throw ZarrError(.unsupported, "zarr_format is \(version.serialized()), not 2").at(jsonPath: "$.zarr_format")
        }
        guard entry.isArray else {
            return .group(
                GroupDescription(format: .zarr2, attributes: entry.attributes, document: entry.document))
        }
        var array = try array(reader)
        if let attributes = entry.attributes { array.setLoadedAttributes(attributes) }
        return .array(array)
    }

    /// The attributes in a `.zattrs`.
    public func attributes(bytes: Bytes) throws(ZarrError) -> JSONObject { try DocumentReader.parse(bytes) }

    /// The metadata in a `.zmetadata`; nil where it is of another kind, as kerchunk's.
    public func consolidated(bytes: Bytes) throws(ZarrError) -> ConsolidatedMetadata? {
        let document = try DocumentReader.parse(bytes)
        guard document["zarr_consolidated_format"]?.intValue == 1, let metadata = document["metadata"]?.objectValue
        else { return nil }
        var entries: [String: ConsolidatedMetadata.Entry] = [:]
        var attributes: [String: JSONObject] = [:]
        for (key, value) in metadata {
            let slash = key.lastIndex(of: "/")
            let path = slash.map { String(key[..<$0]) } ?? ""
            guard let object = value.objectValue else { continue }
            switch slash.map({ key[key.index(after: $0)...] }) ?? key[...] {
            case ".zattrs": attributes[path] = object
            case ".zarray": entries[path] = ConsolidatedMetadata.Entry(document: object, isArray: true)
            case ".zgroup" where entries[path] == nil:
                entries[path] = ConsolidatedMetadata.Entry(document: object, isArray: false)
            default: continue
            }
        }
        for path in entries.keys { entries[path]?.attributes = attributes[path] ?? [:] }
        return ConsolidatedMetadata(format: .zarr2, entries: entries)
    }

    private func array(_ reader: DocumentReader) throws(ZarrError) -> ArrayDescription {
        let shape = try reader.extents("shape")
        let grid = ChunkGrid.regular(chunkShape: try reader.extents("chunks"))
        do { try grid.validate(for: shape) } catch { throw error.at(jsonPath: "$.chunks") }
        let (dataType, chain) = try codecs(reader, rank: shape.count)
        let fillValue: FillValue
        do {
            fillValue = try dataType.fillValue(from: reader.object["fill_value"] ?? .null, dialect: .v2)
        } catch {
            throw error.at(jsonPath: "$.fill_value")
        }
        return ArrayDescription(
            format: .zarr2, shape: shape, chunkGrid: grid, chunkKeyEncoding: .v2(separator: try separator(reader)),
            dataType: dataType, fillValue: fillValue, codecs: chain, attributes: nil, document: reader.object)
    }

    private func separator(_ reader: DocumentReader) throws(ZarrError) -> ChunkKeyEncoding.Separator {
        guard let value = reader.object["dimension_separator"], !value.isNull else { return .dot }
        guard let separator = value.stringValue.flatMap(ChunkKeyEncoding.Separator.init(rawValue:)) else {
            throw reader.wrong("dimension_separator", value, "\".\" or \"/\"")
        }
        return separator
    }
}
