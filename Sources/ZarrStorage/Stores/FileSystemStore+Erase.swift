public import ZarrBase

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

extension FileSystemStore {
    /// Removes a file; directories above it stay.
    public func erase(_ key: StoreKey) async throws { try remove(key) }

    /// Removes a file; directories above it stay.
    public func remove(_ key: StoreKey) throws(ZarrError) {
        let path = try path(of: key)
        if unlink(path) == 0 { return }
        let error = SystemError.last
        if error.isMissing { return }
        // A directory is no value; Linux calls the attempt EISDIR, POSIX and Darwin EPERM.
        if error.number == EISDIR || error.number == EPERM,
            (try? FileStatus(of: path, followingLinks: false))?.kind == .directory
        {
            return
        }
        throw error.failing(to: "erase", key: key)
    }

    /// Removes a directory and all in it, what other programs and killed writers left there included.
    ///
    /// The directory is renamed to a hidden name first, so that readers see all of it or nothing. Symbolic links in it
    /// are removed, not followed. The root itself goes too, unless it is a link or the store does not make roots.
    public func erase(_ prefix: StorePrefix) async throws {
        let path = try path(of: prefix)
        do {
            try eraseTree(path, keepsTop: prefix == .root && !createsRoot)
        } catch {
            if error.isMissing { return }
            throw error.failing(to: "erase", path: path)
        }
    }

    private func eraseTree(_ path: String, keepsTop: Bool) throws(SystemError) {
        let status = try FileStatus(of: path, followingLinks: false)
        if status.kind == .link {
            if path == root {
                try Self.eraseContents(of: path)
            } else if try FileStatus(of: path).kind == .directory {
                _ = try retrying { unlink(path) }
            }
            return
        }
        guard status.kind == .directory else { return }
        if keepsTop {
            try Self.eraseContents(of: path)
            return
        }
        let name = path.utf8.split(separator: UInt8(ascii: "/")).last.flatMap { String($0) } ?? ""
        let hidden = Self.parentDirectory(of: path) + "/" + PartialFile.partialName(for: name)
        guard path != "/", rename(path, hidden) == 0 else {
            // A mount point, or a directory above that may not be written.
            try Self.eraseContents(of: path)
            if rmdir(path) != 0, path != root { throw SystemError.last }
            return
        }
        do {
            try Self.eraseContents(of: hidden)
            _ = try retrying { rmdir(hidden) }
        } catch {
            // What could not be erased must not vanish from sight.
            rename(hidden, path)
            throw error
        }
    }

    private static func eraseContents(of path: String) throws(SystemError) {
        try removeContents(of: FileDescriptor(opening: path, O_RDONLY | O_DIRECTORY))
    }
}
