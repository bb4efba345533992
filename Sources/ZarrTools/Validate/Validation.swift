public import Zarr

/// Holds the documents of a hierarchy against their specifications, and its chunks against its documents.
public struct Validation: Sendable {
    let store: any ListableStore
    let root: String
    private let context: ZarrContext
    private(set) var report = ValidationReport()
    /// The arrays that open, for a look at their chunks.
    private(set) var arrays: [(array: ZarrArray, documents: Set<String>)] = []
    /// The groups that carry consolidated metadata and open.
    private(set) var consolidatedGroups: [ZarrGroup] = []
    /// The documents by key, to compare consolidated metadata with.
    private var documents: [String: JSONObject] = [:]
    /// The files in groups, and where no node is, that are no documents.
    private(set) var strayKeys: [(node: String, key: String)] = []

    /// Validates what lies at a location.
    ///
    /// - Parameters:
    ///   - readsChunks: whether every chunk is decoded and every key accounted for.
    ///   - onStart: gets the counter of stored bytes, where chunks are read.
    /// - Throws: ``ZarrError/Code/notFound`` where there is no node, and what listing and reading documents throw; what is
    ///   wrong with the nodes is in the report.
    /// - Complexity: one listing a directory and a request a document; with `readsChunks` also one a chunk.
    public static func report(
        on location: String, readsChunks: Bool = false, context: ZarrContext = .standard,
        onStart: (ProgressCounter) -> Void = { _ in }
    ) async throws -> ValidationReport {
        let (store, path) = try await Location(parsing: location).resolve(for: .reading)
        return try await report(on: store, at: path, readsChunks: readsChunks, context: context, onStart: onStart)
    }

    /// Validates what lies at `path` of a store.
    public static func report(
        on store: any ReadableStore, at path: String, readsChunks: Bool = false, context: ZarrContext = .standard,
        onStart: (ProgressCounter) -> Void = { _ in }
    ) async throws -> ValidationReport {
        var validation = try await survey(of: store, at: path, context: context)
        if readsChunks { try await validation.checkChunks(onStart) }
        return validation.report
    }

    /// Looks at all documents, and leaves what lies beside them to the caller.
    static func survey(
        of store: any ReadableStore, at path: String, context: ZarrContext
    ) async throws -> Validation {
        var validation = Validation(
            store: try store.listable(), root: try NodePath.normalized(path), context: context.warning { _ in })
        switch try await validation.visit(validation.root, in: validation.container()) {
        case .node: break
        case .nodesBelow: validation.addImplicitGroup(validation.root, at: 0)
        case .nothing:
            // Says which documents were looked for, and whether there are those of a format that nobody reads.
            _ = try await Hierarchy.open(in: store, at: path, context: context)
        }
        return validation
    }

    private init(store: any ListableStore, root: String, context: ZarrContext) {
        self.store = store
        self.root = root
        self.context = context
    }

    mutating func add(
        _ severity: DocumentIssue.Severity, _ node: String, key: String? = nil, at jsonPath: String? = nil,
        _ message: String
    ) {
        report.issues.append(.init(node: node, key: key, jsonPath: jsonPath, severity: severity, message: message))
    }

    /// The format of the container that the root is or lies in; nil where each node says itself that it is one.
    private func container() async throws -> FormatIdentifier? {
        do {
            let hierarchy = try await Hierarchy.open(in: store, at: root, metadata: .perNode, context: context)
            let format = hierarchy.root.format
            return FormatCatalog.format(format).hasContainers ? format : nil
        } catch let error as ZarrError where error.code != .cancelled && error.code != .io {
            return nil
        }
    }

    private enum Found { case nothing, nodesBelow, node }

