import ZarrBase
import ZarrFormats
import ZarrStorage

/// The documents of one node: reads and writes them, wherever they lie.
struct NodeStorage: Sendable {
    let store: any ReadableStore
    /// The path of the node in its store; empty for the root.
    let path: String
    let prefix: StorePrefix
    /// What was read of the documents while they are changed under conditions; nil at all other times.
    var change: DocumentChange?

    init(_ store: any ReadableStore, path: String) throws(ZarrError) {
        self.store = store
        self.path = path
        prefix = try StorePrefix(path)
    }

    /// The node's description, nil where there is none.
    ///
    /// - Complexity: one request where the format and the kind are known; else one a document that may describe the node.
    func read(
        format: FormatIdentifier?, kind: NodeKind? = nil, warn: (String) -> Void
    ) async throws -> NodeDescription? {
        var found: (node: NodeDescription, name: String)?
        var page: ZarrError?
        for candidate in FormatCatalog.all where format == nil || format == type(of: candidate).identifier {
            if format == nil {
                // Formats whose documents have the names of others' cost no request where a node is found already; and Zarr
                // v1 has no hierarchies: its array is a whole store.
                if found != nil, candidate.hasContainers || !candidate.isWritable { continue }
                if !candidate.isWritable, !path.isEmpty { continue }
            }
            for name in candidate.documentNames(of: kind) {
                // Zarr v3 wins over v2, and an array over a group, where both are described.
                if found != nil, format != nil { break }
                guard let bytes = try await bytes(name) else { continue }
                if format == nil {
                    var isContained = false
                    if candidate.hasContainers { isContained = try await self.isContained(candidate, name) }
                    guard isContained || candidate.describes(bytes) else { continue }
                }
                if let found {
                    warn("\(displayPath): \(name) is ignored, \(found.name) describes it too")
                    continue
                }
                do {
                    found = (try candidate.node(documentName: name, bytes: bytes), name)
                } catch {
                    let error = error.at(key: prefix.key(name).path)
                    // Some servers answer with a page for what is not there; another document may be.
                    guard format == nil, bytes.isMarkup else { throw error }
                    page = page ?? error
                }
            }
        }
        if found == nil, let page { throw page }
        return found?.node
    }

    /// The node's attributes where they are in a document of their own.
    func readAttributes(_ format: FormatIdentifier) async throws -> JSONObject {
        let format = FormatCatalog.format(format)
        guard let name = format.attributesDocument, let bytes = try await bytes(name) else { return [:] }
        do { return try format.attributes(bytes: bytes) } catch { throw error.at(key: prefix.key(name).path) }
    }

    func bytes(_ name: String) async throws -> Bytes? {
        let key = prefix.key(name)
        do {
            if let change { return try await change.read(key) }
            if let synchronous = store.synchronous { return try synchronous.read(key) }
            return try await store.get(key)
        } catch let error as ZarrError {
            throw error.at(key: key.path)
        }
    }

    /// Replaces documents, one after the other.
    func write(_ documents: [(name: String, bytes: Bytes)]) async throws {
        let store = try store.writable()
        for document in documents {
            let key = prefix.key(document.name)
            do {
                if let change {
                    try await change.replace(key, document.bytes)
                } else {
                    try await store.set(key, [document.bytes])
                }
            } catch let error as ZarrError {
                throw error.at(key: key.path)
            }
        }
    }

    /// The path for messages.
    var displayPath: String { path.isEmpty ? "/" : "/" + path }
}

/// What a node is.
public enum NodeKind: String, Sendable, Hashable {
    /// An array of elements.
    case array
    /// A group of nodes.
    case group
}

extension NodeDescription {
    /// What the node is.
    public var kind: NodeKind {
        switch self {
        case .array: .array
        case .group: .group
        }
    }

    /// The format whose document describes the node.
    public var format: FormatIdentifier {
        switch self {
        case .array(let array): array.format
        case .group(let group): group.format
        }
    }
}

extension StorageFormat {
    func documentNames(of kind: NodeKind?) -> [String] {
        switch (Self.identifier, kind) {
        case (.zarr2, .array?): [".zarray"]
        case (.zarr2, .group?): [".zgroup"]
        case (.zarr1, .group?): []
        default: documentNames
        }
    }
}
