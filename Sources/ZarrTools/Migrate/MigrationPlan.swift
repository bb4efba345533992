public import Zarr

/// New documents for the nodes of a hierarchy in Zarr v2 or v1, settled before any is written; no chunk is touched.
public struct MigrationPlan: Sendable {
    /// One node.
    public struct Step: Sendable {
        /// The path of the node in its store.
        public let path: String
        /// What the new document says.
        public let node: NodeDescription
        /// The new documents.
        package let documents: [NodeDocument]
        /// The documents that the new ones replace.
        public let oldDocuments: [StoreKey]
        /// Whether the new documents are there already, as after a migration that was broken off.
        public let isDone: Bool
        /// Whether the group carried the metadata of the nodes below, and is to carry it again.
        public let isConsolidated: Bool
        /// What is lost, or read differently by some.
        public let warnings: [String]
    }

    /// The nodes, each after the group that holds it.
    public private(set) var steps: [Step] = []
    /// What stands against the migration, one a node: nothing is written then.
    public private(set) var failures: [ZarrError] = []
    /// The store that is changed.
    public let store: any Store
    /// The path of the root of the migration in its store.
    public let path: String
    private let context: ZarrContext

    /// Settles a migration of all nodes at and below a location.
    ///
    /// - Throws: ``ZarrError/Code/notFound`` where there is no node of an older format; what stands against single nodes is
    ///   in ``failures``.
    /// - Complexity: one listing a directory, and a request a document.
    public init(of location: String, context: ZarrContext = .standard) async throws {
        // A hierarchy must be there already: nothing is created for it.
        _ = try await Location(parsing: location).resolve(for: .reading)
        let (store, path) = try await Location(parsing: location).resolve(for: .writing)
        try await self.init(in: store.writable(), at: path, context: context)
    }

    /// Settles a migration of all nodes at and below `path` of a store.
    public init(in store: any Store, at path: String, context: ZarrContext = .standard) async throws {
        self.store = store
        self.path = try NodePath.normalized(path)
        self.context = context
        _ = try await visit(self.path)
        if steps.isEmpty, failures.isEmpty {
            let isNew = try await store.get(StorePrefix(self.path).key("zarr.json")) != nil
            throw ZarrError(
                .notFound, isNew ? "is Zarr v3 already" : "there is no array or group of Zarr v2 or v1 in \(store)"
            ).at(node: "/" + self.path)
        }
    }

    /// Settles the nodes at and below a path; whether there are any.
    private mutating func visit(_ path: String) async throws -> Bool {
        try Task.checkCancelledAsZarrError()
        let prefix = try StorePrefix(path)
        let directory = try await store.listDirectory(prefix)
        let names = Set(directory.keys.map(\.name))
        let format: FormatIdentifier? =
            if !names.isDisjoint(with: [".zarray", ".zgroup"]) {
                .zarr2
            } else if path == self.path, names.contains("meta"), !names.contains("zarr.json") {
                .zarr1
            } else {
                nil
            }
        // A node that has been Zarr v3 all along stays what it is, and so does all below it.
        if format == nil, names.contains("zarr.json") { return false }
        let place = steps.count
        var isArray = false
        if let format {
            do {
                let step = try await step(at: path, format, names)
                isArray = if case .array = step.node { true } else { false }
                steps.append(step)
            } catch let error as ZarrError where error.code != .cancelled && error.code != .io {
                // The `meta` of something else.
                if format == .zarr1, error.code == .unsupported || error.code == .invalidMetadata { return false }
                failures.append(error.at(node: "/" + path))
                isArray = names.contains(".zarray")
            }
        }
        guard !isArray else { return true }
        var holdsNodes = false
        for child in directory.prefixes where !child.name.hasPrefix("__") {
            let found = try await visit(path.isEmpty ? child.name : path + "/" + child.name)
            holdsNodes = holdsNodes || found
        }
        // A group that its writer left out gets a document, too: Zarr v3 has no other groups.
        if format == nil, holdsNodes, path != self.path {
            let group = GroupDescription(format: .zarr3, attributes: [:])
            steps.insert(
                Step(
                    path: path, node: .group(group), documents: try V3Format().documents(for: group), oldDocuments: [],
                    isDone: false, isConsolidated: false, warnings: ["the group had no document"]), at: place)
        }
        return format != nil || holdsNodes
    }

