#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

extension PartialFile {
    /// Makes the file, which is empty, begin with the first `front` bytes of another one, whose blocks it shares; false where
    /// the file system cannot do that.
    func share(_ other: borrowing FileDescriptor, front: Int) throws(SystemError) -> Bool {
        #if os(Linux)
            guard let descriptor else { throw SystemError(EBADF) }
            // FICLONE of linux/fs.h, which takes no range: those must be whole blocks.
            do {
                _ = try retrying { ioctl(descriptor, 0x4004_9409, other.raw) }
            } catch {
                // What it says where it knows no such thing, or not between these two (ioctl_ficlonerange(2)).
                guard [EOPNOTSUPP, ENOTTY, ENOSYS, EINVAL, EXDEV, EPERM].contains(error.number) else { throw error }
                return false
            }
            var status = stat()
            _ = try retrying { fstat(descriptor, &status) }
            // To cut it must not make it longer.
            guard Int(status.st_size) >= front else { throw SystemError(EIO) }
            _ = try retrying { ftruncate(descriptor, off_t(front)) }
            guard lseek(descriptor, off_t(front), SEEK_SET) == off_t(front) else { throw SystemError.last }
            return true
        #else
            return false
        #endif
    }

    /// Makes the file, which is empty, begin with a copy of the first `front` bytes of another one.
    func copy(_ other: borrowing FileDescriptor, front: Int) throws(SystemError) {
        let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 20, alignment: 64)
        defer { buffer.deallocate() }
        var done = 0
        while done < front {
            let piece = UnsafeMutableRawBufferPointer(rebasing: buffer[..<min(buffer.count, front - done)])
            guard try other.read(at: done, into: piece) == piece.count else { throw SystemError(EIO) }
            try write([UnsafeRawBufferPointer(piece)])
            done += piece.count
        }
    }

    /// Gives the file the permissions of the one that it is to replace, where there is one.
    func takePermissions(of path: String) throws(SystemError) {
        guard let descriptor else { throw SystemError(EBADF) }
        var status = stat()
        guard stat(path, &status) == 0 else { return }
        _ = try retrying { fchmod(descriptor, status.st_mode & 0o777) }
    }

    /// Replaces the first bytes of the file.
    func overwrite(_ bytes: UnsafeRawBufferPointer) throws(SystemError) { try write([bytes], at: 0) }
}
