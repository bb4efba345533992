public import ZarrBase
import ZarrCodecs
import ZarrIndexing

extension V2Format {
    /// `.zattrs`, where there are attributes or were, and `.zarray`; what did not change keeps its spelling, and fields that
    /// nobody knows survive.
    public func documents(for array: ArrayDescription) throws(ZarrError) -> [NodeDocument] {
        let document = JSONValue.object(try document(for: array))
        return attributesDocuments(array.attributes) + [
            (name: ".zarray", bytes: document.serializedBytes(.indented(4)))
        ]
    }

    /// `.zattrs`, where there are attributes or were, and `.zgroup`.
    public func documents(for group: GroupDescription) throws(ZarrError) -> [NodeDocument] {
        let document = JSONValue.object(document(for: group))
        return attributesDocuments(group.attributes) + [
            (name: ".zgroup", bytes: document.serializedBytes(.indented(4)))
        ]
    }

    private func attributesDocuments(_ attributes: JSONObject?) -> [NodeDocument] {
        guard let attributes else { return [] }
        return [(name: ".zattrs", bytes: JSONValue.object(attributes).serializedBytes(.indented(4)))]
    }

    private func document(for group: GroupDescription) -> JSONObject {
        var document = group.document
        document.update("zarr_format", 2)
        return document
    }

    private func document(for array: ArrayDescription) throws(ZarrError) -> JSONObject {
        var document = array.document
        var old: ArrayDescription?
        if !document.isEmpty,
            case .array(let array)? = try? node(.init(document: document, isArray: true, attributes: nil))
        {
            old = array
        }
        document.update("shape", .extents(array.shape))
        document.update("chunks", .extents(array.chunkShape))
        let terms = try V2Terms(array)
        if old == nil || old?.dataType != array.dataType || old.flatMap(V2Terms.endian) != V2Terms.endian(array) {
            document["dtype"] = .string(terms.dtype)
        }
        if old?.fillValue != array.fillValue {
            document["fill_value"] = array.dataType.json(of: array.fillValue, dialect: .v2)
        }
        document.update("order", .string(terms.order))
        if old?.codecs.all.map(\.v3) != array.codecs.all.map(\.v3) {
            document["filters"] = terms.filters.isEmpty ? .null : .array(terms.filters.map { .object($0) })
            document["compressor"] = terms.compressor.map { .object($0) } ?? .null
        }
        if old?.chunkKeyEncoding != array.chunkKeyEncoding || document["dimension_separator"] == nil {
            guard case .v2(let separator) = array.chunkKeyEncoding else {
                throw ZarrError(.unsupported, "Zarr v2 has no chunk key encoding \"default\"")
            }
            document["dimension_separator"] = .string(separator.rawValue)
        }
        document.update("zarr_format", 2)
        return document
    }

    /// The root's `.zgroup`, and the `.zmetadata` with all documents of all nodes.
    public func consolidated(
        _ nodes: [(path: String, node: NodeDescription)], root: GroupDescription
    ) throws(ZarrError) -> [NodeDocument] {
        var metadata: JSONObject = [:]
        metadata[".zgroup"] = .object(document(for: root))
        if let attributes = root.attributes, !attributes.isEmpty { metadata[".zattrs"] = .object(attributes) }
        for (path, node) in nodes.sorted(by: { $0.path < $1.path }) {
            let attributes: JSONObject?
            switch node {
            case .array(let array):
                metadata[path + "/.zarray"] = .object(try document(for: array))
                attributes = array.attributes
            case .group(let group):
                metadata[path + "/.zgroup"] = .object(document(for: group))
                attributes = group.attributes
            }
            if let attributes, !attributes.isEmpty { metadata[path + "/.zattrs"] = .object(attributes) }
        }
        let document: JSONObject = ["metadata": .object(metadata), "zarr_consolidated_format": 1]
        return [(name: ".zmetadata", bytes: JSONValue.object(document).serializedBytes(.indented(4)))]
    }

    /// The same array in Zarr v2: the names of axes go among the attributes, where xarray looks for them.
    public func converted(_ array: ArrayDescription) throws(ZarrError) -> ArrayDescription {
        guard array.format != .zarr2 else { return array }
        var converted = array
        converted.format = .zarr2
        converted.document = [:]
        converted.chunkKeyEncoding = .v2(separator: .dot)
        if let names = array.dimensionNames, names.allSatisfy({ $0 != nil }) {
            var attributes = array.attributes ?? [:]
            attributes[Self.dimensionNamesAttribute] = .array(names.map { .string($0 ?? "") })
            converted.attributes = attributes
        }
        _ = try V2Terms(converted)
        return converted
    }
}

/// What the members `dtype`, `order`, `filters` and `compressor` say of a chain of codecs.
private struct V2Terms {
    let dtype: String
    var order = "C"
    var filters: [JSONObject] = []
    var compressor: JSONObject?

    /// - Throws: ``ZarrError/Code/unsupported`` with the codec or type that Zarr v2 cannot say.
    init(_ array: ArrayDescription) throws(ZarrError) {
        guard let code = array.dataType.definition.numpyCode else {
            throw ZarrError(.unsupported, "Zarr v2 has no data type \(array.dataType)", hint: "use the format zarr3")
        }
        let endian = Self.endian(array)
        dtype = (array.dataType.layout.swapUnit > 1 ? (endian == .big ? ">" : "<") : "|") + code
        for codec in array.codecs.arrayToArray {
            if let transpose = codec as? TransposeCodec {
                let axes = Array(array.shape.indices)
                let permutation = transpose.permutation(rank: array.shape.count)
                if permutation == axes { continue }
                guard permutation == axes.reversed(), filters.isEmpty else { throw Self.unsupported(codec) }
                order = "F"
            } else if let filter = codec.v2 {
                filters.append(filter)
            } else {
                throw Self.unsupported(codec)
            }
        }
        if let filter = array.codecs.arrayToBytes.v2 {
            filters.append(filter)
        } else if !(array.codecs.arrayToBytes is BytesCodec) {
            throw Self.unsupported(array.codecs.arrayToBytes)
        }
        for (place, codec) in array.codecs.bytesToBytes.enumerated() {
            guard let object = codec.v2 else { throw Self.unsupported(codec) }
            // The last codec is the compressor, unless it is a filter that zarr-python would not take for one.
            if place == array.codecs.bytesToBytes.count - 1 {
                compressor = object
            } else {
                filters.append(object)
            }
        }
    }

    /// The byte order in which the elements are stored, through a delta that of the elements it was taken of.
    static func endian(_ array: ArrayDescription) -> Endianness? {
        for codec in array.codecs.arrayToArray {
            if let delta = codec as? DeltaCodec { return delta.dtype.hasPrefix(">") ? .big : .little }
        }
        return (array.codecs.arrayToBytes as? BytesCodec)?.endian
    }

    private static func unsupported(_ codec: any Codec) -> ZarrError {
        ZarrError(
            .unsupported, "Zarr v2 cannot say \"\(codec.v3.name)\" there", hint: "choose other codecs with --codecs"
        ).at(codec: codec.v3.name)
    }
}
