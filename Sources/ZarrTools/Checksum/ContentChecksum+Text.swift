public import Zarr

extension ContentChecksum {
    /// A line a node, digest first; only the node at the location unless `all` says otherwise.
    public func text(all: Bool) -> String {
        nodes.prefix(all ? nodes.count : 1).map { "\($0.digest)  /\($0.path)\n" }.joined()
    }

    /// The same for programs.
    public var json: JSONValue {
        [
            "digest": .string(digest),
            "nodes": .array(
                nodes.map { node in
                    [
                        "path": .string("/" + node.path), "kind": .string(node.isArray ? "array" : "group"),
                        "digest": .string(node.digest),
                    ]
                }),
        ]
    }
}
