public import Zarr

/// Values that are copied as they are stored, between a hierarchy and a ZIP file.
public struct Packing: Sendable {
    /// What is packed or unpacked.
    public let source: String
    /// What becomes of it.
    public let destination: String
    /// The values, in the order in which they are copied.
    public let keys: [StoreKey]
    /// The bytes of all values.
    public let byteCount: Int

    private let store: any ReadableStore
    private let prefix: StorePrefix
    private let target: Target

    private enum Target: Sendable {
        case archive(ZipFileStore, comment: [UInt8])
        case folder(FileSystemStore)
    }

    /// Settles how a hierarchy becomes a ZIP file. Nothing is written yet.
    ///
    /// Documents come first and from the root downwards, as whoever opens the file over a network reads those first. Where the
    /// root is an OME-Zarr image and nothing is deflated, the text at the end of the file says so.
    ///
    /// - Parameter level: deflates values at this level, 1 to 9; nil stores them as they are, as they are compressed already.
    /// - Throws: ``ZarrError/Code/exists`` where there is a file, unless `overwrite`.
    /// - Specification: OME-NGFF RFC-9, "Single-file OME-Zarr".
    /// - Complexity: one listing, and the size of each value.
    public static func zip(
        _ source: String, to destination: String, level: Int? = nil, overwrite: Bool = false,
        context: ZarrContext = .standard
    ) async throws -> Packing {
        let (store, path) = try await Location(parsing: source).resolve(for: .reading)
        let hierarchy = try await Hierarchy.open(in: store, at: path, context: context)
        let place = try Location(parsing: destination)
        guard place.scheme == "file", place.format == nil else {
            throw ZarrError(.unsupported, "\(destination) is no path of a ZIP file of this machine")
        }
        let file = try place.filePath()
        let archive = try ZipFileStore(path: file, level: level, replacing: overwrite)
        if !overwrite, try FileSystemStore.hasFile(file) {
            throw ZarrError(.exists, "\(destination) exists", hint: "use --overwrite to replace it")
        }
        var comment: [UInt8] = []
        if level == nil, case .group(let group) = hierarchy.root, group.format == .zarr3,
            let version = try await group.attributes()["ome"]?.objectValue?["version"]?.stringValue
        {
            comment = Array(Self.comment(version).utf8)
        }
        let prefix = try StorePrefix(path)
        let keys = try await store.listable().list(prefix)
        return try await Packing(
            source, destination, ZipOrder.sorted(keys), store, prefix, .archive(archive, comment: comment))
    }

    /// Settles how a ZIP file becomes a directory. Nothing is written yet.
    ///
    /// - Throws: ``ZarrError/Code/exists`` where there is something at the destination already.
    public static func unzip(_ source: String, to destination: String) async throws -> Packing {
        let (store, path) = try await Location(parsing: source).resolve(for: .reading)
        let place = try Location(parsing: destination)
        guard place.scheme == "file", place.format == nil else {
            throw ZarrError(.unsupported, "\(destination) is no directory of this machine")
        }
        let folder = try FileSystemStore(root: place.filePath())
        let found = try await folder.listDirectory(.root)
        guard found.keys.isEmpty, found.prefixes.isEmpty, try !FileSystemStore.hasFile(folder.root) else {
            throw ZarrError(.exists, "\(destination) exists", hint: "name a new directory, or remove this one")
        }
        let prefix = try StorePrefix(path)
        let keys = try await store.listable().list(prefix)
        return try await Packing(source, destination, keys, store, prefix, .folder(folder))
    }

    private init(
        _ source: String, _ destination: String, _ keys: [StoreKey], _ store: any ReadableStore,
        _ prefix: StorePrefix, _ target: Target
    ) async throws {
        self.source = source
        self.destination = destination
        self.keys = keys
        self.store = store
        self.prefix = prefix
        self.target = target
        var byteCount = 0
        for key in keys { byteCount = try byteCount.checkedPlus(try await store.size(of: key) ?? 0) }
        self.byteCount = byteCount
    }

    /// Copies all values.
    ///
    /// - Throws: where a value cannot be read or written; a ZIP file that was there is as it was then, and of a directory there is
    ///   what was copied before.
    /// - Complexity: reads and writes each value once; memory for the largest one.
    public func run(onStart: (ProgressCounter) -> Void = { _ in }) async throws {
        let progress = ProgressCounter(total: byteCount)
        onStart(progress)
        do {
            try await copy(progress)
        } catch {
            // Half of a hierarchy must not look like one.
            if case .archive(let archive, _) = target { archive.discard() }
            throw error
        }
    }

    private func copy(_ progress: ProgressCounter) async throws {
        for key in keys {
            try Task.checkNotCancelled()
            // Erased since it was listed.
            guard let value = try await store.get(key) else { continue }
            let name = prefix.relative(key)
            switch target {
            case .archive(let archive, _): try await archive.set(name, [value])
            case .folder(let folder): try await folder.set(name, [value])
            }
            progress.add(value.count)
        }
        if case .archive(let archive, let comment) = target {
            if !comment.isEmpty { try archive.setComment(comment) }
            try archive.finish()
        }
    }

    /// What the text at the end of an OME-Zarr file says.
    private static func comment(_ version: String) -> String {
        let order: JSONObject = ["centralDirectory": ["jsonFirst": true]]
        let text: JSONValue = ["ome": ["version": .string(version), "zipFile": .object(order)]]
        return text.serialized()
    }
}
