import Synchronization
public import ZarrBase
import ZarrCompression

/// The values in a ZIP file that lies in another store, to be read: stored and deflated ones, in files of any size.
///
/// Of several values of one name the last one counts. What is read whole must have its checksum. Symbolic names, directories
/// and names that no key can have do not exist as keys. The file must stay as it is while it is read.
///
/// - Specification: APPNOTE.TXT 6.3.10; Zarr's Zip store.
public final class ZipStore: ListableStore {
    /// The store that the file lies in.
    public let base: any ReadableStore
    /// The file.
    public let archive: StoreKey
    /// The text at the end of the file.
    public let comment: [UInt8]

    private let directory: ZipDirectory
    private let size: Int
    /// The file, open; nil where its store is awaited.
    private let reader: ZipReader?
    private let limit: Int
    /// Where values begin whose headers were read.
    private let starts = Mutex<[StoreKey: Int]>([:])

    /// Opens a ZIP file.
    ///
    /// - Parameter limit: the most that a deflated value may decode to, in bytes.
    /// - Throws: ``ZarrError/Code/notFound``; ``ZarrError/Code/corruptData`` where the file is cut short, or holds what no
    ///   honest writer makes: names that lead out of it, values that lie over one another.
    /// - Complexity: two requests, one more where the directory is larger than 64 KiB.
    public static func open(
        _ archive: StoreKey, in base: any ReadableStore, limit: Int = mostInflated
    ) async throws -> ZipStore {
        do {
            guard let size = try await base.size(of: archive) else {
                throw missing(base, archive)
            }
            let tailSize = min(size, ZipDirectory.tailSize)
            guard let tail = try await base.get(archive, .bounded(offset: size - tailSize, length: tailSize)) else {
                throw missing(base, archive)
            }
            let place = try tail.withUnsafeBytes { (bytes) throws(ZarrError) in
                try ZipDirectory.locate(in: bytes, ofFileOf: size)
            }
            let range = ByteRange.bounded(offset: place.offset, length: place.size)
            let listed =
                place.offset >= size - tailSize
                ? try tail.slice(.bounded(offset: place.offset - (size - tailSize), length: place.size))
                : try await base.get(archive, range)
            guard let listed else { throw missing(base, archive) }
            let directory = try listed.withUnsafeBytes { (bytes) throws(ZarrError) in
                try ZipDirectory(bytes, at: place)
            }
            return try ZipStore(base, archive, directory, size: size, limit: limit)
        } catch let error as ZarrError {
            throw error.at(key: archive.path)
        }
    }

    private static func missing(_ base: any ReadableStore, _ archive: StoreKey) -> ZarrError {
        ZarrError(.notFound, "there is no ZIP file \(base)/\(archive)", hint: "the name may be another one")
    }

    private init(
        _ base: any ReadableStore, _ archive: StoreKey, _ directory: ZipDirectory, size: Int, limit: Int
    ) throws(ZarrError) {
        self.base = base
        self.archive = archive
        self.directory = directory
        self.size = size
        self.limit = limit
        comment = directory.comment
        let file = try base.synchronous?.source(for: archive)
        reader = file.map { ZipReader(file: $0, end: directory.offset, limit: limit) }
    }

    /// The most that a deflated value may decode to unless somebody says otherwise: 4 GiB.
    public static let mostInflated = 4 << 30

    /// The file and where it lies.
    public var description: String { "\(base)/\(archive)" }

    /// That of the store underneath, and the file.
    public var identity: String? { base.identity.map { "\($0)/\(archive)|zip:" } }

    /// Itself where the store underneath is local.
    public var synchronous: (any SynchronousStore)? { reader.map { LocalZip(entries: directory.entries, reader: $0) } }

    /// The bytes of the file that no value and no directory takes, about: headers may hold more than is known of them.
    public var garbageBytes: Int { directory.garbageBytes }

    /// The bytes of `range` of a value; nil where there is none.
    ///
    /// - Complexity: one request for a value; one more where a part of it lies far behind its beginning, the first time.
    public func get(_ key: StoreKey, _ range: ByteRange) async throws -> Bytes? {
        if let synchronous {
            guard let source = try synchronous.source(for: key) else { return nil }
            return try source.read([range])?.first
        }
        guard let entry = directory.entries[key] else { return nil }
        try entry.requireReadable(key)
        do { return try await remote(key, entry, range) } catch let error as ZarrError { throw error.at(key: key.path) }
    }

