package import ZarrBase

/// A ZIP file somewhere on a path, and what the path says behind it.
extension FileLocation {
    /// The path of the ZIP file that a part of the path is, and the parts behind it; nil where none is one.
    ///
    /// A file is one by its name; for others there is `PATH|zip:`. Where it is to be written, it need not exist.
    func archive(for purpose: StorePurpose) throws(ZarrError) -> (path: String, inner: String)? {
        guard namesArchive else { return nil }
        let parts = parts
        for count in parts.indices.map({ $0 + 1 }) where Self.isArchive(parts[count - 1]) {
            switch try kind(count) {
            case .file?: break
            case nil where purpose == .writing || ZipFiles.isWritten(path(count)): break
            default: continue
            }
            return (path(count), parts[count...].joined(separator: "/"))
        }
        return nil
    }

    /// Whether some part may be a ZIP file by its name: a look that spares all other paths to be taken apart.
    private var namesArchive: Bool {
        var whole = whole
        return whole.withUTF8 { bytes in
            // ".zip" and ".ozx", whatever the case.
            bytes.indices.dropLast(3).contains { place in
                guard bytes[place] == UInt8(ascii: ".") else { return false }
                let name = bytes[place + 1...place + 3].map { $0 | 0x20 }
                return name == Array("zip".utf8) || name == Array("ozx".utf8)
            }
        }
    }

    /// Whether a name is that of a ZIP file.
    static func isArchive(_ name: String) -> Bool {
        let lower = name.lowercased()
        return lower.hasSuffix(".zip") || lower.hasSuffix(".ozx")
    }
}

extension StoreScheme {
    /// The store of a ZIP file that lies in another one, and the root of the hierarchy in it that a node belongs to.
    static func archived(
        _ file: ArchivedFile, inner: String, _ purpose: StorePurpose, _ durability: Durability
    ) async throws -> Resolved {
        let store = try await file.store(purpose, durability)
        return try await rooted(store, inner)
    }

    /// The part of a store that is the hierarchy of a node: below the outermost group above it, where that is not the store's
    /// root.
    ///
    /// - Complexity: a few requests for sizes of documents.
    static func rooted(_ store: any ReadableStore, _ node: String) async throws -> Resolved {
        var prefix = try StorePrefix(node)
        guard try await hasDocument(prefix, in: store, documents) else { return (store, prefix.asKey?.path ?? "") }
        while let parent = prefix.parent, try await hasDocument(parent, in: store, groups) { prefix = parent }
        guard prefix != .root else { return (store, node) }
        let inside = try StorePrefix(node).asKey.map(prefix.containing) ?? ""
        return (store.below(prefix), inside)
    }

    private static func hasDocument(
        _ prefix: StorePrefix, in store: any ReadableStore, _ names: [String]
    ) async throws -> Bool {
        for name in names where try await store.size(of: prefix.key(name)) != nil { return true }
        return false
    }

    private static let groups = ["zarr.json", ".zgroup", ".zmetadata"]
    /// Not that of N5, whose nodes need their whole path: the root says that all of it is N5.
    private static let documents = groups + [".zarray"]
}

extension StorePrefix {
    /// What the node at `key`, which is this prefix or lies below it, is called from here.
    fileprivate func containing(_ key: StoreKey) -> String {
        key == asKey ? "" : relative(key).path
    }
}

/// A ZIP file as a location names it.
enum ArchivedFile: Sendable {
    /// A local one, which can be written to.
    case local(path: String)
    /// One in any other store.
    case stored(StoreKey, in: any ReadableStore)

    func store(_ purpose: StorePurpose, _ durability: Durability) async throws -> any ReadableStore {
        switch (self, purpose) {
        case (.local(let path), .writing): return try ZipFiles.opened(path, durability)
        case (.local(let path), .reading):
            // It may be written to, as a directory that was opened for reading may.
            let isFile = try FileSystemStore.hasFile(path)
            guard isFile || ZipFiles.isWritten(path) else {
                throw ZarrError(.notFound, "there is no ZIP file \(path)", hint: "the name may be another one")
            }
            return try ZipFiles.opened(path, durability)
        case (.stored(let key, let base), .reading): return try await ZipStore.open(key, in: base)
        case (.stored(let key, let base), .writing):
            throw ZarrError(
                .unsupported, "\(base)/\(key) is a ZIP file in a store that is not local",
                hint: "write the ZIP file here, then copy it")
        }
    }
}

extension Location {
    /// The absolute path of a file or directory of this machine.
    package func filePath() throws(ZarrError) -> String { try FileLocation(path).whole }
}

extension FileSystemStore {
    /// Whether there is a file of this path.
    package static func hasFile(_ path: String) throws(ZarrError) -> Bool {
        do {
            return try FileStatus(of: path).kind == .file
        } catch {
            if error.isMissing { return false }
            throw error.failing(to: "open", path: path)
        }
    }
}
