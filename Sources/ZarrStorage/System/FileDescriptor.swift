import ZarrBase

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// An open file that is closed when it goes out of scope.
struct FileDescriptor: ~Copyable, Sendable {
    let raw: Int32

    init(adopting raw: Int32) { self.raw = raw }

    /// Opens `path`. Never becomes a child's, never the terminal of the process, and never waits for a FIFO's writer.
    init(opening path: String, _ flags: Int32, mode: mode_t = 0o666) throws(SystemError) {
        raw = try retrying { open(path, flags | O_CLOEXEC | O_NOCTTY | O_NONBLOCK, mode) }
    }

    deinit { _ = close(raw) }

    /// Gives the descriptor away, open.
    consuming func detach() -> Int32 {
        let raw = self.raw
        discard self
        return raw
    }

    /// What the system knows of the file.
    func status() throws(SystemError) -> FileStatus {
        var status = stat()
        _ = try retrying { fstat(raw, &status) }
        return FileStatus(status)
    }

    /// Reads from `offset` until `buffer` is full or the file ends; how much it was.
    func read(at offset: Int, into buffer: UnsafeMutableRawBufferPointer) throws(SystemError) -> Int {
        var done = 0
        while done < buffer.count, let base = buffer.baseAddress {
            // Darwin refuses more than 2^31 - 1 bytes in one call, Linux stops short of it.
            let length = min(buffer.count - done, Self.longestTransfer)
            let got = try retrying { pread(raw, base + done, length, off_t(offset + done)) }
            if got == 0 { break }
            done += got
        }
        return done
    }

    /// Reads once from the start; fewer bytes than `buffer` has are the file's last, on a local disk.
    func readOnce(into buffer: UnsafeMutableRawBufferPointer) throws(SystemError) -> Int {
        guard let base = buffer.baseAddress else { return 0 }
        return try retrying { pread(raw, base, buffer.count, 0) }
    }

    /// Writes all of `parts`, one after the other, at the file's current place.
    func write(_ parts: [UnsafeRawBufferPointer]) throws(SystemError) {
        var vectors: [iovec] = []
        vectors.reserveCapacity(min(parts.count, Self.mostParts))
        var next = 0
        var skipped = 0
        while true {
            // What a call takes is capped in parts and in bytes, so the vectors are made anew from where it stopped.
            vectors.removeAll(keepingCapacity: true)
            var room = Self.longestTransfer
            var index = next
            while index < parts.count, vectors.count < Self.mostParts, room > 0 {
                let from = index == next ? skipped : 0
                let length = min(parts[index].count - from, room)
                if length > 0, let base = parts[index].baseAddress {
                    vectors.append(iovec(iov_base: UnsafeMutableRawPointer(mutating: base + from), iov_len: length))
                    room -= length
                }
                index += 1
            }
            if vectors.isEmpty { return }
            var written = try retrying { writev(raw, vectors, Int32(vectors.count)) }
            guard written > 0 else { throw SystemError(EIO) }
            while next < parts.count, written >= parts[next].count - skipped {
                written -= parts[next].count - skipped
                next += 1
                skipped = 0
            }
            skipped += written
        }
    }

    /// Waits until the contents are on the device.
    func synchronizeData() throws(SystemError) {
        #if canImport(Darwin)
            _ = try retrying { fsync(raw) }
        #else
            _ = try retrying { fdatasync(raw) }
        #endif
    }

    /// Waits until everything about the file or directory is on the device.
    func synchronizeAll() throws(SystemError) {
        #if canImport(Darwin)
            // fsync leaves the data in the drive's cache here; not every file system knows the stronger call.
            if fcntl(raw, F_FULLFSYNC) == 0 { return }
        #endif
        _ = try retrying { fsync(raw) }
    }

    /// Closes the file and says what only closing tells: network file systems report a full device here.
    consuming func finish() throws(SystemError) {
        let raw = self.raw
        discard self
        // After EINTR the descriptor is gone already on Linux; a second close could hit another thread's file.
        if close(raw) != 0, errno != EINTR { throw SystemError.last }
    }

    private static let longestTransfer = 1 << 30
    private static let mostParts = 1024
}
