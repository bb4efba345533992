import ZarrBase
import ZarrFormats
import ZarrStorage

extension NodeStorage {
    /// The error where no document describes the node; `what` is what was looked for.
    ///
    /// - Complexity: one listing, at the root of a store only.
    func missing(_ what: String, documents: String) async -> ZarrError {
        if path.isEmpty, let store = store as? any ListableStore,
            let meta = try? await store.listDirectory(prefix.appending("meta")),
            meta.prefixes.contains(where: { $0.name == "root" })
                || meta.keys.contains(where: { ["root.array.json", "root.group.json"].contains($0.name) })
        {
            return ZarrError(
                .unsupported,
                "the documents under meta/root are of the experimental version 3 of zarr-python before 3.0",
                hint: "copy the data to version 2 with zarr-python 2.18")
        }
        return ZarrError(.notFound, "there is no \(what) in \(store)", hint: "neither \(documents) was found")
    }

    /// The format of a node somewhere below, where no document describes this one: a group that its writer left out.
    ///
    /// Zarr v3 had such groups until it was final, and stores that were copied in parts have them in any format.
    ///
    /// At the root of a store only datasets of N5 make one: not every writer of N5 leaves a document there.
    ///
    /// - Complexity: one listing a directory until a node is found, and no more than ``listingLimit``.
    func formatBelow() async throws -> FormatIdentifier? {
        guard let store = store as? any ListableStore else { return nil }
        var waiting = [prefix]
        for _ in 0..<Self.listingLimit {
            guard let prefix = waiting.popLast() else { return nil }
            let directory = try await store.listDirectory(prefix)
            let names = Set(directory.keys.map(\.name))
            if prefix != self.prefix, let format = try await format(ofNodeAt: prefix, names) { return format }
            waiting += directory.prefixes.reversed().filter { !$0.name.hasPrefix("__") }
        }
        return nil
    }

    private func format(ofNodeAt prefix: StorePrefix, _ names: Set<String>) async throws -> FormatIdentifier? {
        for format in FormatCatalog.all where format.isWritable {
            guard let name = format.documentNames.first(where: names.contains) else { continue }
            if format.hasContainers {
                // The name alone says nothing.
                let node = try NodeStorage(store, path: prefix.path)
                guard let bytes = try await node.bytes(name), format.describes(bytes) else { continue }
            } else if path.isEmpty {
                continue
            }
            return type(of: format).identifier
        }
        return nil
    }

    /// A directory that is no group may hold any number of others.
    private static let listingLimit = 256

    /// The description of a member of a group of format `parent`: in that format where a document of it describes the
    /// node, and no other document is looked for then.
    ///
    /// - Parameter isListed: whether a listing of the group shows a directory of this name.
    /// - Complexity: one request for what is of the parent's format and no group of Zarr v2, which takes two.
    func readMember(
        of parent: FormatIdentifier, isListed: Bool, warn: (String) -> Void
    ) async throws -> NodeDescription? {
        let format = FormatCatalog.format(parent)
        do {
            if let description = try await read(format: parent, warn: warn) { return description }
        } catch {
            // Elsewhere the way below says why; a page that a server answers with may hide another document.
            if format.hasContainers { throw error }
        }
        if format.hasContainers, let name = format.documentNames.first {
            // Where no root says that all below it is of the format, the document of another one may describe the node.
            if try await !isContained(format, name), let description = try await read(format: nil, warn: warn) {
                return description
            }
            return try await containedGroup(parent, isListed: isListed)
        }
        return try await readOrInfer(format: nil, warn: warn)
    }

    /// The node's description, that of a group where no document describes it but nodes lie below; nil where none do.
    func readOrInfer(
        format: FormatIdentifier?, kind: NodeKind? = nil, warn: (String) -> Void
    ) async throws -> NodeDescription? {
        if let description = try await read(format: format, kind: kind, warn: warn) { return description }
        if let group = try await containedGroup(format) { return group }
        guard let format = try await formatBelow() else { return nil }
        let isUsual = FormatCatalog.format(format).hasContainers
        return .group(
            GroupDescription(
                format: format, attributes: [:], warnings: isUsual ? [] : ["no document describes this group"]))
    }
}
