#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// Removes all that is in an open directory. Symbolic links are removed, never followed, also where somebody puts one
/// in the place of a directory meanwhile; names are bytes here, so that those that no key can have go too.
func removeContents(of directory: consuming FileDescriptor) throws(SystemError) {
    for (name, mayBeDirectory) in try rawEntries(of: directory) {
        if mayBeDirectory {
            let child = attempting {
                openat(directory.raw, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC)
            }
            switch child {
            case .success(let raw):
                try removeContents(of: FileDescriptor(adopting: raw))
                try remove(name, from: directory.raw, AT_REMOVEDIR)
                continue
            case .failure(let error) where error.number == ENOENT:
                continue
            case .failure(let error):
                // It says so where the name is no directory, or a link.
                guard error.number == ENOTDIR || error.number == ELOOP else { throw error }
            }
        }
        try remove(name, from: directory.raw, 0)
    }
}

private func remove(_ name: [CChar], from directory: Int32, _ flags: Int32) throws(SystemError) {
    guard unlinkat(directory, name, flags) != 0 else { return }
    let error = SystemError.last
    if error.number != ENOENT { throw error }
}

private func attempting(_ call: () -> Int32) -> Result<Int32, SystemError> {
    do { return .success(try retrying(call)) } catch { return .failure(error) }
}

/// The names in a directory and whether each may be a directory; gathered first, as names must not be removed from
/// under the reader.
private func rawEntries(of directory: borrowing FileDescriptor) throws(SystemError) -> [(name: [CChar], Bool)] {
    // The stream owns its descriptor and closes it.
    let copy = try retrying { fcntl(directory.raw, F_DUPFD_CLOEXEC, 0) }
    guard let stream = fdopendir(copy) else {
        let error = SystemError.last
        _ = close(copy)
        throw error
    }
    defer { closedir(stream) }
    var names: [(name: [CChar], Bool)] = []
    while true {
        errno = 0
        guard let entry = readdir(stream) else {
            let error = SystemError.last
            guard error.number == 0 else { throw error }
            return names
        }
        guard let offset = MemoryLayout<dirent>.offset(of: \dirent.d_name) else { continue }
        let start = (UnsafeRawPointer(entry) + offset).assumingMemoryBound(to: CChar.self)
        let name = Array(UnsafeBufferPointer(start: start, count: strlen(start) + 1))
        if strcmp(name, ".") == 0 || strcmp(name, "..") == 0 { continue }
        let type = Int(entry.pointee.d_type)
        names.append((name, type == Int(DT_DIR) || type == Int(DT_UNKNOWN)))
    }
}
