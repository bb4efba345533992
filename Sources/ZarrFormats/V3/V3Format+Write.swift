public import ZarrBase
import ZarrCodecs
import ZarrIndexing

extension V3Format {
    /// The array's `zarr.json`; what did not change keeps its spelling, and fields that nobody knows survive.
    public func documents(for array: ArrayDescription) throws(ZarrError) -> [NodeDocument] {
        [(name: "zarr.json", bytes: JSONValue.object(try document(for: array)).serializedBytes(.indented(2)))]
    }

    /// The group's `zarr.json`.
    public func documents(for group: GroupDescription) throws(ZarrError) -> [NodeDocument] {
        [(name: "zarr.json", bytes: JSONValue.object(document(for: group)).serializedBytes(.indented(2)))]
    }

    private func document(for array: ArrayDescription) throws(ZarrError) -> JSONObject {
        var document = array.document
        // Fields whose meaning did not change are left as somebody spelled them.
        let old = document.isEmpty ? nil : try? description(document)
        document.update("zarr_format", 3)
        document.update("node_type", "array")
        document.update("shape", .extents(array.shape))
        if old?.dataType != array.dataType { document["data_type"] = array.dataType.v3 }
        if old?.chunkGrid != array.chunkGrid {
            document["chunk_grid"] =
                NamedConfiguration("regular", ["chunk_shape": .extents(array.chunkShape)]).json
        }
        if old?.chunkKeyEncoding != array.chunkKeyEncoding {
            document["chunk_key_encoding"] = array.chunkKeyEncoding.v3
        }
        if old?.fillValue != array.fillValue {
            document["fill_value"] = array.dataType.json(of: array.fillValue, dialect: .v3)
        }
        if old?.codecs.all.map(\.v3) != array.codecs.all.map(\.v3) {
            let codecs = try array.codecs.settled(for: array.representation())
            document["codecs"] = .array(codecs.all.map(\.v3.json))
        }
        document.update("attributes", .object(array.attributes ?? [:]))
        if let names = array.dimensionNames {
            document.update("dimension_names", .array(names.map { $0.map { .string($0) } ?? .null }))
        } else {
            document["dimension_names"] = nil
        }
        return document
    }

    private func document(for group: GroupDescription) -> JSONObject {
        var document = group.document
        document.update("zarr_format", 3)
        document.update("node_type", "group")
        document.update("attributes", .object(group.attributes ?? [:]))
        return document
    }

    /// The array that a document describes.
    private func description(_ document: JSONObject) throws(ZarrError) -> ArrayDescription? {
        guard case .array(let array) = try node(document) else { return nil }
        return array
    }

    /// The root's `zarr.json` with the metadata of all nodes below, as zarr-python 3 writes it: flat, by depth and name,
    /// with an empty `consolidated_metadata` in each group.
    public func consolidated(
        _ nodes: [(path: String, node: NodeDescription)], root: GroupDescription
    ) throws(ZarrError) -> [NodeDocument] {
        let sorted = nodes.sorted { left, right in
            let (leftDepth, rightDepth) = (
                left.path.split(separator: "/").count, right.path.split(separator: "/").count
            )
            return leftDepth != rightDepth ? leftDepth < rightDepth : left.path < right.path
        }
        var metadata: JSONObject = [:]
        for (path, node) in sorted {
            switch node {
            case .array(let array): metadata[path] = .object(try document(for: array))
            case .group(let group):
                var document = document(for: group)
                document["consolidated_metadata"] = .object(Self.inline([:]))
                metadata[path] = .object(document)
            }
        }
        var document = document(for: root)
        document["consolidated_metadata"] = .object(Self.inline(metadata))
        return [(name: "zarr.json", bytes: JSONValue.object(document).serializedBytes(.indented(2)))]
    }

    private static func inline(_ metadata: JSONObject) -> JSONObject {
        ["kind": "inline", "must_understand": false, "metadata": .object(metadata)]
    }

    /// The same array in Zarr v3: the order and the names of axes get fields of their own.
    public func converted(_ array: ArrayDescription) throws(ZarrError) -> ArrayDescription {
        guard array.format != .zarr3 else { return array }
        var converted = array
        converted.format = .zarr3
        converted.document = [:]
        converted.chunkKeyEncoding = .default(separator: .slash)
        converted.codecs = try array.codecs.settled(for: array.representation())
        if array.fillValue.isUndefined { converted.fillValue = .zero(of: array.dataType) }
        if var attributes = array.attributes,
            let names = V2Format.dimensionNames(in: attributes, rank: array.shape.count)
        {
            attributes[V2Format.dimensionNamesAttribute] = nil
            converted.attributes = attributes
            converted.dimensionNames = names
        }
        return converted
    }
}

extension CodecChain {
    /// The chain with everything spelled out that Zarr v3 wants to be: permutations, element sizes, also within shards.
    func settled(for representation: ChunkRepresentation) throws(ZarrError) -> CodecChain {
        var chain = self
        var current = representation
        for (place, codec) in arrayToArray.enumerated() {
            if let transpose = codec as? TransposeCodec {
                chain.arrayToArray[place] = transpose.spelledOut(rank: current.shape.count)
            }
            do { current = try codec.bind(current).encoded } catch { throw error.at(codec: codec.v3.name) }
        }
        if let sharding = arrayToBytes as? ShardingCodec {
            let subchunk = try ChunkRepresentation(
                shape: sharding.subchunkShape, dataType: current.dataType, fillValue: current.fillValue)
            chain.arrayToBytes = ShardingCodec(
                subchunkShape: sharding.subchunkShape, codecs: try sharding.codecs.settled(for: subchunk),
                indexCodecs: sharding.indexCodecs, indexLocation: sharding.indexLocation)
        }
        let elementSize = current.dataType.isVariableLength ? 1 : current.dataType.byteCount
        for (place, codec) in bytesToBytes.enumerated() {
            chain.bytesToBytes[place] = try codec.bound(toElementSize: elementSize)
        }
        return chain
    }
}

extension DataType {
    /// The name where that is all, else the object form.
    var v3: JSONValue {
        configuration.isEmpty ? .string(name) : NamedConfiguration(name, configuration).json
    }
}

extension ChunkKeyEncoding {
    var v3: JSONValue {
        let configuration: JSONObject = ["separator": .string(separator.rawValue)]
        switch self {
        case .default: return NamedConfiguration("default", configuration).json
        case .v2: return NamedConfiguration("v2", configuration).json
        }
    }
}

extension JSONValue {
    static func extents(_ extents: [Int]) -> JSONValue { .array(extents.map { .number(JSONNumber($0)) }) }
}
