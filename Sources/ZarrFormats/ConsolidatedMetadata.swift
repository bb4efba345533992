public import ZarrBase

/// The metadata of all nodes below a group, read with one request. A node's description is made when it is asked for.
public struct ConsolidatedMetadata: Sendable {
    /// The documents of one node, as JSON.
    struct Entry: Sendable {
        var document: JSONObject
        var isArray: Bool
        var attributes: JSONObject?
    }

    private let format: FormatIdentifier
    private let entries: [String: Entry]
    private let childrenByPath: [String: [String]]

    /// The nodes by their paths relative to the group.
    init(format: FormatIdentifier, entries: [String: Entry]) {
        self.format = format
        self.entries = entries
        var childrenByPath: [String: [String]] = [:]
        for path in entries.keys where !path.isEmpty {
            let name = path.split(separator: "/").last.map(String.init) ?? path
            childrenByPath[Self.parent(of: path), default: []].append(name)
        }
        self.childrenByPath = childrenByPath
    }

    private static func parent(of path: String) -> String {
        path.lastIndex(of: "/").map { String(path[..<$0]) } ?? ""
    }

    /// The paths of all nodes, relative to the group, sorted.
    public var paths: [String] { entries.keys.filter { !$0.isEmpty }.sorted() }

    /// The names of the nodes directly below `path`.
    public func children(of path: String) -> [String] { childrenByPath[path] ?? [] }

    /// The description of the node at `path`, nil where there is none.
    public func node(at path: String) throws(ZarrError) -> NodeDescription? {
        guard let entry = entries[path] else { return nil }
        do {
            switch format {
            case .zarr2: return try V2Format().node(entry)
            case .zarr3: return try V3Format().node(entry.document)
            }
        } catch {
            throw error.at(node: "/" + path)
        }
    }

    /// The same metadata as the group at `path` would carry it.
    public func subtree(at path: String) -> ConsolidatedMetadata {
        let prefix = path + "/"
        var below: [String: Entry] = [:]
        for (other, entry) in entries where other.hasPrefix(prefix) {
            below[String(other.dropFirst(prefix.count))] = entry
        }
        return ConsolidatedMetadata(format: format, entries: below)
    }
}
