public import ZarrBase

extension V2Format {
    /// The metadata in a `.zmetadata`; nil where it is of another kind, as kerchunk's.
    public func consolidated(bytes: Bytes) throws(ZarrError) -> ConsolidatedMetadata? {
        // Consolidated metadata is an aid: null, and a server's page for what is missing, are as good as none.
        guard !bytes.isMarkup, bytes.count != 4 || bytes.utf8 != "null" else { return nil }
        let document = try DocumentReader.parse(bytes, deferringMembersAt: ["metadata"])
        guard document["zarr_consolidated_format"]?.intValue == 1, let metadata = document["metadata"]?.objectValue
        else { return nil }
        var nodes: [(path: String, entry: ConsolidatedTree.Entry)] = []
        var attributes: [String: JSONObject] = [:]
        var arrays: Set<String> = []
        nodes.reserveCapacity(metadata.count / 2)
        for (key, value) in metadata {
            let (parent, name) = NodePath.split(key)
            guard let object = value.objectValue, let path = try? NodePath.normalized(parent) else { continue }
            switch name {
            case ".zattrs": attributes[path] = object
            case ".zarray", ".zgroup":
                let isArray = name == ".zarray"
                if isArray { arrays.insert(path) }
                nodes.append((path, .init(document: object, isArray: isArray, attributes: nil, key: key)))
            default: continue
            }
        }
        // Both documents at one path are seen, though the specification has none of it: the array wins.
        nodes.removeAll { $0.entry.isArray == false && arrays.contains($0.path) }
        for place in nodes.indices { nodes[place].entry.attributes = attributes[nodes[place].path] ?? [:] }
        return ConsolidatedMetadata(ConsolidatedTree(format: .zarr2, nodes))
    }

    /// The `.zmetadata` with all documents of the root and all nodes, in the order of their keys as zarr-python 2 writes it.
    public func consolidated(
        _ nodes: [(path: String, node: NodeDescription)], root: GroupDescription
    ) throws(ZarrError) -> [NodeDocument] {
        var metadata: [(String, JSONValue)] = [(".zgroup", .object(document(for: root)))]
        if let attributes = root.attributes { metadata.append((".zattrs", .object(attributes))) }
        for (path, node) in nodes {
            let attributes: JSONObject?
            switch node {
            case .array(let array):
                metadata.append((path + "/.zarray", .object(try document(for: array))))
                attributes = self.attributes(of: array)
            case .group(let group):
                metadata.append((path + "/.zgroup", .object(document(for: group))))
                attributes = group.attributes
            }
            if let attributes { metadata.append((path + "/.zattrs", .object(attributes))) }
        }
        metadata.sort { $0.0.utf8.lexicographicallyPrecedes($1.0.utf8) }
        let document: JSONValue = ["metadata": .object(JSONObject(metadata)), "zarr_consolidated_format": 1]
        return [(name: ".zmetadata", bytes: document.serializedBytes(.indented(4)))]
    }
}
