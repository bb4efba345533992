public import ZarrBase
import ZarrCodecs
import ZarrIndexing

/// N5: one document, `attributes.json`, a node, which holds its attributes and what describes it side by side.
///
/// The axes of N5 are those of Fortran, the fastest first; here they are reversed, so that elements lie as in any other array.
/// Every directory is a group, whether it has a document or not.
///
/// Specification: <https://github.com/saalfeldlab/n5#file-system-specification>
public struct N5Format: StorageFormat {
    /// `n5`.
    public static var identifier: FormatIdentifier { .n5 }
    /// `attributes.json`.
    public var documentNames: [String] { ["attributes.json"] }
    /// The node's own document.
    public var attributesDocument: String? { nil }
    /// There is none.
    public var consolidatedDocument: String? { nil }
    /// The root says the version, and nobody below it that they are of N5.
    public var hasContainers: Bool { true }

    /// The format.
    public init() {}

    /// `attributes.json` is a name that other software uses, too: only the document of a dataset or of a root is one.
    public func describes(_ bytes: Bytes) -> Bool {
        guard let document = try? DocumentReader.parse(bytes) else { return false }
        return document[N5Version.field] != nil || Self.isDataset(document)
    }

    /// Whether the fields are there that make a group a dataset.
    package static func isDataset(_ document: JSONObject) -> Bool {
        document["dimensions"] != nil && document["dataType"] != nil
            && ["blockSize", "compression", "compressionType", "codecs"].contains { document[$0] != nil }
    }

    /// The description that an `attributes.json` holds.
    public func node(documentName: String, bytes: Bytes) throws(ZarrError) -> NodeDescription {
        let document = try DocumentReader.parse(bytes)
        do {
            try N5Version.requireReadable(document)
            return Self.isDataset(document) ? .array(try array(document)) : .group(group(document))
        } catch {
            throw error.within("$")
        }
    }

    /// - Throws: ``ZarrError/Code/unsupported`` where the root of a container is of a version that this one cannot read.
    public func isContainer(_ bytes: Bytes) throws(ZarrError) -> Bool {
        guard let document = try? DocumentReader.parse(bytes), document[N5Version.field] != nil else { return false }
        do { try N5Version.requireReadable(document) } catch { throw error.within("$") }
        return true
    }

    /// The root of a container says the version of N5.
    public func document(ofNewNodeAt path: String) -> JSONObject {
        path.isEmpty ? [N5Version.field: .string(N5Version.written)] : [:]
    }

    private func group(_ document: JSONObject) -> GroupDescription {
        var attributes = document
        attributes[N5Version.field] = nil
        return GroupDescription(format: .n5, attributes: attributes, document: document)
    }

    func array(_ document: JSONObject) throws(ZarrError) -> ArrayDescription {
        let reader = DocumentReader(object: document)
        var shape: [Int] = try reader.extents("dimensions").reversed()
        // The first version had none: the dataset is one block.
        var blocks: [Int] = document["blockSize"] == nil ? shape : try reader.extents("blockSize").reversed()
        guard !shape.isEmpty else {
            throw ZarrError(.unsupported, "a dataset of N5 has at least one axis").at(jsonPath: "dimensions")
        }
        do { try ChunkGrid.regular(chunkShape: blocks).validate(for: shape) } catch {
            throw error.at(jsonPath: "blockSize")
        }
        let (dataType, content) = try dataType(reader)
        let codec = N5BlockCodec(compressor: try N5Compression.codec(reader), content: content)
        if content != .elements {
            // What is in a block is nobody's array: each is one element.
            shape = ChunkGrid.regular(chunkShape: blocks).gridShape(for: shape)
            blocks = shape.map { _ in 1 }
        }
        let attributes = Self.attributes(document)
        return ArrayDescription(
            format: .n5, shape: shape, chunkGrid: .regular(chunkShape: blocks), chunkKeyEncoding: .n5,
            dataType: dataType, fillValue: .zero(of: dataType), codecs: CodecChain(arrayToBytes: codec),
            attributes: attributes,
            dimensionNames: V2Format.dimensionNames(in: attributes, rank: shape.count), document: document)
    }

    private func dataType(_ reader: DocumentReader) throws(ZarrError) -> (DataType, N5BlockCodec.Content) {
        let value = try reader.required("dataType")
        guard let name = value.stringValue else { throw reader.wrong("dataType", value, "a name") }
        if name == "object" { return (.bytes, .objects) }
        if reader.object["isLabelMultiset"]?.boolValue == true { return (.bytes, .multisets) }
        guard Self.dataTypes.contains(name) else {
            throw ZarrError(
                .unsupported, "N5 has no data type \"\(name)\"",
                hint: NearestName.hint(for: name, among: Self.dataTypes)
            ).at(jsonPath: "dataType")
        }
        return (try DataTypeCatalog.standard.dataType(NamedConfiguration(name)), .elements)
    }

    static let dataTypes = [
        "float32", "float64", "int16", "int32", "int64", "int8", "object", "string", "uint16", "uint32", "uint64",
        "uint8",
    ]

    /// The fields of a dataset that are no attributes of its user.
    static let fields: Set<String> = [
        "dimensions", "blockSize", "dataType", "compression", "compressionType", "codecs", N5Version.field,
    ]

    static func attributes(_ document: JSONObject) -> JSONObject {
        JSONObject(document.filter { !fields.contains($0.key) }.map { ($0.key, $0.value) })
    }

    /// None: they are in the node's own document.
    public func attributes(bytes: Bytes) throws(ZarrError) -> JSONObject { [:] }
    /// There is none.
    public func consolidated(bytes: Bytes) throws(ZarrError) -> ConsolidatedMetadata? { nil }
}
