import ZarrBase
import ZarrFormats
import ZarrStorage

extension NodeStorage {
    /// The node's documents of a format as they are stored; none where there are none.
    ///
    /// - Complexity: one request a document that a node of the format may have.
    func documents(_ format: FormatIdentifier) async throws -> [NodeDocument] {
        var documents: [NodeDocument] = []
        for name in ConsolidatedDocument.documentNames(format) {
            // Both documents at one path are seen: the array wins.
            if name == ".zgroup", !documents.isEmpty { continue }
            if let bytes = try await bytes(name) { documents.append((name: name, bytes: bytes)) }
        }
        return documents
    }

    /// What the node carries of others; nil where it is no group that does.
    ///
    /// - Complexity: one request, or two.
    func consolidated() async throws -> (format: FormatIdentifier, document: ConsolidatedDocument)? {
        for format in [FormatIdentifier.zarr3, .zarr2] {
            let name = ConsolidatedDocument.name(format)
            guard let bytes = try await bytes(name) else { continue }
            do {
                // Zarr v3 wins: where there is a document of it, what Zarr v2 has beside it is no matter.
                return try ConsolidatedDocument(format, carriedBy: bytes).map { (format, $0) }
            } catch {
                throw error.at(key: prefix.key(name).path)
            }
        }
        return nil
    }

    /// The name of the document whose lock is that of a group's metadata.
    static func lockName(ofGroup format: FormatIdentifier) -> String {
        FormatCatalog.format(format).documentNames(of: .group).first ?? ""
    }

    /// Copies of the nodes at these paths below this one, as they are stored now; what is gone by now is none.
    ///
    /// - Throws: ``ZarrError/Code/unsupported`` where one is of another format than the group, which then cannot carry it.
    func copies(
        of nodes: [(path: String, format: FormatIdentifier)], for format: FormatIdentifier
    ) async throws -> [ConsolidatedDocument.Node] {
        if let other = nodes.first(where: { $0.format != format }) {
            throw ZarrError(
                .unsupported, "\(other.path) is \(other.format.rawValue), and the group \(format.rawValue)",
                hint: "consolidated metadata holds nodes of one format; migrate or copy them")
        }
        let found = CopyList(count: nodes.count)
        try await forEachConcurrently(count: nodes.count, limit: 32) { number in
            let path = nodes[number].path
            let node = try NodeStorage(store, path: self.path.isEmpty ? path : self.path + "/" + path)
            found.set(number, .init(path: path, documents: try await node.documents(format)))
        }
        return found.all
    }

    /// Brings what groups above carry of this node, and of all below it, to what is stored now.
    ///
    /// Each group is changed under the lock of its metadata, or under conditions, from what is stored then: of two who changed
    /// different nodes, both are in it.
    ///
    /// - Complexity: one request or two a group above; for each that carries copies a lock, the documents of the node and of those
    ///   below it, and a replacement.
    func renewConsolidated(_ context: ZarrContext) async throws {
        guard context.keepsConsolidated else { return }
        let names = path.split(separator: "/").map(String.init)
        for depth in names.indices {
            let group = try NodeStorage(store, path: names[..<depth].joined(separator: "/"))
            do {
                guard let format = try await group.consolidated()?.format else { continue }
                try await group.changing(Self.lockName(ofGroup: format), context) { documents in
                    try await documents.renewCopies(of: Array(names[depth...]), at: self, context)
                }
            } catch let error as ZarrError {
                throw error.at(node: group.displayPath).hinting(
                    "\(displayPath) is changed, the consolidated metadata of \(group.displayPath) is not")
            }
        }
    }

    private func renewCopies(of names: [String], at node: NodeStorage, _ context: ZarrContext) async throws {
        guard let (format, found) = try await consolidated() else { return }
        var carrier = found
        let path = names.joined(separator: "/")
        var nodes: [(path: String, format: FormatIdentifier)] = []
        do {
            let own = self.path.isEmpty ? 0 : self.path.utf8.count + 1
            let quiet = context.warning { _ in }
            nodes = try await Hierarchy.open(in: store, at: node.path, metadata: .perNode, context: quiet)
                .nodes().map { (String($0.path.utf8.dropFirst(own)) ?? $0.path, $0.format) }
        } catch let error as ZarrError where error.code == .notFound {
            // Deleted.
        }
        // Groups between were made with the node where there were none.
        for depth in names.indices.dropFirst() where !nodes.isEmpty {
            let above = names[..<depth].joined(separator: "/")
            if !carrier.contains(above) { nodes.insert((above, format), at: 0) }
        }
        try carrier.replace(path, by: try await copies(of: nodes, for: format))
        try await write([carrier.document])
    }

    /// Brings the copies of the group's own documents, which Zarr v2 has, to what is stored now.
    func renewOwnCopies(_ context: ZarrContext) async throws {
        guard context.keepsConsolidated, try await consolidated()?.format == .zarr2 else { return }
        try await changing(Self.lockName(ofGroup: .zarr2), context) { documents in
            guard var carrier = try await documents.consolidated()?.document else { return }
            try carrier.replaceOwn(try await documents.documents(.zarr2))
            try await documents.write([carrier.document])
        }
    }
}

extension ZarrGroup {
    /// Brings what groups above a path carry of the nodes at and below it to what is stored now, where the context says so.
    package static func renewConsolidated(
        above path: String, in store: any ReadableStore, context: ZarrContext
    ) async throws {
        try await NodeStorage(store, path: NodePath.normalized(path)).renewConsolidated(context)
    }
}
