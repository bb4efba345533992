public import ZarrBase

extension V3Format {
    /// Consolidated metadata is an aid, and not in the specification: `null` and forms that nobody knows are as good as none.
    func consolidated(_ value: JSONValue?) -> ConsolidatedMetadata? {
        guard let object = value?.objectValue, (object["kind"] ?? "inline") == "inline",
            let metadata = object["metadata"]?.objectValue
        else { return nil }
        var nodes: [(path: String, entry: ConsolidatedTree.Entry)] = []
        nodes.reserveCapacity(metadata.count)
        for (key, value) in metadata {
            guard let document = value.objectValue, let path = try? NodePath.normalized(key), !path.isEmpty else {
                continue
            }
            nodes.append((path, .init(document: document, isArray: nil, attributes: nil, key: key)))
        }
        return ConsolidatedMetadata(ConsolidatedTree(format: .zarr3, nodes))
    }

    /// None: it is in the group's own document.
    public func consolidated(bytes: Bytes) throws(ZarrError) -> ConsolidatedMetadata? { nil }

    /// The root's `zarr.json` with the metadata of all nodes below, as zarr-python 3 writes it: flat, by depth and name, and
    /// an empty `consolidated_metadata` in each group.
    public func consolidated(
        _ nodes: [(path: String, node: NodeDescription)], root: GroupDescription
    ) throws(ZarrError) -> [NodeDocument] {
        var metadata: JSONObject = [:]
        metadata.reserveCapacity(nodes.count)
        for (path, node) in Self.sorted(nodes) {
            switch node {
            case .array(let array): metadata[path] = .object(try document(for: array))
            case .group(let group): metadata[path] = .object(document(for: group, carrying: [:]))
            }
        }
        let document = JSONValue.object(document(for: root, carrying: metadata))
        return [(name: "zarr.json", bytes: document.serializedBytes(.indented(2)))]
    }

    private static func sorted(
        _ nodes: [(path: String, node: NodeDescription)]
    ) -> [(path: String, node: NodeDescription)] {
        nodes.map { (depth: $0.path.utf8.count { $0 == UInt8(ascii: "/") }, folded: $0.path.lowercased(), node: $0) }
            .sorted { left, right in
                if left.depth != right.depth { return left.depth < right.depth }
                return left.folded.unicodeScalars.lexicographicallyPrecedes(right.folded.unicodeScalars)
            }
            .map(\.node)
    }

    /// A group's document with the metadata of other nodes in it, in the place that zarr-python gives it.
    private func document(for group: GroupDescription, carrying metadata: JSONObject) -> JSONObject {
        let own = document(for: group)
        var document: JSONObject = [:]
        let inline: JSONValue = ["kind": "inline", "must_understand": false, "metadata": .object(metadata)]
        for (field, value) in own where field != "consolidated_metadata" {
            if field == "node_type" { document["consolidated_metadata"] = inline }
            document[field] = value
        }
        return document
    }
}
