package import ZarrBase

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// A file of the store's own that is no value: one that was never put in place, or the lock of a value.
package struct StoreLeftover: Sendable {
    /// What it is.
    package enum Kind: Sendable { case partial, lock }

    /// What it is.
    package let kind: Kind
    /// The path below the root.
    package let path: String
    /// The size in bytes.
    package let byteCount: Int
    /// Whether its writer lives: it holds the lock, or a process of its number runs here.
    package let isInUse: Bool
    /// The seconds since it was changed.
    package let age: Double
}

extension FileSystemStore {
    /// The files under `prefix` that writers left behind or are writing now, sorted by path.
    ///
    /// - Complexity: one pass over the directories; of each such file its state, and of a lock an attempt to take it.
    package func leftovers(below prefix: StorePrefix) throws(ZarrError) -> [StoreLeftover] {
        let path = try path(of: prefix)
        var found: [StoreLeftover] = []
        do {
            try collect(path, prefix.path, into: &found)
        } catch {
            throw error.failing(to: "list", path: path)
        }
        return found.sorted { $0.path < $1.path }
    }

    private func collect(_ path: String, _ prefix: String, into found: inout [StoreLeftover]) throws(SystemError) {
        let entries: [DirectoryEntry]
        do {
            entries = try directoryEntries(of: path)
        } catch {
            if error.isMissing { return }
            throw error
        }
        for entry in entries {
            let full = path + "/" + entry.name
            if Self.isReserved(entry.name) {
                // It may be gone by now: then it was no leftover.
                guard let status = try? FileStatus(of: full, followingLinks: false), status.kind == .file else {
                    continue
                }
                let isLock = entry.name.hasSuffix(Self.lockSuffix)
                let isInUse = try isLock ? Self.isLocked(full) : Self.isWritten(entry.name)
                let age = Double(Self.now &- status.modified) / 1e9
                found.append(
                    StoreLeftover(
                        kind: isLock ? .lock : .partial, path: prefix + entry.name, byteCount: status.size,
                        isInUse: isInUse, age: max(0, age)))
            } else {
                let kind = entry.kind ?? (try? FileStatus(of: full, followingLinks: false).kind)
                if kind == .directory { try collect(full, prefix + entry.name + "/", into: &found) }
            }
        }
    }

    /// Removes a leftover; false where its writer lives after all.
    package func remove(_ leftover: StoreLeftover) throws(ZarrError) -> Bool {
        let path = base + leftover.path
        do throws(SystemError) {
            switch leftover.kind {
            case .lock:
                // Only who holds it may remove it: nobody can be about to rely on it then.
                guard let lock = try LockFile(path, waits: false) else { return false }
                lock.release()
            case .partial:
                if unlink(path) != 0 {
                    let error = SystemError.last
                    guard error.isMissing else { throw error }
                }
            }
        } catch {
            throw error.failing(to: "remove", path: path)
        }
        return true
    }

    /// Whether somebody has the lock.
    private static func isLocked(_ path: String) throws(SystemError) -> Bool {
        // A file that is not there any more is not made anew.
        guard let file = try? FileDescriptor(opening: path, O_RDWR) else { return false }
        return try !file.lock(waits: false)
    }

    /// Whether a process of the number in the name of an unfinished value runs on this machine.
    private static func isWritten(_ name: String) -> Bool {
        let parts = name.dropLast(partialSuffix.utf8.count).split(separator: ".")
        guard let number = parts.last?.split(separator: "-").first.flatMap({ pid_t($0) }), number > 0 else {
            return false
        }
        return kill(number, 0) == 0 || errno == EPERM
    }

    private static var now: Int64 {
        var time = timespec()
        clock_gettime(CLOCK_REALTIME, &time)
        return Int64(time.tv_sec) &* 1_000_000_000 &+ Int64(time.tv_nsec)
    }
}
