public import ZarrBase

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// What a finished write survives. In every case a value is replaced whole or not at all while the system runs on.
public enum Durability: String, Sendable, Hashable, CaseIterable {
    /// The end of the process: a new file is renamed over the old one. After a power cut either may be torn.
    case none
    /// A power cut never tears a value: its bytes are on the device (fdatasync) before the rename. Which of the two
    /// values is found then is open.
    case data
    /// A power cut: the rename is on the device too, by syncing the file and its directory.
    case full
}

/// A directory whose files are the values: `a/b/zarr.json` is the file of that path below the root.
///
/// - A value is written under a temporary name in its own directory and renamed over the old one, so readers see the
///   old value or the new one. A killed process may leave such a name (`*.__partial`) behind; it is never listed, and
///   erasing a prefix removes it.
/// - Who writes a part of a value locks it by a file beside it, `*.__lock`, against other processes that do so, too;
///   whoever replaces it whole does not.
/// - A directory where a value is expected is a missing value. A key cannot be a file and a directory at once: writing
///   such a key is ``ZarrError/Code/exists``.
/// - Symbolic links are followed for reading, writing and listing, never for erasing a prefix.
/// - Names that are not UTF-8, that end in `.__partial` or `.__lock`, and what is neither file nor directory do not
///   exist as keys.
public struct FileSystemStore: WritableStore, ListableStore, SynchronousStore {
    /// The absolute path of the root directory, without a "/" behind.
    public let root: String
    /// What a finished write survives.
    public let durability: Durability
    /// Whether the first write makes the root directory where it is missing.
    public let createsRoot: Bool

    /// Whether a write that keeps a part of a value locks it against other processes.
    public let locksKeys: Bool

    /// Whether a value that is to begin as another one does is made by copying where the file system cannot share blocks: for
    /// tests, as it gains nothing.
    package var copiesFronts = false

    /// What every path of a value begins with.
    let base: String

    /// The URL of the root.
    public var identity: String? { "file:" + root }

    /// A store over the directory `root`, which need not exist.
    ///
    /// - Parameters:
    ///   - root: A path; one relative to the working directory stays where it points to now.
    ///   - durability: What a finished write survives.
    ///   - createsRoot: Whether the first write makes the root, and directories above it, where they are missing.
    ///   - locksKeys: Whether a write that keeps a part of a value locks it against other processes. Without it, one
    ///     process alone may write to the directory: for file systems that have no locks.
    /// - Throws: ``ZarrError/Code/invalidArgument`` where `root` is empty or holds a NUL character.
    public init(root: String, durability: Durability = .data, createsRoot: Bool = true, locksKeys: Bool = true)
        throws(ZarrError)
    {
        guard !root.isEmpty, !root.utf8.contains(0) else {
            throw ZarrError(.invalidArgument, "\"\(root)\" is no path of a directory")
        }
        var path = root
        if !path.hasPrefix("/") { path = try Self.workingDirectory() + "/" + path }
        while path.utf8.count > 1, path.utf8.last == UInt8(ascii: "/") { path.removeLast() }
        self.root = path
        self.durability = durability
        self.createsRoot = createsRoot
        self.locksKeys = locksKeys
        base = path == "/" ? path : path + "/"
    }

    /// The root as a path.
    public var description: String { root }

    /// Itself: local files answer at once.
    public var synchronous: (any SynchronousStore)? { self }

    /// Whether keys end in a name that is the store's own: a value under way, or a lock beside one.
    static func isReserved(_ name: String) -> Bool {
        name.hasSuffix(partialSuffix) || name.hasSuffix(lockSuffix)
    }

    static let partialSuffix = ".__partial"

    /// Where a value lies. Keys are checked here too: this is the wall of the root directory.
    func path(of key: StoreKey) throws(ZarrError) -> String {
        guard StoreKey.isValid(key.path) else { throw StoreKey.invalid(key.path) }
        return base + key.path
    }

    /// Where the directory of a prefix lies, without a "/" behind.
    func path(of prefix: StorePrefix) throws(ZarrError) -> String {
        guard let key = prefix.asKey else { return root }
        return try path(of: key)
    }

    static func workingDirectory() throws(ZarrError) -> String {
        guard let buffer = getcwd(nil, 0) else {
            throw SystemError.last.failing(to: "find the working directory")
        }
        defer { free(buffer) }
        return String(cString: buffer)
    }
}
