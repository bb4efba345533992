import Synchronization
public import ZarrBase
public import ZarrFormats
public import ZarrStorage

/// A group of arrays and groups in a store.
public final class ZarrGroup: Sendable {
    /// The store that holds the group.
    public let store: any ReadableStore
    /// The path of the group in its store; empty for the root.
    public let path: String
    /// How members are found.
    public let metadata: MetadataPolicy

    let context: ZarrContext
    let storage: NodeStorage
    private let state: Mutex<GroupDescription>

    init(
        _ description: GroupDescription, storage: NodeStorage, metadata: MetadataPolicy, context: ZarrContext
    ) {
        self.storage = storage
        self.context = context
        self.metadata = metadata
        store = storage.store
        path = storage.path
        state = Mutex(description)
    }

    /// What the metadata says.
    public var description: GroupDescription { state.withLock { $0 } }
    /// The format of the metadata.
    public var format: FormatIdentifier { description.format }

    /// Opens the group at a location: a path or URL, with the group's path behind the store's.
    ///
    /// - Throws: ``ZarrError/Code/notFound`` where there is no group.
    /// - Complexity: one request where the format is known; one more for the consolidated metadata of Zarr v2.
    public static func open(
        _ location: String, format: FormatIdentifier? = nil, metadata: MetadataPolicy = .consolidatedWherePresent,
        context: ZarrContext = .standard
    ) async throws -> ZarrGroup {
        let place = try Location(parsing: location)
        let (store, path) = try await place.resolve(for: .reading)
        return try await open(
            in: store, at: path, format: format ?? place.formatIdentifier, metadata: metadata, context: context)
    }

    /// Opens the group at `path` of a store.
    public static func open(
        in store: any ReadableStore, at path: String = "", format: FormatIdentifier? = nil,
        metadata: MetadataPolicy = .consolidatedWherePresent, context: ZarrContext = .standard
    ) async throws -> ZarrGroup {
        let storage = try NodeStorage(store, path: NodePath.normalized(path))
        do {
            let kind: NodeKind? = format == nil ? nil : .group
            switch try await storage.readOrInfer(format: format, kind: kind, warn: context.warn) {
            case .group(let description):
                return try await make(description, storage, metadata, context)
            case .array:
                throw ZarrError(.notFound, "is an array, not a group")
            case nil:
                throw await storage.missing("group", documents: "zarr.json nor .zgroup")
            }
        } catch let error as ZarrError {
            throw error.at(node: storage.displayPath)
        }
    }

    static func make(
        _ description: GroupDescription, _ storage: NodeStorage, _ metadata: MetadataPolicy, _ context: ZarrContext
    ) async throws -> ZarrGroup {
        var description = description
        let format = FormatCatalog.format(description.format)
        if metadata == .consolidatedWherePresent {
            if let name = format.consolidatedDocument, let bytes = try await storage.bytes(name) {
                description.consolidated = try format.consolidated(bytes: bytes)
            }
        } else {
            description.consolidated = nil
        }
        for warning in description.warnings { context.warn("\(storage.displayPath): \(warning)") }
        return ZarrGroup(description, storage: storage, metadata: metadata, context: context)
    }

    /// Creates a group at a location, and those above it where there are none.
    ///
    /// - Throws: ``ZarrError/Code/exists`` where there is a node, unless `overwrite`: then it is deleted first.
    public static func create(
        _ location: String, attributes: JSONObject = [:], format: FormatIdentifier = .zarr3, overwrite: Bool = false,
        context: ZarrContext = .standard
    ) async throws -> ZarrGroup {
        let place = try Location(parsing: location)
        let (store, path) = try await place.resolve(for: .writing)
        return try await create(
            in: store.writable(), at: path, attributes: attributes, format: place.formatIdentifier ?? format,
            overwrite: overwrite, context: context)
    }

    /// Creates a group at `path` of a store.
    public static func create(
        in store: any Store, at path: String = "", attributes: JSONObject = [:], format: FormatIdentifier = .zarr3,
        overwrite: Bool = false, context: ZarrContext = .standard
    ) async throws -> ZarrGroup {
        let storage = try NodeStorage(store, path: NodePath.normalized(path))
        do {
            let format = FormatCatalog.format(format)
            try await storage.makeRoom(for: type(of: format).identifier, overwrite: overwrite)
            let description = try await storage.newGroup(format, attributes: attributes)
            let documents = try format.documents(for: description)
            try await storage.createGroupsAbove(description.format, context)
            try await storage.write(documents)
            try await storage.renewConsolidated(context)
            return ZarrGroup(
                description, storage: storage, metadata: .consolidatedWherePresent, context: context)
        } catch let error as ZarrError {
            throw error.at(node: storage.displayPath)
        }
    }

