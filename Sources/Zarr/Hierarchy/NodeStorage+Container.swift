import ZarrBase
import ZarrFormats
import ZarrStorage

extension NodeStorage {
    /// Whether the node lies below the root of a container, which says so for all of them.
    ///
    /// - Throws: ``ZarrError/Code/unsupported`` where the container is of a version that cannot be read.
    /// - Complexity: one request a group above, until the root of a container is found.
    func isContained(_ format: any StorageFormat, _ documentName: String) async throws -> Bool {
        guard format.hasContainers else { return false }
        var above = path.split(separator: "/")
        while !above.isEmpty {
            above.removeLast()
            let node = try NodeStorage(store, path: above.joined(separator: "/"))
            guard let bytes = try await node.bytes(documentName) else { continue }
            do {
                if try format.isContainer(bytes) { return true }
            } catch {
                throw error.at(key: node.prefix.key(documentName).path)
            }
        }
        return false
    }

    /// The group that a directory is without a document, where the format of its container has such groups; nil elsewhere, and
    /// for names that are reserved (Zarr v3 core, "Node names"), as that of what a repair has moved aside.
    ///
    /// - Parameters:
    ///   - format: that of the group above, where it is known.
    ///   - isListed: whether it is known that there is such a directory.
    /// - Complexity: one listing, one more where it is empty, and where the format is not known the requests of
    ///   ``isContained(_:_:)``; none where both are known.
    func containedGroup(_ format: FormatIdentifier?, isListed: Bool = false) async throws -> NodeDescription? {
        guard !path.split(separator: "/").contains(where: { $0.hasPrefix("__") }) else { return nil }
        for candidate in FormatCatalog.all where candidate.hasContainers {
            let identifier = type(of: candidate).identifier
            guard let name = candidate.documentNames.first, let store = store as? any ListableStore else { continue }
            if let format {
                guard format == identifier else { continue }
            } else {
                guard try await isContained(candidate, name) else { continue }
            }
            // Where a store has directories, an empty one is a group, too: only the listing above it tells.
            if !isListed, try await isEmpty() {
                guard try await hasDirectory(in: store) else { continue }
            }
            return .group(GroupDescription(format: identifier, attributes: [:]))
        }
        return nil
    }

    /// Whether nothing lies below the path.
    ///
    /// - Complexity: one listing.
    func isEmpty() async throws -> Bool {
        let directory = try await store.listable().listDirectory(prefix)
        return directory.keys.isEmpty && directory.prefixes.isEmpty
    }

    private func hasDirectory(in store: any ListableStore) async throws -> Bool {
        guard !path.isEmpty else { return false }
        let parent = path.split(separator: "/").dropLast().joined(separator: "/")
        return try await store.listDirectory(StorePrefix(parent)).prefixes.contains(prefix)
    }
}
