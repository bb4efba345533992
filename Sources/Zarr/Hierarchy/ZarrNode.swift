public import ZarrBase
public import ZarrFormats
public import ZarrStorage

/// An array or a group.
public enum ZarrNode: Sendable {
    /// An array of elements.
    case array(ZarrArray)
    /// A group of nodes.
    case group(ZarrGroup)

    /// The store that holds the node.
    public var store: any ReadableStore {
        switch self {
        case .array(let array): array.store
        case .group(let group): group.store
        }
    }

    /// The path in the store; empty for the root.
    public var path: String {
        switch self {
        case .array(let array): array.path
        case .group(let group): group.path
        }
    }

    /// The last part of the path.
    public var name: String { path.split(separator: "/").last.map(String.init) ?? "" }

    /// The format of the metadata.
    public var format: FormatIdentifier {
        switch self {
        case .array(let array): array.format
        case .group(let group): group.format
        }
    }

    /// The attributes, in the order in which they are stored.
    public func attributes() async throws -> JSONObject {
        switch self {
        case .array(let array): try await array.attributes()
        case .group(let group): try await group.attributes()
        }
    }

    /// Replaces the attributes by what `change` makes of them.
    public func updateAttributes(_ change: (inout JSONObject) throws -> Void) async throws {
        switch self {
        case .array(let array): try await array.updateAttributes(change)
        case .group(let group): try await group.updateAttributes(change)
        }
    }

    /// Deletes the node and all below it.
    public func delete() async throws {
        switch self {
        case .array(let array): try await array.delete()
        case .group(let group): try await group.delete()
        }
    }

    static func make(
        _ description: NodeDescription, _ storage: NodeStorage, _ metadata: MetadataPolicy, _ context: ZarrContext
    ) async throws -> ZarrNode {
        switch description {
        case .array(let array): .array(try await ZarrArray.opened(array, storage: storage, context: context))
        case .group(let group): .group(try await ZarrGroup.make(group, storage, metadata, context))
        }
    }
}

extension ZarrArray {
    /// Deletes the array: its metadata and its chunks.
    public func delete() async throws {
        defer { noteChange() }
        try await store.writable().erase(storage.prefix)
        try await storage.renewConsolidated(context)
    }
}
