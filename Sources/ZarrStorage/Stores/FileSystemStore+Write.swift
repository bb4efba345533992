import Synchronization
public import ZarrBase

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

extension FileSystemStore {
    /// Replaces a file whole or not at all; directories above it are made where they are missing.
    ///
    /// - Throws: ``ZarrError/Code/storageFull``, ``ZarrError/Code/permissionDenied``, ``ZarrError/Code/exists`` where
    ///   a directory of this name or a file in the place of one of its directories is in the way. The old value is
    ///   untouched then, and nothing is left behind.
    public func set(_ key: StoreKey, _ value: [Bytes]) async throws { try replace(key, bytes: value) }

    /// Replaces a file whole or not at all; as ``set(_:_:)``.
    ///
    /// - Complexity: open, one writev for 1024 parts or 1 GiB, close, rename; more for ``Durability``.
    public func replace(_ key: StoreKey, _ parts: [UnsafeRawBufferPointer]) throws(ZarrError) {
        try makingDirectories(above: key) { (path, directory) throws(SystemError) in
            let file = try PartialFile(for: key.name, at: path, in: directory, durability)
            try file.write(parts)
            try file.putInPlace()
        }
    }

    /// Runs `body`, which makes a file at a path in a directory, once more where the directory was missing.
    func makingDirectories<Result>(
        above key: StoreKey, _ body: (_ path: String, _ directory: String) throws(SystemError) -> Result
    ) throws(ZarrError) -> Result {
        let path = try path(of: key)
        guard !Self.isReserved(key.name) else {
            throw ZarrError(
                .invalidArgument, "names that end in .__partial or .__lock are the store's own"
            ).at(key: key.path)
        }
        let directory = Self.parentDirectory(of: path)
        // Another process may remove a directory that was just made: try again, but not for ever.
        var attempts = 8
        while true {
            do {
                return try body(path, directory)
            } catch {
                attempts -= 1
                guard error.number == ENOENT, attempts > 0 else { throw error.failing(to: "write", key: key) }
            }
            try makeDirectories(above: key)
        }
    }

    private func makeDirectories(above key: StoreKey) throws(ZarrError) {
        let directory = try path(of: key.parent)
        do {
            if !createsRoot { _ = try FileStatus(of: root) }
        } catch {
            throw error.isMissing
                ? ZarrError(.notFound, "the directory \(root) does not exist")
                : error.failing(to: "write", key: key)
        }
        do {
            try makeDirectory(directory)
        } catch {
            throw error.failing(to: "make the directory of a value", key: key)
        }
    }

    private func makeDirectory(_ path: String) throws(SystemError) {
        if mkdir(path, 0o777) == 0 {
            if durability == .full { try PartialFile.synchronize(Self.parentDirectory(of: path)) }
            return
        }
        let error = SystemError.last
        switch error.number {
        case EEXIST:
            // Made by another writer meanwhile, unless it is a file; then the write that follows says so.
            return
        case ENOENT where path != "/":
            try makeDirectory(Self.parentDirectory(of: path))
            if mkdir(path, 0o777) != 0, errno != EEXIST { throw SystemError.last }
            if durability == .full { try PartialFile.synchronize(Self.parentDirectory(of: path)) }
        default:
            throw error
        }
    }

    static func parentDirectory(of path: String) -> String {
        guard let slash = path.utf8.lastIndex(of: UInt8(ascii: "/")), slash != path.startIndex else { return "/" }
        return String(path[..<slash])
    }
}

extension FileSystemStore: StagingStore {
    package var waitsForDevice: Bool { durability != .none }

    package func stage(_ key: StoreKey, _ parts: [UnsafeRawBufferPointer]) throws(ZarrError) -> any StagedValue {
        let file = try makingDirectories(above: key) { (path, directory) throws(SystemError) in
            let file = try PartialFile(for: key.name, at: path, in: directory, durability)
            try file.write(parts)
            return file
        }
        return StagedFile(file: file, key: key)
    }

    package func begin(_ key: StoreKey) throws(ZarrError) -> any GrowingValue {
        let file = try makingDirectories(above: key) { (path, directory) throws(SystemError) in
            try PartialFile(for: key.name, at: path, in: directory, durability)
        }
        return StagedFile(file: file, key: key)
    }

    private final class StagedFile: GrowingValue {
        private let file: PartialFile
        private let key: StoreKey

        init(file: PartialFile, key: StoreKey) {
            self.file = file
            self.key = key
        }

        func append(_ parts: [UnsafeRawBufferPointer]) throws(ZarrError) {
            do throws(SystemError) { try file.write(parts) } catch { throw error.failing(to: "write", key: key) }
        }

        func finish() throws(ZarrError) {
            do throws(SystemError) { try file.putInPlace() } catch { throw error.failing(to: "write", key: key) }
        }
    }
}
