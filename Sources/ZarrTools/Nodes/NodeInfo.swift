public import Zarr

/// The facts of a node: what its metadata says, what is stored of it and how large that is.
public struct NodeInfo: Sendable {
    /// The facts by name, in the order in which people read them.
    public let facts: JSONObject

    /// Finds out the facts of `node`.
    ///
    /// - Parameter countsChunks: whether keys are listed to count chunks and stored bytes.
    /// - Complexity: one listing and a size for each stored value.
    public static func of(_ node: ZarrNode, countsChunks: Bool = true) async throws -> NodeInfo {
        switch node {
        case .array(let array): NodeInfo(facts: try await facts(of: array, countsChunks))
        case .group(let group): NodeInfo(facts: try await facts(of: group, countsChunks))
        }
    }

    private static func facts(of array: ZarrArray, _ countsChunks: Bool) async throws -> JSONObject {
        let description = array.description
        let attributes = try await array.attributes()
        var facts: JSONObject = [
            "path": .string("/" + array.path), "node_type": "array", "format": .string(array.format.rawValue),
            "shape": description.shape.json, "data_type": description.dataType.json,
            "chunks": description.chunksJSON, "shards": description.shardsJSON,
            "fill_value": description.fillValue.isUndefined
                ? .null : description.dataType.json(of: description.fillValue, dialect: .v3),
            "codecs": .array(description.innerCodecs.all.map { $0.settled(for: description.dataType).v3.json }),
        ]
        if let sharding = description.sharding {
            facts["index_codecs"] = .array(sharding.indexCodecs.all.map(\.v3.json))
            facts["index_location"] = .string(sharding.indexLocation.rawValue)
        }
        if array.format == .n5 {
            facts["n5"] = [
                "dimensions": description.document["dimensions"] ?? description.shape.reversed().json,
                "blockSize": description.document["blockSize"] ?? description.chunkShape.reversed().json,
            ]
        }
        facts["chunk_key_encoding"] = description.chunkKeyEncoding.json
        facts["dimension_names"] =
            try await array.dimensionNames().map { .array($0.map { $0.map(JSONValue.string) ?? .null }) } ?? .null
        facts["attributes"] = .number(JSONNumber(attributes.count))
        let (size, overflow) = description.shape.saturatingProduct.multipliedReportingOverflow(
            by: description.dataType.byteCount)
        facts["bytes_decoded"] =
            description.dataType.isVariableLength ? .null : .number(JSONNumber(overflow ? .max : size))
        guard countsChunks, array.store is any ListableStore else { return facts }
        let stored = try await StoredChunks(of: array)
        facts["bytes_stored"] = .number(JSONNumber(try await stored.bytes()))
        facts["chunks_present"] = .number(JSONNumber(stored.keys.count))
        facts["chunks_total"] = .number(
            JSONNumber(description.chunkGrid.gridShape(for: description.shape).saturatingProduct))
        return facts
    }

    private static func facts(of group: ZarrGroup, _ countsChunks: Bool) async throws -> JSONObject {
        var facts: JSONObject = [
            "path": .string("/" + group.path), "node_type": "group", "format": .string(group.format.rawValue),
        ]
        if group.format.hasConsolidatedMetadata {
            facts["consolidated"] = .bool(group.description.consolidated != nil)
        }
        if group.description.consolidated != nil, countsChunks,
            let staleness = try? await group.consolidatedStaleness(),
            staleness.isStale
        {
            facts["consolidated_stale"] = staleness.json
        }
        let members = try await group.members(onFailure: { _, _ in })
        let arrays = members.count { if case .array = $0 { true } else { false } }
        facts["arrays"] = .number(JSONNumber(arrays))
        facts["groups"] = .number(JSONNumber(members.count - arrays))
        facts["attributes"] = .number(JSONNumber(try await group.attributes().count))
        guard countsChunks, let store = group.store as? any ListableStore else { return facts }
        var bytes = 0
        for key in try await store.list(StorePrefix(group.path)) { bytes += try await store.byteCount(of: key) ?? 0 }
        facts["bytes_stored"] = .number(JSONNumber(bytes))
        return facts
    }
}

extension ConsolidatedStaleness {
    /// The paths of each kind.
    var json: JSONValue {
        func list(_ paths: [String]) -> JSONValue { .array(paths.map { .string($0) }) }
        return ["changed": list(changed), "added": list(added), "removed": list(removed)]
    }
}

/// The chunks of an array that its store holds; of a sharded one its shards.
struct StoredChunks {
    let store: any ReadableStore
    let keys: [(key: StoreKey, indices: [Int])]

    /// - Complexity: one listing.
    init(of array: ZarrArray) async throws {
        store = array.store
        let prefix = try StorePrefix(array.path)
        let description = array.description
        let grid = description.chunkGrid.gridShape(for: description.shape)
        var keys: [(key: StoreKey, indices: [Int])] = []
        for key in try await array.store.listable().list(prefix) {
            let name = String(decoding: key.path.utf8.dropFirst(prefix.path.utf8.count), as: UTF8.self)
            guard let indices = description.chunkKeyEncoding.indices(of: name, rank: description.shape.count),
                zip(indices, grid).allSatisfy({ $0 < $1 })
            else { continue }
            keys.append((key, indices))
        }
        self.keys = keys
    }

    /// The size of all of them.
    func bytes() async throws -> Int {
        var bytes = 0
        for (key, _) in keys { bytes += try await store.byteCount(of: key) ?? 0 }
        return bytes
    }
}

extension ReadableStore {
    func byteCount(of key: StoreKey) async throws -> Int? {
        if let synchronous { return try synchronous.size(key) }
        return try await size(of: key)
    }
}

extension [Int] {
    var json: JSONValue { .array(map { .number(JSONNumber($0)) }) }

    /// The product, or the largest number where it is larger; 0 where one is.
    var saturatingProduct: Int { contains(0) ? 0 : reduce(1) { $0.saturatingTimes($1) } }
}

extension ArrayDescription {
    /// The shape of the smallest part that is read alone; axis by axis as a Zarr v3 document lists them where chunks differ.
    var chunksJSON: JSONValue { subchunkShape?.json ?? chunkGrid.json }

    /// The shape of a shard, likewise; null where the array is not sharded.
    var shardsJSON: JSONValue { sharding == nil ? .null : chunkGrid.json }
}

extension ChunkGrid {
    fileprivate var json: JSONValue {
        switch self {
        case .regular(let chunkShape): chunkShape.json
        case .rectilinear(let axes): .array(axes.map(\.v3))
        }
    }
}

extension DataType {
    /// As a Zarr v3 document says it.
    var json: JSONValue {
        configuration.isEmpty ? .string(name) : ["name": .string(name), "configuration": .object(configuration)]
    }
}

extension Codec {
    /// The codec with what it takes from the data type, as the element size that Zarr v2 leaves out.
    func settled(for dataType: DataType) -> any Codec {
        guard !dataType.isVariableLength, let codec = self as? any BytesToBytesCodec else { return self }
        return (try? codec.bound(toElementSize: dataType.byteCount)) ?? self
    }
}

extension ChunkKeyEncoding {
    var json: JSONValue {
        let name =
            switch self {
            case .default: "default"
            case .n5: "n5"
            case .v2: "v2"
            }
        return ["name": .string(name), "separator": .string(separator.rawValue)]
    }
}
