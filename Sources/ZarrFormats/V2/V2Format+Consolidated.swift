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
}
