public import ZarrBase
import ZarrCodecs

/// Zarr v1: one array a store, `meta` and `attrs`. It is read, never written.
///
/// Specification: <https://zarr-specs.readthedocs.io/en/latest/v1/v1.0.html>
public struct V1Format: StorageFormat {
    /// `zarr1`.
    public static var identifier: FormatIdentifier { .zarr1 }
    /// `meta`.
    public var documentNames: [String] { ["meta"] }
    /// `attrs`.
    public var attributesDocument: String? { "attrs" }
    /// There are no groups.
    public var consolidatedDocument: String? { nil }
    /// Nobody should have to read new arrays of this kind.
    public var isWritable: Bool { false }

    /// The format.
    public init() {}

    /// `meta` is a word that other software uses, too: only a document that says the format is one.
    public func describes(_ bytes: Bytes) -> Bool {
        (try? DocumentReader.parse(bytes))?["zarr_format"]?.intValue == 1
    }

    /// The description of the array; the attributes are not in it.
    public func node(documentName: String, bytes: Bytes) throws(ZarrError) -> NodeDescription {
        let document = try DocumentReader.parse(bytes)
        do { return .array(try array(document)) } catch { throw error.within("$") }
    }

    /// What is wrong with a `meta` or an `attrs`.
    public func issues(documentName: String, bytes: Bytes) -> [DocumentIssue] {
        var issues = DocumentIssues()
        guard let document = issues.parse(bytes), documentName == "meta" else { return issues.all }
        for field in ["compression_opts", "fill_value", "order"] where document[field] == nil {
            issues.error(field, "the field \"\(field)\" is missing")
        }
        _ = issues.attempt { () throws(ZarrError) in try array(document).pipeline() }
        return issues.all
    }

    /// Zarr v2 says the same in other words, but for the compressor.
    private func array(_ document: JSONObject) throws(ZarrError) -> ArrayDescription {
        let reader = DocumentReader(object: document)
        let version = try reader.required("zarr_format")
        guard version.intValue == 1 else {
            throw ZarrError(.unsupported, "zarr_format is \(version.excerpt), not 1").at(jsonPath: "zarr_format")
        }
        var translated = document
        translated["zarr_format"] = 2
        translated["compressor"] = try compressor(reader)
        for field in ["compression", "compression_opts", "filters", "dimension_separator"] { translated[field] = nil }
        guard case .array(var array) = try V2Format().node(translated, isArray: true, attributes: nil) else {
            throw ZarrError(.invalidMetadata, "the document describes no array")
        }
        array.format = .zarr1
        array.document = document
        return array
    }

    private func compressor(_ reader: DocumentReader) throws(ZarrError) -> JSONValue {
        let value = try reader.required("compression")
        if value.isNull || value == "none" { return .null }
        guard let name = value.stringValue else { throw reader.wrong("compression", value, "a name or null") }
        var compressor: JSONObject = ["id": .string(name)]
        switch reader.object["compression_opts"] {
        case nil, .null?: break
        case .object(let options)?: for (field, option) in options where field != "id" { compressor[field] = option }
        case .number(let level)? where name != "blosc" && name != "lzma": compressor["level"] = .number(level)
        case .some(let value): throw reader.wrong("compression_opts", value, "the options of \"\(name)\"")
        }
        do {
            _ = try CodecCatalog.standard.codec(v2: compressor)
        } catch {
            let isUnknown = error.code == .unsupported
            throw error.withoutConfiguration().within(isUnknown ? "compression" : "compression_opts")
        }
        return .object(compressor)
    }

    /// The attributes in an `attrs`.
    public func attributes(bytes: Bytes) throws(ZarrError) -> JSONObject { try DocumentReader.attributes(bytes) }

    /// - Throws: always.
    public func documents(for array: ArrayDescription) throws(ZarrError) -> [NodeDocument] { throw Self.readOnly }
    /// - Throws: always.
    public func documents(for group: GroupDescription) throws(ZarrError) -> [NodeDocument] { throw Self.readOnly }
    /// - Throws: always.
    public func consolidated(
        _ nodes: [(path: String, node: NodeDescription)], root: GroupDescription
    ) throws(ZarrError) -> [NodeDocument] { throw Self.readOnly }
    /// There is none.
    public func consolidated(bytes: Bytes) throws(ZarrError) -> ConsolidatedMetadata? { nil }
    /// - Throws: always.
    public func converted(_ array: ArrayDescription) throws(ZarrError) -> ArrayDescription { throw Self.readOnly }

    static var readOnly: ZarrError {
        ZarrError(.unsupported, "Zarr v1 is read, not written", hint: "copy the array to the format zarr2 or zarr3")
    }
}
