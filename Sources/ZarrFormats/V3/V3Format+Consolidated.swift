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
}
