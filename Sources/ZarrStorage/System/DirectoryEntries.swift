#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// One name in a directory.
struct DirectoryEntry {
    let name: String
    /// Nil where the file system does not say: then the file must be asked.
    let kind: FileStatus.Kind?
}

/// The names in the directory at `path`, without "." and "..", in the system's order; names that are not UTF-8 are
/// left out, as no key can be called so.
func directoryEntries(of path: String) throws(SystemError) -> [DirectoryEntry] {
    guard let directory = opendir(path) else { throw SystemError.last }
    defer { closedir(directory) }
    var entries: [DirectoryEntry] = []
    while true {
        // The end and a failure both give nil; only a failure sets errno.
        errno = 0
        guard let entry = readdir(directory) else {
            let error = SystemError.last
            guard error.number == 0 else { throw error }
            return entries
        }
        // An entry is shorter in memory than its type says, so the name is reached by its offset, not as a value.
        guard let offset = MemoryLayout<dirent>.offset(of: \dirent.d_name) else { continue }
        let start = (UnsafeRawPointer(entry) + offset).assumingMemoryBound(to: CChar.self)
        guard let name = String(validatingCString: start), name != ".", name != ".." else { continue }
        let kind: FileStatus.Kind? =
            switch Int(entry.pointee.d_type) {
            case Int(DT_REG): .file
            case Int(DT_DIR): .directory
            case Int(DT_LNK): .link
            case Int(DT_UNKNOWN): nil
            default: .other
            }
        entries.append(DirectoryEntry(name: name, kind: kind))
    }
}
