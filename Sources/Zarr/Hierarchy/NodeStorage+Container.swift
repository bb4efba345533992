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

    /// The group that a directory is without a document, where the format of its container has such groups; nil elsewhere.
    ///
    /// - Parameter format: that of the group above, where it is known.
    /// - Complexity: one listing, and where the format is not known the requests of ``isContained(_:_:)``.
    func containedGroup(_ format: FormatIdentifier?) async throws -> NodeDescription? {
        for candidate in FormatCatalog.all where candidate.hasContainers {
            let identifier = type(of: candidate).identifier
            guard let name = candidate.documentNames.first, let store = store as? any ListableStore else { continue }
            if let format {
                guard format == identifier else { continue }
            } else {
                guard try await isContained(candidate, name) else { continue }
            }
            let directory = try await store.listDirectory(prefix)
            guard !directory.keys.isEmpty || !directory.prefixes.isEmpty else { continue }
            return .group(GroupDescription(format: identifier, attributes: [:]))
        }
        return nil
    }
}
