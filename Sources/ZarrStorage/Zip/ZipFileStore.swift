import Synchronization
public import ZarrBase
import ZarrCompression

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// A local ZIP file whose values can be written, erased and listed. Values are stored as they are, or deflated.
///
/// The first write begins a new file beside the old one, which shares its blocks where the file system can, else is a copy of
/// its values; values are added behind them. ``finish()`` writes the directory and puts the new file in the place of the old
/// one: other processes, and a crash before, see the old file whole. A replaced or erased value takes room until
/// ``compact()``.
///
/// One process at a time writes to a file. Without ``finish()``, what was written is put in place when the store is let go; only
/// then, nobody is told if that fails.
///
/// - Specification: APPNOTE.TXT 6.3.10; Zarr's Zip store.
public final class ZipFileStore: WritableStore, ListableStore, SynchronousStore {
    /// The absolute path of the file.
    public let path: String
    /// The level at which values are deflated; nil where they are stored as they are.
    public let level: Int?

    private let folder: FileSystemStore
    private let file: StoreKey
    private let state: Mutex<State>
    /// Outlives the store until what it has written is in its place.
    let pending = ZipPending()

    /// Counts for all stores of the process: another store of the same file must not give a number a second time, or caches would
    /// take its value for the one they have.
    private static let written = Atomic<UInt64>(0)

    /// A number that no value and no session of this process has.
    static func nextNumber() -> UInt64 { written.add(1, ordering: .relaxed).newValue }

    private struct State: Sendable {
        var directory: ZipDirectory
        /// The file as it is, open; nil where there is none yet.
        var reader: ZipReader?
        /// Which state of the file on disk was read.
        var version: ValueVersion?
        var session: ZipSession?
        /// Why what was written is lost.
        var loss: ZarrError?
    }

    /// Opens a ZIP file, or one that the first write will make.
    ///
    /// - Parameters:
    ///   - durability: what a finished file survives.
    ///   - level: deflates values at this level, 1 to 9; where that makes nothing smaller they are stored.
    ///   - replacing: whether a file that is there is replaced by a new one, of which nothing is kept.
    /// - Throws: as ``ZipStore/open(_:in:limit:)`` where there is a file.
    public init(
        path: String, durability: Durability = .data, level: Int? = nil, replacing: Bool = false
    ) throws(ZarrError) {
        let whole = try Self.resolved(path)
        folder = try FileSystemStore(root: FileSystemStore.parentDirectory(of: whole), durability: durability)
        file = try StoreKey(
            whole.utf8.lastIndex(of: UInt8(ascii: "/")).map { String(whole[$0...].dropFirst()) } ?? whole)
        self.path = folder.base + file.path
        self.level = level
        guard level.map(RawDeflate.levels.contains) ?? true else {
            throw ZarrError(.invalidArgument, "there is no level \(level ?? 0)", hint: "1 is fastest, 9 smallest")
        }
        if let kind = try? FileStatus(of: self.path).kind, kind != .file {
            throw ZarrError(.exists, "\(self.path) is no file", hint: "choose another name")
        }
        state = Mutex(
            replacing
                ? State(directory: ZipDirectory(), version: try folder.version(of: file))
                : try Self.load(file, in: folder))
    }

    deinit { try? finish() }

    /// The path of the file itself where it is a symbolic link: what is renamed over a link would leave the file as it was.
    static func resolved(_ path: String) throws(ZarrError) -> String {
        let whole = try path.hasPrefix("/") ? path : FileSystemStore.workingDirectory() + "/" + path
        if let real = real(whole) { return real }
        let name = whole.utf8.lastIndex(of: UInt8(ascii: "/")).map { whole[$0...] } ?? ""
        return (real(FileSystemStore.parentDirectory(of: whole)).map { $0 == "/" ? "" : $0 }).map { $0 + name } ?? whole
    }

    private static func real(_ path: String) -> String? {
        guard let found = realpath(path, nil) else { return nil }
        defer { free(found) }
        return String(cString: found)
    }

    private static func load(_ file: StoreKey, in folder: FileSystemStore) throws(ZarrError) -> State {
        guard let source = try folder.source(for: file) else { return State(directory: ZipDirectory()) }
        let directory: ZipDirectory
        do {
            directory = try ZipDirectory(source)
        } catch let error as ZarrError {
            throw error.at(key: file.path)
        } catch {
            throw ZarrError(.io, "\(error)", cause: error).at(key: file.path)
        }
        return State(
            directory: directory,
            reader: ZipReader(file: source, end: directory.offset, limit: ZipStore.mostInflated),
            version: source.version)
    }

    /// The path.
    public var description: String { path }
    /// The URL of the file.
    public var identity: String? { "file:\(path)|zip:" }
    /// Itself.
    public var synchronous: (any SynchronousStore)? { self }

