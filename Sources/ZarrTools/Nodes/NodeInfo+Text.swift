import Zarr

extension NodeInfo {
    /// The facts as aligned lines for people.
    public var text: String {
        var rows: [(String, String)] = []
        func add(_ label: String, _ fact: String, _ write: (JSONValue) -> String?) {
            if let value = facts[fact], let text = write(value) { rows.append((label, text)) }
        }
        add("Path", "path", \.stringValue)
        add("Node", "node_type", \.stringValue)
        add("Format", "format") { $0.stringValue.flatMap(FormatIdentifier.init)?.name }
        add("Shape", "shape", Self.tuple)
        add("Dimensions", "dimension_names") { value in
            value.arrayValue.map { $0.map { $0.stringValue ?? "-" }.joined(separator: ", ") }
        }
        add("Data type", "data_type") { $0.stringValue ?? $0.serialized() }
        add("Fill value", "fill_value") { $0.isNull ? "none" : $0.serialized() }
        add("Chunks", "chunks", Self.extents)
        add("Shards", "shards", Self.extents)
        // The axes as the tools of N5 show them: the fastest first.
        add("In N5", "n5") { value in
            guard let size = value.objectValue?["dimensions"].flatMap(Self.product),
                let blocks = value.objectValue?["blockSize"].flatMap(Self.product)
            else { return nil }
            return "\(size), blocks of \(blocks)"
        }
        add("Codecs", "codecs", Self.codecs)
        add("Shard index", "index_codecs") { value in
            let place = facts["index_location"]?.stringValue.map { "at the " + $0 + ": " } ?? ""
            return Self.codecs(value).map { place + $0 }
        }
        add("Chunk keys", "chunk_key_encoding") { value in
            guard let object = value.objectValue, let name = object["name"]?.stringValue else { return nil }
            return name + ", separated by \"" + (object["separator"]?.stringValue ?? "") + "\""
        }
        add("Members", "arrays") { arrays in
            let groups = facts["groups"]?.intValue ?? 0
            return Self.counted(arrays.intValue ?? 0, "array") + ", " + Self.counted(groups, "group")
        }
        add("Consolidated", "consolidated") { consolidated in
            guard consolidated.boolValue == true else { return "no" }
            guard let stale = facts["consolidated_stale"]?.objectValue else { return "yes" }
            let counts = stale.compactMap { kind, paths in
                paths.arrayValue.flatMap { $0.isEmpty ? nil : "\($0.count) \(kind)" }
            }
            return "yes, but stale: " + counts.joined(separator: ", ")
        }
        add("Attributes", "attributes") { $0.intValue.map(String.init) }
        add("Decoded", "bytes_decoded") { $0.intValue.map(ByteText.size) }
        add("Stored", "bytes_stored") { stored in
            guard let bytes = stored.intValue else { return nil }
            let decoded = facts["bytes_decoded"]?.intValue ?? 0
            let total = facts["chunks_total"]?.intValue
            // A ratio says something only where all chunks are there.
            guard bytes > 0, decoded > 0, facts["chunks_present"]?.intValue == total else {
                return ByteText.size(bytes)
            }
            return ByteText.size(bytes) + ", ratio " + ByteText.decimal(Double(decoded) / Double(bytes), places: 2)
        }
        add(facts["shards"]?.isNull == false ? "Shards there" : "Chunks there", "chunks_present") { present in
            "\(present.intValue ?? 0) of \(facts["chunks_total"]?.intValue ?? 0)"
        }
        let width = rows.reduce(0) { max($0, $1.0.count) } + 2
        return rows.map { label, text in
            label + String(repeating: " ", count: width - label.count) + text + "\n"
        }.joined()
    }

    private static func counted(_ count: Int, _ what: String) -> String { "\(count) \(what)\(count == 1 ? "" : "s")" }

    private static func product(_ value: JSONValue) -> String? {
        value.arrayValue.map { $0.map { $0.serialized() }.joined(separator: " x ") }
    }

    private static func tuple(_ value: JSONValue) -> String? { value.arrayValue?.compactMap(\.intValue).asTuple }

    /// A shape, or where chunks differ the runs of each axis as one types them.
    private static func extents(_ value: JSONValue) -> String? {
        guard let axes = value.arrayValue, axes.contains(where: { $0.arrayValue != nil }) else { return tuple(value) }
        let text = axes.map { axis in
            guard let runs = axis.arrayValue else { return axis.serialized() }
            return "["
                + runs.map { run in
                    run.arrayValue.map { $0.map { $0.serialized() }.joined(separator: "*") } ?? run.serialized()
                }.joined(separator: ", ") + "]"
        }.joined(separator: ", ")
        // "[4, 3]" alone would be a shape.
        return axes.count == 1 ? "[" + text + "]" : text
    }

    private static func codecs(_ value: JSONValue) -> String? {
        value.arrayValue?.map { codec in
            guard let object = codec.objectValue, let name = object["name"]?.stringValue else {
                return codec.serialized()
            }
            let parameters = object["configuration"]?.objectValue ?? [:]
            guard !parameters.isEmpty else { return name }
            return name + "("
                + parameters.map { "\($0)=\($1.stringValue ?? $1.serialized())" }.joined(separator: ", ") + ")"
        }.joined(separator: ", ")
    }
}
