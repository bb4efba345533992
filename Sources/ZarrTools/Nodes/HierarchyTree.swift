public import Zarr

/// The nodes at and below one node, as far down as was asked for.
public struct HierarchyTree: Sendable {
    /// The name; for the root what the user called it.
    public let name: String
    /// The path in the store, with a "/" in front.
    public let path: String
    /// What the node is; nil where it cannot be opened.
    public let kind: NodeKind?
    /// Why it cannot be opened.
    public let failure: ZarrError?
    /// The nodes below, sorted by name.
    public private(set) var children: [HierarchyTree] = []
    private var facts: JSONObject = [:]
    private var summary = ""

    /// The tree under `node`.
    ///
    /// - Parameter depth: how many levels below the node are shown; all by default.
    /// - Complexity: without consolidated metadata one listing a group and a request or more a node.
    public static func of(_ node: ZarrNode, called name: String? = nil, depth: Int = .max) async throws -> HierarchyTree
    {
        try Task.checkCancelledAsZarrError()
        var tree = HierarchyTree(node, name: name ?? node.name)
        switch node {
        case .array(let array): try await tree.describe(array)
        case .group(let group):
            guard depth > 0 else { break }
            let failures = FailureList()
            for member in try await group.members(onFailure: { failures.add($0, $1) }) {
                tree.children.append(try await of(member, depth: depth - 1))
            }
            tree.children += failures.all.map { HierarchyTree(path: $0.0, failure: $0.1) }
            tree.children.sort { $0.name.utf8.lexicographicallyPrecedes($1.name.utf8) }
        }
        return tree
    }

    private init(_ node: ZarrNode, name: String) {
        self.name = name.isEmpty ? "/" : name
        path = "/" + node.path
        kind = if case .array = node { .array } else { .group }
        failure = nil
    }

    private init(path: String, failure: ZarrError) {
        name = path.split(separator: "/").last.map(String.init) ?? path
        self.path = "/" + path
        kind = nil
        self.failure = failure
    }

    private mutating func describe(_ array: ZarrArray) async throws {
        let names = try await array.dimensionNames()
        facts = [
            "shape": array.shape.json, "data_type": array.dataType.json,
            "dimension_names": names.map { .array($0.map { $0.map(JSONValue.string) ?? .null }) } ?? .null,
        ]
        summary = array.shape.asTuple + " " + array.dataType.description
        if let names, !names.isEmpty { summary += " [" + names.map { $0 ?? "-" }.joined(separator: ", ") + "]" }
    }

    /// The failures at and below the node.
    public var failures: [ZarrError] { (failure.map { [$0] } ?? []) + children.flatMap(\.failures) }

    /// The tree as nested objects.
    public var json: JSONValue {
        var object: JSONObject = [
            "name": .string(name), "path": .string(path),
            "node_type": kind.map { .string($0.rawValue) } ?? .null,
        ]
        for (key, value) in facts { object[key] = value }
        if let failure { object["error"] = .string(failure.description) }
        if kind == .group { object["members"] = .array(children.map(\.json)) }
        return .object(object)
    }

    /// The tree drawn with lines.
    public var text: String {
        var lines = line + "\n"
        draw(into: &lines, indent: "")
        return lines
    }

    private var line: String {
        if failure != nil { return name + " (cannot be opened)" }
        return summary.isEmpty ? name : name + " " + summary
    }

    private func draw(into lines: inout String, indent: String) {
        for (place, child) in children.enumerated() {
            let isLast = place == children.count - 1
            lines += indent + (isLast ? "└── " : "├── ") + child.line + "\n"
            child.draw(into: &lines, indent: indent + (isLast ? "    " : "│   "))
        }
    }
}
