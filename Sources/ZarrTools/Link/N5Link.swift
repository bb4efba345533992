public import Zarr

/// Documents of Zarr v3 over the blocks of an N5 hierarchy, settled before any is written; no block is touched.
public struct N5Link: Sendable {
    /// One node.
    public struct Step: Sendable {
        /// The path of the node in the source.
        public let source: String
        /// The path of the node in the destination.
        public let path: String
        /// What the new document says.
        public let node: NodeDescription
        package let documents: [NodeDocument]
        /// What lies in the directory of a dataset: blocks, or directories of them. None where they stay where they are.
        package let entries: [String]
    }

    /// The nodes, each after the group that holds it.
    public private(set) var steps: [Step] = []
    /// The datasets that cannot be linked, each with the reason; the others are.
    public private(set) var failures: [ZarrError] = []
    /// The store that gets the documents.
    public let store: any Store
    private let source: any ReadableStore
    private let overwrites: Bool

    /// Settles links to all nodes at and below a location.
    ///
    /// - Parameters:
    ///   - destination: the source itself, or a new directory of the same machine, which gets symbolic links to the blocks.
    ///   - overwrites: whether documents of Zarr v3 that are there already are replaced.
    /// - Throws: ``ZarrError/Code/exists`` where there are documents already, ``ZarrError/Code/unsupported`` where the
    ///   destination is another one and either is no directory.
    public init(
        from source: String, to destination: String, overwrites: Bool = false, context: ZarrContext = .standard
    ) async throws {
        let hierarchy = try await Hierarchy.open(source, format: .n5, metadata: .perNode, context: context)
        let (store, path) = try await Location(parsing: destination).resolve(for: .writing)
        self.store = try store.writable()
        self.overwrites = overwrites
        self.source = hierarchy.root.store
        let isInPlace = self.source.description == store.description && hierarchy.root.path == path
        let root = hierarchy.root.path
        for node in try await hierarchy.nodes() {
            let below = String(node.path.utf8.dropFirst(root.utf8.count)) ?? ""
            let place = isInPlace ? node.path : try NodePath.normalized(path + "/" + below)
            do {
                steps.append(try await Self.step(node, at: place, isInPlace: isInPlace))
            } catch let error as ZarrError where error.code == .unsupported {
                failures.append(error.at(node: "/" + node.path))
            }
        }
        try await requireRoom(isInPlace)
    }

    private static func step(_ node: ZarrNode, at path: String, isInPlace: Bool) async throws -> Step {
        switch node {
        case .group(let group):
            let description = GroupDescription(format: .zarr3, attributes: try await group.attributes())
            return Step(
                source: node.path, path: path, node: .group(description),
                documents: try V3Format().documents(for: description), entries: [])
        case .array(let array):
            var description = try array.description.linkedToZarr3()
            description.attributes?["_ARRAY_DIMENSIONS"] = nil
            var entries: [String] = []
            if !isInPlace {
                let directory = try await array.store.listable().listDirectory(StorePrefix(array.path))
                entries = (directory.prefixes.map(\.name) + directory.keys.map(\.name)).filter { Int($0) != nil }
            }
            return Step(
                source: node.path, path: path, node: .array(description),
                documents: try V3Format().documents(for: description), entries: entries.sorted())
        }
    }

    private func requireRoom(_ isInPlace: Bool) async throws {
        if !isInPlace, !(source is FileSystemStore && store is FileSystemStore) {
            throw ZarrError(
                .unsupported, "only directories can be linked to each other",
                hint: "give the source as the destination: the documents are written beside those of N5")
        }
        guard !overwrites else { return }
        for step in steps {
            let key = try StorePrefix(step.path).key("zarr.json")
            guard try await store.get(key) != nil else { continue }
            throw ZarrError(.exists, "there is a zarr.json already", hint: "use --overwrite, or another destination")
                .at(node: "/" + step.path)
        }
    }

    /// Writes the documents, and the links.
    ///
    /// - Complexity: one request a node; one link for each entry of a dataset's directory. What writers of N5 add there later
    ///   has no link.
    public func run() async throws {
        for step in steps {
            try Task.checkCancelledAsZarrError()
            let prefix = try StorePrefix(step.path)
            if let source = source as? FileSystemStore, let target = store as? FileSystemStore {
                for entry in step.entries {
                    let original = try StorePrefix(step.source).key(entry)
                    try target.link(prefix.key(entry), to: source.path(ofValueOrDirectory: original))
                }
            }
            for (name, bytes) in step.documents { try await store.set(prefix.key(name), bytes) }
        }
    }

    /// What is to be done, for people: a line a node.
    public var text: String { steps.map { "/\($0.path): \($0.summary)\n" }.joined() }

    /// What is to be done, for programs.
    public var json: JSONValue {
        [
            "store": .string(store.description),
            "nodes": .array(
                steps.map { step in
                    [
                        "source": .string("/" + step.source), "path": .string("/" + step.path),
                        "node_type": .string(step.node.kind.rawValue), "links": .number(JSONNumber(step.entries.count)),
                    ]
                }),
            "failures": .array(failures.map { ["path": .string($0.node ?? ""), "error": .string("\($0)")] }),
        ]
    }
}

extension N5Link.Step {
    fileprivate var summary: String {
        guard case .array(let array) = node else { return "group" }
        return "array \(array.dataType) \(array.shape.asTuple)"
            + (entries.isEmpty ? "" : ", \(entries.count) link\(entries.count == 1 ? "" : "s")")
    }
}
