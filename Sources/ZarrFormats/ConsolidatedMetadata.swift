public import ZarrBase

/// The metadata of all nodes below a group, read with one request. A node's description is made when it is asked for.
///
/// It says what was so when somebody wrote it: nodes that were added or deleted since are not reflected.
public struct ConsolidatedMetadata: Sendable {
    private let tree: ConsolidatedTree
    /// The path of the group in the tree; empty for the one that carries the metadata.
    private let root: String

    init(_ tree: ConsolidatedTree) {
        self.tree = tree
        root = ""
    }

    private init(_ tree: ConsolidatedTree, root: String) {
        self.tree = tree
        self.root = root
    }

    /// The paths of all nodes, relative to the group, sorted.
    public var paths: [String] {
        var paths: [String] = []
        var waiting = [""]
        while let path = waiting.popLast() {
            for name in children(of: path) {
                let child = path.isEmpty ? name : path + "/" + name
                paths.append(child)
                waiting.append(child)
            }
        }
        return paths.sorted()
    }

    /// The names of the nodes directly below `path`, in the order of the document.
    public func children(of path: String) -> [String] { tree.children[absolute(path)] ?? [] }

    /// The description of the node at `path`, nil where there is none.
    ///
    /// - Throws: where the node's part of the metadata cannot be understood; the other nodes do not suffer.
    public func node(at path: String) throws(ZarrError) -> NodeDescription? { try tree.node(at: absolute(path)) }

    /// The same metadata as the group at `path` would carry it.
    ///
    /// - Complexity: constant.
    public func subtree(at path: String) -> ConsolidatedMetadata { ConsolidatedMetadata(tree, root: absolute(path)) }

    private func absolute(_ path: String) -> String {
        if path.isEmpty { return root }
        return root.isEmpty ? path : root + "/" + path
    }
}

/// The documents of the nodes in consolidated metadata, by path.
final class ConsolidatedTree: Sendable {
    /// The documents of one node, as JSON.
    struct Entry: Sendable {
        var document: JSONObject
        /// Whether the document is an array's; nil where it says so itself.
        var isArray: Bool?
        /// Those of a document of their own; nil where they are in the node's.
        var attributes: JSONObject?
        /// The name of the document within the consolidated one.
        var key: String
    }

    let children: [String: [String]]
    private let format: FormatIdentifier
    private let entries: [String: Entry]

    /// The nodes by their normalised paths, in the order of the document.
    init(format: FormatIdentifier, _ nodes: [(path: String, entry: Entry)]) {
        var entries: [String: Entry] = [:]
        var children: [String: [String]] = [:]
        entries.reserveCapacity(nodes.count)
        var paths: [String] = []
        for (path, entry) in nodes where entries.updateValue(entry, forKey: path) == nil { paths.append(path) }
        for var path in paths {
            while !path.isEmpty {
                let (parent, name) = NodePath.split(path)
                let isNew = children[parent] == nil
                children[parent, default: []].append(name)
                // A group that has no document of its own shows by its first member.
                guard isNew, entries[parent] == nil else { break }
                path = parent
            }
        }
        self.format = format
        self.entries = entries
        self.children = children
    }

    func node(at path: String) throws(ZarrError) -> NodeDescription? {
        guard let entry = entries[path] else {
            guard !path.isEmpty, children[path] != nil else { return nil }
            return .group(
                GroupDescription(
                    format: format, warnings: ["no document of the consolidated metadata describes this group"]))
        }
        do {
            switch format {
            case .n5, .zarr1, .zarr2:
                return try V2Format().node(
                    entry.document.settled, isArray: entry.isArray ?? false, attributes: entry.attributes?.settled)
            case .zarr3:
                // The description keeps the document; to keep it here too would cost its memory twice.
                var document = entry.document.settled
                // Empty in the members of what zarr-python writes; kept, it would hide them once the group is rewritten.
                document["consolidated_metadata"] = nil
                return try V3Format().node(document)
            }
        } catch {
            let parent = format == .zarr3 ? "$.consolidated_metadata.metadata" : "$.metadata"
            throw error.within("\(parent)[\(JSONValue.string(entry.key).serialized())]")
        }
    }
}
