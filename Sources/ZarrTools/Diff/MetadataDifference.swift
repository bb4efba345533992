import Zarr

/// What the metadata of two nodes says differently.
enum MetadataDifference {
    static func fields(
        _ left: ZarrNode, _ right: ZarrNode, _ options: DiffOptions
    ) async throws -> [DiffReport.Field] {
        var fields: [DiffReport.Field] = []
        func compare(
            _ name: String, _ left: JSONValue?, _ right: JSONValue?, isNote: Bool = false, isAttribute: Bool = false
        ) {
            guard left != right else { return }
            let counts = isAttribute && !options.comparesAttributes ? false : options.isStrict || !isNote
            fields.append(.init(name: name, left: left, right: right, isDifference: counts))
        }
        compare("node_type", left.kind, right.kind)
        compare("zarr_format", .string(left.format.rawValue), .string(right.format.rawValue), isNote: true)
        if case .array(let left) = left, case .array(let right) = right {
            let (a, b) = (left.description, right.description)
            compare("shape", a.shape.json, b.shape.json)
            compare("data_type", a.dataType.json, b.dataType.json)
            if a.dataType != b.dataType || a.fillValue.bytes != b.fillValue.bytes {
                compare("fill_value", a.fillJSON, b.fillJSON)
            }
            try await compare("dimension_names", names(of: left), names(of: right), isAttribute: true)
            compare("chunks", a.chunksJSON, b.chunksJSON, isNote: true)
            compare("shards", a.shardsJSON, b.shardsJSON, isNote: true)
            compare("codecs", codecs(of: a), codecs(of: b), isNote: true)
            compare("chunk_key_encoding", a.chunkKeyEncoding.json, b.chunkKeyEncoding.json, isNote: true)
        }
        let (a, b) = (try await left.ownAttributes(), try await right.ownAttributes())
        for key in Set(a.keys).union(b.keys).sorted() {
            // In Zarr v2 xarray masks the fill value, in Zarr v3 it needs this attribute for it.
            let isNote = key == "_FillValue" && left.format != right.format
            compare("attributes.\(key)", a[key], b[key], isNote: isNote, isAttribute: true)
        }
        return fields
    }

    private static func names(of array: ZarrArray) async throws -> JSONValue? {
        try await array.dimensionNames().flatMap { names in
            // A list without any name says as much as none.
            names.contains { $0 != nil } ? .array(names.map { $0.map { .string($0) } ?? .null }) : nil
        }
    }

    private static func codecs(of description: ArrayDescription) -> JSONValue {
        .array(description.innerCodecs.all.map(\.v3.json))
    }
}

extension ZarrNode {
    fileprivate var kind: JSONValue {
        switch self {
        case .array: "array"
        case .group: "group"
        }
    }

    /// The attributes without what is told as the names of axes.
    fileprivate func ownAttributes() async throws -> JSONObject {
        var attributes = try await attributes()
        if case .array = self { attributes["_ARRAY_DIMENSIONS"] = nil }
        return attributes
    }
}

extension ArrayDescription {
    fileprivate var fillJSON: JSONValue { dataType.json(of: fillValue, dialect: .v3) }
}
