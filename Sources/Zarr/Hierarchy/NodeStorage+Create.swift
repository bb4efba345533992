import ZarrBase
import ZarrFormats
import ZarrStorage

extension NodeStorage {
    /// Sees to it that nothing is where a node is to be created.
    func makeRoom(for format: FormatIdentifier, overwrite: Bool) async throws {
        let store = try store.writable()
        do {
            if try await read(format: nil, warn: { _ in }) == nil {
                // The root of a container may be a directory that is there already, and so may any that is empty.
                guard !path.isEmpty, try await containedGroup(format) != nil, try await !isEmpty() else { return }
            }
        } catch let error as ZarrError
            where overwrite && [.invalidMetadata, .unsupported, .limitExceeded].contains(error.code)
        {
            // A document that cannot be read is a node all the same, and nothing that one would keep.
        }
        guard overwrite else {
            throw ZarrError(.exists, "there is a node already", hint: "overwrite it, or choose another name")
        }
        defer { noteChange() }
        try await store.erase(prefix)
    }

    /// Says that stored values of the node have changed, to caches that rely on being told.
    func noteChange() { WriteNotices.shared.changed(store, prefix) }

    /// The description of a group that is to be made here; what its document holds already, as attributes of a directory that
    /// was no node so far, stays.
    func newGroup(_ format: any StorageFormat, attributes: JSONObject = [:]) async throws -> GroupDescription {
        var group = GroupDescription(format: type(of: format).identifier, attributes: attributes)
        if format.hasContainers, let name = format.documentNames.first, let bytes = try await bytes(name),
            case .group(let found) = try format.node(documentName: name, bytes: bytes)
        {
            group.document = found.document
            var kept = found.attributes ?? [:]
            for (name, value) in attributes { kept[name] = value }
            group.attributes = kept
        }
        for (field, value) in format.document(ofNewNodeAt: path) where group.document[field] == nil {
            group.document[field] = value
        }
        return group
    }

    /// Writes the documents of the groups above, which no format leaves to be guessed.
    func createGroupsAbove(_ format: FormatIdentifier, _ context: ZarrContext) async throws {
        let names = path.split(separator: "/")
        for depth in names.indices {
            try NodeName.validate(String(names[depth]))
            let parent = try NodeStorage(store, path: names[..<depth].joined(separator: "/"))
            switch try await parent.read(format: nil, warn: { _ in }) {
            case .group?: continue
            case .array?:
                throw ZarrError(.invalidArgument, "\(parent.displayPath) is an array and has no nodes below it")
            case nil:
                let format = FormatCatalog.format(format)
                let documents = try format.documents(for: try await parent.newGroup(format))
                // In a container every directory is a group, and its root alone must say so. Not every reader knows: zarr-python
                // 2 lists only those that have a document.
                if format.hasContainers, depth > 0 {
                    try await parent.writeWhereAbsent(documents, context)
                } else {
                    try await parent.write(documents)
                }
            }
        }
    }

    /// Writes documents that say nothing, unless somebody has written one meanwhile that does: a directory may have been a group
    /// for long, and get its first attributes now.
    private func writeWhereAbsent(_ documents: [NodeDocument], _ context: ZarrContext) async throws {
        let store = try store.writable()
        for document in documents {
            let key = prefix.key(document.name)
            if let synchronous = store.synchronous {
                try await locking(document.name, context) {
                    guard try synchronous.read(key) == nil else { return }
                    try await write([document])
                }
            } else if let conditional = store.conditional {
                // Where the answer is lost the group may stay without a document, which is a group all the same.
                _ = try await ConditionalChange(conditional, key).put([document.bytes], over: nil)
            } else {
                try await write([document])
            }
        }
    }
}