    /// Whether what is read is what was written, or is on disk now.
    var isCurrent: Bool {
        get throws(ZarrError) {
            let (isWriting, isLost, version) = state.withLock { ($0.session != nil, $0.loss != nil, $0.version) }
            if isLost || isWriting { return !isLost }
            return try folder.version(of: file) == version
        }
    }

    /// The text at the end of the file.
    public var comment: [UInt8] { state.withLock { $0.directory.comment } }

    /// Changes the text at the end of the file.
    public func setComment(_ comment: [UInt8]) throws(ZarrError) {
        guard comment.count <= Int(UInt16.max) else {
            throw ZarrError(.invalidArgument, "the text at the end of a ZIP file has 65535 bytes at most")
        }
        try changing(file) { (state, _) throws(ZarrError) in state.directory.comment = comment }
    }

    /// The bytes of `range` of a value; nil where there is none.
    public func get(_ key: StoreKey, _ range: ByteRange) async throws -> Bytes? {
        try source(for: key)?.read([range])?.first
    }

    /// The size of a value; nil where there is none.
    public func size(of key: StoreKey) async throws -> Int? { try size(key) }

    /// All keys under `prefix`, sorted.
    public func list(_ prefix: StorePrefix) async throws -> [StoreKey] {
        try reading { $0.directory.entries.keys(under: prefix) }.sorted()
    }

    /// The keys and prefixes directly under `prefix`, sorted.
    public func listDirectory(_ prefix: StorePrefix) async throws -> StoreDirectory {
        try reading { $0.directory.entries.folder(prefix) }.directory
    }

    /// An open value; nil where there is none.
    public func source(for key: StoreKey) throws(ZarrError) -> (any ByteSource)? {
        guard let (reader, entry) = try found(key) else { return nil }
        return try reader.source(for: key, entry)
    }

    /// A whole value; nil where there is none.
    public func read(_ key: StoreKey) throws(ZarrError) -> Bytes? {
        guard let (reader, entry) = try found(key) else { return nil }
        return try reader.bytes(of: key, entry)
    }

    /// The size of a value; nil where there is none.
    public func size(_ key: StoreKey) throws(ZarrError) -> Int? { try found(key)?.entry.size }

    /// How many values were written before this one, or the version of the file.
    public func version(of key: StoreKey) throws(ZarrError) -> ValueVersion? {
        try found(key).flatMap { $0.entry.number > 0 ? ValueVersion(number: $0.entry.number) : $0.reader.file.version }
    }

    private func found(_ key: StoreKey) throws(ZarrError) -> (reader: ZipReader, entry: ZipEntry)? {
        try reading { state in
            guard let entry = state.directory.entries[key], let reader = state.reader else { return nil }
            return (reader, entry)
        }
    }

    /// What is known of the file, unless what was written to it is lost: nobody must take that for what is there.
    private func reading<Result: Sendable>(_ body: (State) -> Result) throws(ZarrError) -> Result {
        try state.withLock { (state) throws(ZarrError) in
            if let loss = state.loss { throw loss }
            return body(state)
        }
    }

    /// Replaces a value.
    public func set(_ key: StoreKey, _ value: [Bytes]) async throws { try replace(key, bytes: value) }

    /// Replaces a value: adds the new one behind all others.
    public func replace(_ key: StoreKey, _ parts: [UnsafeRawBufferPointer]) throws(ZarrError) {
        guard StoreKey.isValid(key.path), key.path.utf8.count <= Int(UInt16.max), !ZipDirectory.leadsOut(key.path)
        else {
            throw StoreKey.invalid(key.path)
        }
        var size = 0
        var checksum: UInt32 = 0
        for part in parts {
            size = try size.checkedPlus(part.count)
            checksum = CRC32.checksum(part, seed: checksum)
        }
        var entry = ZipEntry(
            method: .stored, checksum: checksum, storedSize: size, size: size, headerOffset: 0,
            nameLength: key.path.utf8.count)
        if let level, let deflated = try Self.deflated(parts, size, level) {
            entry.method = .deflated
            entry.storedSize = deflated.count
            let made = entry
            try deflated.withUnsafeBytes { (bytes) throws(ZarrError) in try add(key, made, [bytes]) }
        } else {
            try add(key, entry, parts)
        }
    }

    /// The parts as one stream; nil where that is no smaller.
    private static func deflated(
        _ parts: [UnsafeRawBufferPointer], _ size: Int, _ level: Int
    ) throws(ZarrError) -> Bytes? {
        let (whole, output) = (ScratchBuffer(), ScratchBuffer())
        for part in parts { try whole.append(part) }
        try RawDeflate.compress(
            UnsafeRawBufferPointer(whole.bytes), into: output, level: level, context: CompressionContext())
        return output.count < size ? output.take() : nil
    }

    private func add(
        _ key: StoreKey, _ entry: ZipEntry, _ parts: [UnsafeRawBufferPointer]
    ) throws(ZarrError) {
        try changing(key) { (state, session) throws(ZarrError) in
            var entry = entry
            entry.number = Self.nextNumber()
            try session.add(key, &entry, parts)
            state.directory.entries[key] = entry
        }
    }

