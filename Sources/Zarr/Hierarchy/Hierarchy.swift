public import ZarrBase
public import ZarrFormats
public import ZarrStorage

/// The nodes at and below a location, whatever its root is.
public struct Hierarchy: Sendable {
    /// The node at the location.
    public let root: ZarrNode

    /// Opens whatever lies at a location: a path or URL, with the node's path behind the store's.
    ///
    /// - Throws: ``ZarrError/Code/notFound`` where there is neither an array nor a group.
    public static func open(
        _ location: String, format: FormatIdentifier? = nil, metadata: MetadataPolicy = .consolidatedWherePresent,
        context: ZarrContext = .standard
    ) async throws -> Hierarchy {
        let place = try Location(parsing: location)
        let (store, path) = try await place.resolve(for: .reading)
        return try await open(
            in: store, at: path, format: format ?? place.formatIdentifier, metadata: metadata, context: context)
    }

    /// Opens whatever lies at `path` of a store.
    public static func open(
        in store: any ReadableStore, at path: String = "", format: FormatIdentifier? = nil,
        metadata: MetadataPolicy = .consolidatedWherePresent, context: ZarrContext = .standard
    ) async throws -> Hierarchy {
        let storage = try NodeStorage(store, path: NodePath.normalized(path))
        do {
            guard let description = try await storage.readOrInfer(format: format, warn: context.warn) else {
                throw await storage.missing("Zarr array or group", documents: "zarr.json nor .zarray nor .zgroup")
            }
            return Hierarchy(root: try await .make(description, storage, metadata, context))
        } catch let error as ZarrError {
            throw error.at(node: storage.displayPath)
        }
    }

    /// All nodes, the root first, each after the group that holds it.
    public func nodes(onFailure: (@Sendable (String, ZarrError) -> Void)? = nil) async throws -> [ZarrNode] {
        var nodes = [root]
        if case .group(let group) = root {
            for try await node in group.walk(onFailure: onFailure) { nodes.append(node) }
        }
        return nodes
    }
}

extension Location {
    /// The format that the location says; nil where it says none, or just that it is of Zarr.
    package var formatIdentifier: FormatIdentifier? { format.flatMap(FormatIdentifier.init(rawValue:)) }
}
