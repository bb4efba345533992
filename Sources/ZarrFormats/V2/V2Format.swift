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
        let document = try DocumentReader.parse(bytes)
        do {
            return try node(document, isArray: documentName == ".zarray", attributes: nil)
        } catch {
            throw error.within("$")
        }
    }

    /// The description that a document holds; the places of errors are seen from the document.
    func node(_ document: JSONObject, isArray: Bool, attributes: JSONObject?) throws(ZarrError) -> NodeDescription {
        let reader = DocumentReader(object: document)
        let version = try reader.required("zarr_format")
        guard version.intValue == 2 else {
            throw ZarrError(.unsupported, "zarr_format is \(version.excerpt), not 2").at(jsonPath: "zarr_format")
        }
        guard isArray else {
            var document = document
            // zarr-python 3 writes one into the groups of a .zmetadata; it would hide the members of a rewritten group.
            document["consolidated_metadata"] = nil
            return .group(GroupDescription(format: .zarr2, attributes: attributes, document: document))
        }
        var array = try array(reader)
        if let attributes { array.setLoadedAttributes(attributes) }
        return .array(array)
    }

    /// The attributes in a `.zattrs`.
    public func attributes(bytes: Bytes) throws(ZarrError) -> JSONObject {
        try DocumentReader.attributes(bytes)
    }

    private func array(_ reader: DocumentReader) throws(ZarrError) -> ArrayDescription {
        let shape = try reader.extents("shape")
        let grid = ChunkGrid.regular(chunkShape: try reader.extents("chunks"))
        do { try grid.validate(for: shape) } catch { throw error.at(jsonPath: "chunks") }
        let (dataType, chain) = try codecs(reader, rank: shape.count)
        let fillValue: FillValue
        do {
            fillValue = try dataType.fillValue(
                from: reader.object["fill_value"] ?? .null, dialect: .v2, storage: chain.bytesCodec)
        } catch {
            throw error.at(jsonPath: "fill_value")
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