    /// Removes a value; no error where there is none.
    public func erase(_ key: StoreKey) async throws { try remove(key) }

    /// Removes a value; no error where there is none.
    public func remove(_ key: StoreKey) throws(ZarrError) {
        guard try found(key) != nil else { return }
        try changing(key) { (state, _) throws(ZarrError) in state.directory.entries[key] = nil }
    }

    /// Removes every value under `prefix`.
    public func erase(_ prefix: StorePrefix) async throws {
        guard state.withLock({ !$0.directory.entries.keys(under: prefix).isEmpty }) else { return }
        try changing(file) { (state, _) throws(ZarrError) in state.directory.entries.removeAll(under: prefix) }
    }

    /// Runs `body` on the file that is being written; begins one where there is none.
    private func changing(
        _ key: StoreKey, _ body: (inout State, inout ZipSession) throws(ZarrError) -> Void
    ) throws(ZarrError) {
        try state.withLock { (state) throws(ZarrError) in
            if let loss = state.loss { throw loss }
            var session: ZipSession
            if let begun = state.session { session = begun } else { session = try begin(state) }
            pending.isPending.store(true, ordering: .releasing)
            defer { state.session = session }
            do throws(ZarrError) { try body(&state, &session) } catch { throw error.at(key: key.path) }
            state.directory.offset = session.end
            state.reader = session.reader()
        }
    }

    private func begin(_ state: State) throws(ZarrError) -> ZipSession {
        let lock = try lock()
        guard try folder.version(of: file) == state.version else {
            throw ZarrError(
                .conflict, "\(path) was changed by another process since it was opened", hint: "open it again")
        }
        try state.directory.requireOwn(path, keepsFront: true)
        return try ZipSession(file, in: folder, lock: lock, front: state.directory.offset)
    }

    /// Keeps other processes from writing to the file.
    private func lock() throws(ZarrError) -> KeyLock {
        guard let lock = try folder.lock(file, waits: false) else {
            throw ZarrError(
                .conflict, "another process is writing to \(path)", hint: "a ZIP file has one writer at a time")
        }
        return lock
    }

    /// Puts what was written in the place of the file; nothing where nothing was.
    ///
    /// - Throws: ``ZarrError/Code/storageFull`` and the like: the file is as it was then, and what was written is lost.
    public func finish() throws(ZarrError) {
        try state.withLock { (state) throws(ZarrError) in
            defer { pending.isPending.store(false, ordering: .releasing) }
            if let loss = state.loss { throw loss }
            guard var session = state.session else { return }
            state.session = nil
            do throws(ZarrError) {
                state.version = try session.finish(&state.directory)
            } catch {
                state.loss = error
                throw error
            }
        }
    }

    /// Lets go of what was written since the file was put in its place the last time. The store cannot be used any more then.
    public func discard() {
        state.withLock { state in
            defer { pending.isPending.store(false, ordering: .releasing) }
            guard state.session != nil else { return }
            state.session = nil
            state.loss = ZarrError(.cancelled, "what was written to \(path) was let go")
        }
    }

    /// The bytes of the file that no value and no directory takes: what compacting frees.
    public var garbageBytes: Int { state.withLock { $0.directory.garbageBytes } }

    /// Writes the file anew without what replaced and erased values left behind: documents first, as those look for them who
    /// read over a network, then the chunks in their order.
    ///
    /// - Returns: the bytes of the file before and after.
    /// - Complexity: reads and writes all values once.
    public func compact() throws(ZarrError) -> (before: Int, after: Int) {
        try state.withLock { (state) throws(ZarrError) in
            if let loss = state.loss { throw loss }
            let before = try folder.size(file) ?? 0
            let old = state.session
            // Before the look: who finishes between them would be overwritten.
            let lock: KeyLock
            if let old { lock = old.lock } else { lock = try self.lock() }
            let version = try folder.version(of: file)
            guard let reader = state.reader, old != nil || version == state.version else {
                throw ZarrError(.notFound, "there is no ZIP file \(path), or another one by now", hint: "open it again")
            }
            try state.directory.requireOwn(path, keepsFront: false)
            var session = try ZipSession(file, in: folder, lock: lock, front: 0)
            var directory = state.directory
            for key in ZipOrder.sorted(directory.entries.values) {
                guard var entry = directory.entries[key] else { continue }
                let source = try reader.storedSource(for: key, entry)
                try session.copy(key, &entry, from: source)
                directory.entries[key] = entry
            }
            // Where this fails, all is as it was.
            state.version = try session.finish(&directory)
            state.session = nil
            state.directory = directory
            state.reader = session.reader()
            pending.isPending.store(false, ordering: .releasing)
            return (before, try folder.size(file) ?? 0)
        }
    }

    /// Waits for others of this process only: another process cannot write to the file at all.
    public func lock(_ key: StoreKey, waits: Bool) throws(ZarrError) -> KeyLock? { KeyLock() }
}