    private func step(at path: String, _ format: FormatIdentifier, _ names: Set<String>) async throws -> Step {
        let prefix = try StorePrefix(path)
        let old = FormatCatalog.format(format)
        let oldNames =
            old.documentNames + [old.attributesDocument, old.consolidatedDocument].compactMap { $0 }
        let target = V3Format()
        let node: NodeDescription
        let documents: [NodeDocument]
        var warnings: [String]
        let quiet = context.warning { _ in }
        switch try await Hierarchy.open(in: store, at: path, format: format, metadata: .perNode, context: quiet).root {
        case .array(let array):
            let attributes = try await array.attributes()
            var own = array.description
            own.setLoadedAttributes(attributes)
            let description = try target.relabelled(own)
            node = .array(description)
            documents = try target.documents(for: description)
            warnings = description.warnings
        case .group(let group):
            let description = GroupDescription(format: .zarr3, attributes: try await group.attributes())
            node = .group(description)
            documents = try target.documents(for: description)
            warnings = group.description.document.map(\.key).filter { $0 != "zarr_format" }.map {
                "the field \"\($0)\" of the old document is not carried over"
            }
        }
        if names.contains(".zarray"), names.contains(".zgroup") { warnings.append(".zgroup is ignored, .zarray wins") }
        return Step(
            path: path, node: node, documents: documents,
            oldDocuments: oldNames.filter { names.contains($0) }.map(prefix.key),
            isDone: try await isDone(documents, prefix, names),
            isConsolidated: old.consolidatedDocument.map(names.contains) ?? false, warnings: warnings)
    }

    /// Whether the documents are there already; others of their names stand against the migration.
    private func isDone(
        _ documents: [NodeDocument], _ prefix: StorePrefix, _ names: Set<String>
    ) async throws -> Bool {
        var isDone = true
        for (name, bytes) in documents {
            guard names.contains(name), let stored = try await store.get(prefix.key(name)) else {
                isDone = false
                continue
            }
            var document = (try? JSONValue.parse(stored))?.objectValue
            document?["consolidated_metadata"] = nil
            guard let document, JSONValue.object(document) == (try JSONValue.parse(bytes)) else {
                throw ZarrError(
                    .exists, "there is a \(name) already that says something else",
                    hint: "delete the one that is wrong"
                ).at(key: prefix.key(name).path)
            }
        }
        return isDone
    }

    /// Writes the new documents.
    ///
    /// The root comes last, so that a migration that is broken off leaves a hierarchy that reads as before; run again, it
    /// goes on where it ended.
    ///
    /// - Parameter removingOld: whether the old documents are deleted, once all new ones are written.
    /// - Throws: the first of ``failures``, before anything is written.
    public func run(removingOld: Bool = false) async throws {
        if let failure = failures.first { throw failure }
        for step in steps.reversed() where !step.isDone {
            try Task.checkCancelledAsZarrError()
            let prefix = try StorePrefix(step.path)
            for (name, bytes) in step.documents { try await store.set(prefix.key(name), bytes) }
        }
        for step in steps.reversed() where step.isConsolidated {
            try await ZarrGroup.open(
                in: store, at: step.path, format: .zarr3, metadata: .perNode, context: context.warning { _ in }
            ).consolidate()
        }
        if removingOld { for key in oldDocuments { try await store.erase(key) } }
        try await ZarrGroup.renewConsolidated(above: path, in: store, context: context)
    }

    /// The documents that the new ones replace.
    public var oldDocuments: [StoreKey] { steps.flatMap(\.oldDocuments) }
}
