import ZarrBase
import ZarrFormats
import ZarrStorage

extension NodeStorage {
    /// Sees to it that nothing is where a node is to be created.
    func makeRoom(overwrite: Bool) async throws {
        let store = try store.writable()
        do {
            guard try await read(format: nil, warn: { _ in }) != nil else { return }
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

    /// Writes the documents of the groups above, which no format leaves to be guessed.
    func createGroupsAbove(_ format: FormatIdentifier) async throws {
        let names = path.split(separator: "/")
        for depth in names.indices {
            try NodeName.validate(String(names[depth]))
            let parent = try NodeStorage(store, path: names[..<depth].joined(separator: "/"))
            switch try await parent.read(format: nil, warn: { _ in }) {
            case .group?: continue
            case .array?:
                throw ZarrError(.invalidArgument, "\(parent.displayPath) is an array and has no nodes below it")
            case nil:
                let group = GroupDescription(format: format, attributes: [:])
                try await parent.write(try FormatCatalog.format(format).documents(for: group))
            }
        }
    }
}
