public import ZarrBase

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

extension FileSystemStore {
    /// Locks a value by a file beside it, `<key>.__lock`, which goes with the lock.
    ///
    /// It is TensorStore's protocol, too: whoever has the system's lock on the file that bears the name now may change the
    /// value. A killed process leaves the file behind but not the lock, so that nobody waits for it.
    ///
    /// - Throws: ``ZarrError/Code/unsupported`` where the file system has no locks.
    /// - Complexity: open, lock, fstat, stat; unlink and close at the end.
    public func lock(_ key: StoreKey, waits: Bool) throws(ZarrError) -> KeyLock? {
        guard locksKeys else { return KeyLock() }
        let file = try makingDirectories(above: key) { (path, directory) throws(SystemError) -> LockFile? in
            try LockFile(directory + "/" + Self.lockName(for: key.name), waits: waits)
        }
        return file.map { file in KeyLock { file.release() } }
    }

    /// The name of the lock of a value; one that is too long for a file system is cut.
    static func lockName(for name: String) -> String {
        let room = 255 - lockSuffix.utf8.count
        if name.utf8.count <= room { return name + lockSuffix }
        // Two names that agree so far share a lock: they wait for each other, no more.
        var short = name
        while short.utf8.count > room { short.removeLast() }
        return short + lockSuffix
    }

    static let lockSuffix = ".__lock"
}

/// A file that this process alone has locked.
struct LockFile: Sendable {
    private let raw: Int32
    private let path: String

    /// Nil where another has it and `waits` is false.
    init?(_ path: String, waits: Bool) throws(SystemError) {
        while true {
            let file = try FileDescriptor(opening: path, O_RDWR | O_CREAT)
            guard try file.lock(waits: waits) else { return nil }
            // Whoever had it before has removed the file: what is locked is then no longer what the name means.
            let named = try? FileStatus(of: path, followingLinks: false).identity
            if try file.status().identity == named {
                raw = file.detach()
                self.path = path
                return
            }
        }
    }

    func release() {
        // Removed while it is locked: later, it could be the file of the next one.
        unlink(path)
        _ = close(raw)
    }
}

extension FileDescriptor {
    /// Locks the open file against all others, also of this process; false where another has it and `waits` is false.
    func lock(waits: Bool) throws(SystemError) -> Bool {
        while true {
            let error: SystemError
            #if canImport(Darwin)
                if flock(raw, waits ? LOCK_EX : LOCK_EX | LOCK_NB) == 0 { return true }
                error = .last
            #else
                // Locks of processes are lost when any descriptor of the file is closed; those of open files are not, and
                // network file systems know them, unlike flock.
                var whole = Glibc.flock()
                whole.l_type = Int16(F_WRLCK)
                whole.l_whence = Int16(SEEK_SET)
                if fcntl(raw, waits ? 38 /* F_OFD_SETLKW */ : 37 /* F_OFD_SETLK */, &whole) == 0 { return true }
                error = .last
            #endif
            switch error.number {
            case EINTR: continue
            case EAGAIN where !waits, EACCES where !waits: return false
            default: throw error
            }
        }
    }
}
