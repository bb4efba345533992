import ZarrBase

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// What the system knows of a path or an open file.
struct FileStatus {
    enum Kind { case file, directory, link, other }

    let kind: Kind
    let size: Int
    let identity: FileIdentity
    /// Which state of the file this is.
    let version: ValueVersion
    /// When the contents changed, in nanoseconds since 1970.
    let modified: Int64

    /// Follows symbolic links, unless told not to.
    init(of path: String, followingLinks: Bool = true) throws(SystemError) {
        var status = stat()
        _ = try retrying { followingLinks ? stat(path, &status) : lstat(path, &status) }
        self.init(status)
    }

    init(_ status: stat) {
        kind =
            switch status.st_mode & S_IFMT {
            case S_IFREG: .file
            case S_IFDIR: .directory
            case S_IFLNK: .link
            default: .other
            }
        size = Int(status.st_size)
        identity = FileIdentity(device: UInt64(truncatingIfNeeded: status.st_dev), number: UInt64(status.st_ino))
        #if canImport(Darwin)
            let (modification, change) = (status.st_mtimespec, status.st_ctimespec)
        #else
            let (modification, change) = (status.st_mtim, status.st_ctim)
        #endif
        modified = modification.nanoseconds
        version = ValueVersion(
            device: identity.device, number: identity.number, size: size, modified: modified,
            statusChanged: change.nanoseconds)
    }
}

/// What tells one file from all others on the machine.
struct FileIdentity: Hashable {
    let device: UInt64
    let number: UInt64
}

extension timespec {
    /// Since 1970; absurd times wrap around.
    fileprivate var nanoseconds: Int64 { Int64(tv_sec) &* 1_000_000_000 &+ Int64(tv_nsec) }
}