    /// The attributes, in the order in which they are stored.
    ///
    /// - Complexity: none in Zarr v3; one request in Zarr v2 where they were not read before.
    public func attributes() async throws -> JSONObject { try await attributes(in: storage) }

    private func attributes(in documents: NodeStorage) async throws -> JSONObject {
        if let attributes = description.attributes { return attributes }
        let attributes = try await documents.readAttributes(format)
        // Somebody may have changed them meanwhile.
        return state.withLock { description in
            if description.attributes == nil { description.attributes = attributes }
            return description.attributes ?? attributes
        }
    }

    /// Replaces the attributes by what `change` makes of them as they are now; who changes them at the same time waits.
    public func updateAttributes(_ change: (inout JSONObject) throws -> Void) async throws {
        try await changingMetadata(isRepeatable: false) { documents in
            var attributes = try await attributes(in: documents)
            try change(&attributes)
            var description = self.description
            description.attributes = attributes
            try await documents.write(try FormatCatalog.format(format).documents(for: description))
            let changed = description
            state.withLock { $0 = changed }
        }
        try await storage.renewOwnCopies(context)
        try await storage.renewConsolidated(context)
    }

    /// Runs `body`, which sees the metadata as they are now and changes them by the storage that it gets, while nobody else
    /// does.
    private func changingMetadata(
        isRepeatable: Bool = true, _ body: (NodeStorage) async throws -> Void
    ) async throws {
        let name = FormatCatalog.format(format).documentNames(of: .group).first ?? ""
        try await storage.changing(name, context, isRepeatable: isRepeatable) { documents in
            // A group that no document describes stays what it was taken for.
            if case .group(var found)? = try await documents.read(format: format, kind: .group, warn: { _ in }) {
                if metadata == .perNode { found.consolidated = nil }
                state.withLock { state in
                    if metadata != .perNode { found.consolidated = found.consolidated ?? state.consolidated }
                    state = found
                }
            }
            try await body(documents)
        }
    }

    /// Writes the metadata of all nodes below into the group's own, so that one request shows them all.
    ///
    /// Copies are what is stored, field by field; digests of the documents stand beside them, by which
    /// ``consolidatedStaleness()`` knows what has changed since. Where the context says so
    /// (``ZarrContext/keepsConsolidated``), later changes through it keep the copies current.
    ///
    /// - Throws: ``ZarrError/Code/unsupported`` where a node below is of another format.
    /// - Complexity: two requests a node, and one to write.
    public func consolidate() async throws {
        guard format.hasConsolidatedMetadata else {
            throw ZarrError(.unsupported, "\(format.name) has no consolidated metadata").at(node: storage.displayPath)
        }
        try await changingMetadata { try await consolidateInTurn($0) }
    }

    private func consolidateInTurn(_ documents: NodeStorage) async throws {
        // Where there are no locks, nobody may have consolidated since.
        if documents.change != nil { _ = try await documents.bytes(ConsolidatedDocument.name(format)) }
        let members = try await ZarrGroup.open(
            in: store, at: path, format: format, metadata: .perNode, context: context)
        var nodes: [(path: String, format: FormatIdentifier)] = []
        for try await member in members.walk() {
            nodes.append((String(member.path.dropFirst(path.isEmpty ? 0 : path.count + 1)), member.format))
        }
        var root = description
        root.attributes = try await attributes(in: documents)
        let format = FormatCatalog.format(self.format)
        guard let own = try format.documents(for: root).first else { return }
        var carrier = try ConsolidatedDocument(self.format, root: own.bytes)
        try carrier.replaceOwn(try await documents.documents(self.format))
        try carrier.replace("", by: try await storage.copies(of: nodes, for: self.format))
        let written = carrier.document
        try await documents.write([written])
        // The next change of the attributes is to keep what is consolidated in the same document.
        guard format.documentNames.contains(written.name),
            case .group(let group) = try format.node(documentName: written.name, bytes: written.bytes)
        else { return }
        state.withLock { $0.document = group.document }
    }

    /// Deletes the group and all below it.
    public func delete() async throws {
        defer { storage.noteChange() }
        try await store.writable().erase(storage.prefix)
        try await storage.renewConsolidated(context)
    }
}

/// How the members of a group are found.
public enum MetadataPolicy: Sendable, Hashable {
    /// By consolidated metadata where the group has it, else one by one.
    case consolidatedWherePresent
    /// One by one: consolidated metadata may be stale.
    case perNode
}