    /// Looks at the nodes at and below a path; in a container of a format every directory is a group.
    private mutating func visit(_ path: String, in container: FormatIdentifier?) async throws -> Found {
        try Task.checkCancelledAsZarrError()
        let prefix = try StorePrefix(path)
        let directory = try await store.listDirectory(prefix)
        let names = Set(directory.keys.map(\.name))
        var isArray = false
        var described: FormatIdentifier?
        for format in FormatCatalog.all {
            let identifier = type(of: format).identifier
            let own = try await read(format, names, prefix, path, isContained: identifier == container)
            if own.isEmpty { continue }
            if let described {
                add(.warning, path, "documents of \(identifier.rawValue) are there, too; \(described.name) wins")
            }
            described = described ?? identifier
            isArray = isArray || own.contains(".zarray") || own.contains("meta") || kind(prefix) == .array
            if own.isSuperset(of: [".zarray", ".zgroup"]) {
                add(.error, path, "there are both .zarray and .zgroup; the array wins")
            }
        }
        // What is no container itself has none of another format around its members.
        let inner = described.map { FormatCatalog.format($0).hasContainers ? $0 : nil } ?? container
        let isNode = described != nil || container != nil
        if isNode {
            if path != root { checkName(prefix.name, path, isRestricted: inner == nil) }
            if isArray { report.arrayCount += 1 } else { report.groupCount += 1 }
            if isArray { try await openArray(path, names) }
        }
        if !isNode || !isArray {
            let known = Set(FormatCatalog.all.flatMap(\.allDocumentNames))
            for key in directory.keys where !known.contains(key.name) || key.name == "meta" || key.name == "attrs" {
                strayKeys.append((path, key.path))
            }
        }
        guard !isArray else { return .node }
        let holdsNodes = try await visitMembers(directory, path, in: inner)
        if isNode {
            checkConsolidated(prefix, path)
            let carries =
                names.contains(".zmetadata") || documents[prefix.key("zarr.json").path]?["consolidated_metadata"] != nil
            if carries, let group = try? await ZarrGroup.open(in: store, at: path, context: context),
                group.description.consolidated != nil
            {
                consolidatedGroups.append(group)
            }
        }
        return isNode ? .node : holdsNodes ? .nodesBelow : .nothing
    }

    /// Looks at the directories within one; whether any holds nodes.
    private mutating func visitMembers(
        _ directory: StoreDirectory, _ path: String, in container: FormatIdentifier?
    ) async throws -> Bool {
        var holdsNodes = false
        var folded: [String: String] = [:]
        for child in directory.prefixes where !child.name.hasPrefix("__") {
            let childPath = path.isEmpty ? child.name : path + "/" + child.name
            let place = report.issues.count
            let found = try await visit(childPath, in: container)
            if found == .nothing { continue }
            holdsNodes = true
            if found == .nodesBelow { addImplicitGroup(childPath, at: place) }
            if let other = folded.updateValue(child.name, forKey: child.name.lowercased()) {
                add(
                    .warning, path,
                    "the names \"\(other)\" and \"\(child.name)\" differ only in case, which some file systems ignore")
            }
        }
        return holdsNodes
    }

    private mutating func addImplicitGroup(_ path: String, at place: Int) {
        let message = "no document describes the group, though there are nodes below it"
        report.issues.insert(
            .init(node: path, key: nil, jsonPath: nil, severity: .error, message: message), at: place)
        report.groupCount += 1
    }

    /// Looks at the documents of one format; the names of those that are there.
    private mutating func read(
        _ format: any StorageFormat, _ names: Set<String>, _ prefix: StorePrefix, _ path: String, isContained: Bool
    ) async throws -> Set<String> {
        // Zarr v1 has no hierarchies.
        if !format.isWritable, !prefix.path.isEmpty { return [] }
        var found: Set<String> = []
        for name in format.allDocumentNames where names.contains(name) {
            let key = prefix.key(name)
            guard let bytes = try await store.get(key),
                isContained || format.describes(bytes) || name == "attrs"
            else { continue }
            found.insert(name)
            documents[key.path] = (try? JSONValue.parse(bytes))?.objectValue
            for issue in format.issues(documentName: name, bytes: bytes) {
                add(issue.severity, path, key: key.path, at: issue.jsonPath, issue.message)
            }
        }
        guard found.isDisjoint(with: format.documentNames) else { return found }
        for name in found where name != "attrs" {
            add(.warning, path, key: prefix.key(name).path, "the document belongs to no node")
        }
        return []
    }

    private func kind(_ prefix: StorePrefix) -> NodeKind? {
        if let document = documents[prefix.key("attributes.json").path], N5Format.isDataset(document) { return .array }
        return documents[prefix.key("zarr.json").path]?["node_type"]?.stringValue.flatMap(NodeKind.init(rawValue:))
    }

    private mutating func openArray(_ path: String, _ names: Set<String>) async throws {
        do {
            arrays.append((try await ZarrArray.open(in: store, at: path, context: context), names))
        } catch let error as ZarrError where error.code != .cancelled && error.code != .io {
            // Said by its document already, unless only opening finds it.
            guard !report.issues.contains(where: { $0.node == path && $0.severity == .error }) else { return }
            add(.error, path, key: error.key, at: error.jsonPath, error.message)
        }
    }

