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
        let path = try path(of: key)
        let name = key.name
        guard !Self.isReserved(name) else {
            throw ZarrError(
                .invalidArgument, "names that end in .__partial or .__lock are the store's own"
            ).at(key: key.path)
        }
        let directory = Self.parentDirectory(of: path)
        // Another process may remove a directory that was just made: try again, but not for ever.
        var attempts = 8
        while true {
            do {
                try write(parts, to: path, in: directory, as: name)
                return
            } catch {
                attempts -= 1
                guard error.number == ENOENT, attempts > 0 else { throw error.failing(to: "write", key: key) }
            }
            try makeDirectories(above: key)
        }
    }

    private func write(
        _ parts: [UnsafeRawBufferPointer], to path: String, in directory: String, as name: String
    ) throws(SystemError) {
        let (raw, partial) = try Self.createPartial(in: directory, for: name)
        do {
            try fill(FileDescriptor(adopting: raw), with: parts)
            _ = try retrying { rename(partial, path) }
        } catch {
            unlink(partial)
            throw error
        }
        if durability == .full { try Self.synchronize(directory) }
    }

    private func fill(_ file: consuming FileDescriptor, with parts: [UnsafeRawBufferPointer]) throws(SystemError) {
        try file.write(parts)
        switch durability {
        case .none: break
        case .data: try file.synchronizeData()
        case .full: try file.synchronizeAll()
        }
        try file.finish()
    }

    private static func createPartial(
        in directory: String, for name: String
    ) throws(SystemError) -> (raw: Int32, path: String) {
        while true {
            let path = directory + "/" + partialName(for: name)
            do {
                return (try FileDescriptor(opening: path, O_WRONLY | O_CREAT | O_EXCL).detach(), path)
            } catch {
                // Left by a process of the same number, here or on another host; the next name is another one.
                if error.number != EEXIST { throw error }
            }
        }
    }

    /// A name that no other write uses. The value's own name is in it where it fits, for whoever finds one left behind.
    static func partialName(for name: String) -> String {
        let number = partialCounter.wrappingAdd(1, ordering: .relaxed).oldValue
        let tail = "\(getpid())-\(String(processMark, radix: 36))-\(String(number, radix: 36))\(partialSuffix)"
        let room = 255 - tail.utf8.count - 2
        return name.utf8.count <= room ? ".\(name).\(tail)" : ".\(tail)"
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
            if durability == .full { try Self.synchronize(Self.parentDirectory(of: path)) }
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
            if durability == .full { try Self.synchronize(Self.parentDirectory(of: path)) }
        default:
            throw error
        }
    }

    static func parentDirectory(of path: String) -> String {
        guard let slash = path.utf8.lastIndex(of: UInt8(ascii: "/")), slash != path.startIndex else { return "/" }
        return String(path[..<slash])
    }

    private static func synchronize(_ directory: String) throws(SystemError) {
        try FileDescriptor(opening: directory, O_RDONLY | O_DIRECTORY).synchronizeAll()
    }

    private static let partialCounter = Atomic<UInt>(0)
    /// Tells apart processes of one number on several hosts that share the file system.
    private static let processMark = UInt32.random(in: 0...UInt32.max)
}