    /// The size of a value; nil where there is none.
    ///
    /// - Complexity: no request.
    public func size(of key: StoreKey) async throws -> Int? { directory.entries[key]?.size }

    /// All keys under `prefix`, sorted.
    ///
    /// - Complexity: no request.
    public func list(_ prefix: StorePrefix) async throws -> [StoreKey] {
        directory.entries.keys(under: prefix).sorted()
    }

    /// The keys and prefixes directly under `prefix`, sorted.
    ///
    /// - Complexity: no request.
    public func listDirectory(_ prefix: StorePrefix) async throws -> StoreDirectory {
        directory.entries.folder(prefix).directory
    }

    private func remote(_ key: StoreKey, _ entry: ZipEntry, _ range: ByteRange) async throws -> Bytes {
        guard entry.method == .stored else {
            let stored = try await part(0..<entry.storedSize, of: key, entry)
            let bytes = try stored.withUnsafeBytes { (bytes) throws(ZarrError) in
                try ZipReader.inflated(bytes, entry, limit: limit)
            }
            return try bytes.slice(range)
        }
        let wanted = try range.resolved(in: entry.size)
        let bytes = try await part(wanted, of: key, entry)
        if wanted.count == entry.size {
            guard bytes.withUnsafeBytes({ CRC32.checksum($0) }) == entry.checksum else { throw ZipReader.wrongChecksum }
        }
        return bytes
    }

    /// A part of the stored bytes of a value. The header before it is read with it where both lie together.
    private func part(_ range: Range<Int>, of key: StoreKey, _ entry: ZipEntry) async throws -> Bytes {
        if let start = starts.withLock({ $0[key] }) { return try await fetch(start + range.lowerBound, range.count) }
        let least = ZipRecord.localHeaderSize + entry.nameLength
        let isNear = range.lowerBound <= Self.near
        let slack = isNear ? range.upperBound + Self.usualExtra : Self.usualExtra
        let length = min(least + slack, directory.offset - entry.headerOffset)
        let front = try await fetch(entry.headerOffset, length)
        let header = try ZipReader.headerSize(front, entry)
        let start = entry.headerOffset + header
        guard start + entry.storedSize <= directory.offset else { throw ZipReader.damaged }
        starts.withLock { $0[key] = start }
        if isNear, header + range.upperBound <= front.count {
            return try front.slice(.bounded(offset: header + range.lowerBound, length: range.count))
        }
        return try await fetch(start + range.lowerBound, range.count)
    }

    private func fetch(_ offset: Int, _ count: Int) async throws -> Bytes {
        guard let bytes = try await base.get(archive, .bounded(offset: offset, length: count)) else {
            throw ZarrError(.notFound, "the ZIP file is gone")
        }
        return bytes
    }

    /// How far behind the beginning of a value a part of it is fetched together with the header.
    private static let near = 64 << 10
    /// What headers hold beside the name, as times and owners.
    private static let usualExtra = 64
}

/// The synchronous side of a ``ZipStore`` whose file is local.
private struct LocalZip: SynchronousStore {
    let entries: KeyTable<ZipEntry>
    let reader: ZipReader

    func source(for key: StoreKey) throws(ZarrError) -> (any ByteSource)? {
        guard let entry = entries[key] else { return nil }
        return try reader.source(for: key, entry)
    }

    func read(_ key: StoreKey) throws(ZarrError) -> Bytes? {
        guard let entry = entries[key] else { return nil }
        return try reader.bytes(of: key, entry)
    }

    func size(_ key: StoreKey) throws(ZarrError) -> Int? { entries[key]?.size }

    func version(of key: StoreKey) throws(ZarrError) -> ValueVersion? {
        entries[key] == nil ? nil : reader.file.version
    }

    func replace(_ key: StoreKey, _ parts: [UnsafeRawBufferPointer]) throws(ZarrError) { throw Self.readOnly }

    func remove(_ key: StoreKey) throws(ZarrError) { throw Self.readOnly }

    private static let readOnly = ZarrError(
        .permissionDenied, "the ZIP file was opened for reading", hint: "open it for writing by its path")
}