    private mutating func checkName(_ name: String, _ path: String, isRestricted: Bool) {
        do { try NodeName.validate(name) } catch { add(.error, path, error.message) }
        guard isRestricted else { return }
        let isPlain = name.utf8.allSatisfy { byte in
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "_"), UInt8(ascii: "."):
                true
            default: false
            }
        }
        if !isPlain {
            add(.warning, path, "the name \"\(name)\" has letters beside a-z, A-Z, 0-9, \"-\", \"_\" and \".\"")
        }
    }

    /// Consolidated metadata says what was so when it was written.
    private mutating func checkConsolidated(_ prefix: StorePrefix, _ path: String) {
        let listed: [(key: String, value: JSONValue)]
        let place: String
        let document: String
        let wanted: Set<String>
        if let metadata = documents[prefix.key("zarr.json").path]?["consolidated_metadata"]?.objectValue?["metadata"]?
            .objectValue
        {
            listed = metadata.map { ($0.key + "/zarr.json", $0.value) }
            (place, document, wanted) = ("$.consolidated_metadata.metadata", "zarr.json", ["zarr.json"])
        } else if let metadata = documents[prefix.key(".zmetadata").path]?["metadata"]?.objectValue {
            listed = metadata.map { ($0.key, $0.value) }
            (place, document, wanted) = ("$.metadata", ".zmetadata", [".zarray", ".zgroup", ".zattrs"])
        } else {
            return
        }
        let key = prefix.key(document).path
        var seen: Set<String> = []
        for (name, value) in listed {
            let full = prefix.path + name
            seen.insert(full)
            let label = document == "zarr.json" ? String(name.dropLast("/zarr.json".count)) : name
            let at = place + "[" + JSONValue.string(label).serialized() + "]"
            guard var stored = documents[full] else {
                add(.warning, path, key: key, at: at, "the consolidated metadata is stale: \(full) does not exist")
                continue
            }
            var copy = value.objectValue
            for field in ["consolidated_metadata"] {
                stored[field] = nil
                copy?[field] = nil
            }
            if let copy, copy != stored {
                add(.warning, path, key: key, at: at, "the consolidated metadata is stale: \(full) says something else")
            }
        }
        for full in documents.keys.sorted() where full.hasPrefix(prefix.path) && !seen.contains(full) {
            let name = full.split(separator: "/").last.map(String.init) ?? full
            let isOwn = full == prefix.path + name
            guard wanted.contains(name), !(isOwn && name == "zarr.json") else { continue }
            add(.warning, path, key: key, at: place, "the consolidated metadata is stale: it lacks \(full)")
        }
    }

    /// Adds issues of keys; of very many like ones the first tell enough.
    private mutating func addOdd(
        _ keys: [(severity: DocumentIssue.Severity, key: String, message: String)], _ node: String
    ) {
        for (severity, key, message) in keys.prefix(Self.oddKeyLimit) { add(severity, node, key: key, message) }
        let rest = keys.dropFirst(Self.oddKeyLimit)
        guard !rest.isEmpty else { return }
        let worst = rest.contains { $0.severity == .error } ? DocumentIssue.Severity.error : .warning
        add(worst, node, "\(rest.count) more keys are no documents and no chunks in the array")
    }

    private static let oddKeyLimit = 100

    private mutating func checkChunks(_ onStart: (ProgressCounter) -> Void) async throws {
        var checks: [ChunkCheck] = []
        for (array, documents) in arrays {
            let check = try await ChunkCheck(array, documents: documents)
            checks.append(check)
            addOdd(check.oddKeys, array.path)
        }
        for (node, keys) in Dictionary(grouping: strayKeys, by: \.node).sorted(by: { $0.key < $1.key }) {
            addOdd(keys.map { (.warning, $0.key, "the key is no document and no chunk") }, node)
        }
        let progress = ProgressCounter(total: checks.reduce(0) { $0 + $1.byteCount })
        onStart(progress)
        for check in checks {
            let failures = try await check.run(progress)
            for (key, message) in failures { add(.error, check.path, key: key, message) }
            report.census.append(check.census(decoded: check.chunkCount - failures.count))
        }
    }
}

extension StorageFormat {
    /// The documents of a node, those of groups and attributes among them.
    var allDocumentNames: [String] {
        documentNames + [attributesDocument, consolidatedDocument].compactMap { $0 }
    }
}
