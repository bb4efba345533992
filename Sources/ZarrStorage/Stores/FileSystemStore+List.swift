import ZarrBase

extension FileSystemStore {
    /// All files under `prefix`, sorted; symbolic links are followed, loops of them once around.
    public func list(_ prefix: StorePrefix) async throws -> [StoreKey] {
        let path = try path(of: prefix)
        var keys: [StoreKey] = []
        do {
            try walk(path, prefix, ancestors: []) { keys.append($0) }
        } catch {
            throw error.failing(to: "list", path: path)
        }
        return keys.sorted()
    }

    /// The files and directories directly under `prefix`, sorted.
    ///
    /// - Complexity: one pass over the directory; symbolic links are asked where they point to.
    public func listDirectory(_ prefix: StorePrefix) async throws -> StoreDirectory {
        let path = try path(of: prefix)
        var result = StoreDirectory()
        do {
            for (name, kind) in try visibleEntries(of: path) {
                if kind == .file {
                    result.keys.append(prefix.key(name))
                } else {
                    result.prefixes.append(prefix.appending(name))
                }
            }
        } catch {
            throw error.failing(to: "list", path: path)
        }
        result.keys.sort()
        result.prefixes.sort()
        return result
    }

    private func walk(
        _ path: String, _ prefix: StorePrefix, ancestors: [FileIdentity], _ body: (StoreKey) -> Void
    ) throws(SystemError) {
        let identity: FileIdentity
        do {
            identity = try FileStatus(of: path).identity
        } catch {
            if error.isMissing { return }
            throw error
        }
        // A link to a directory above would lead here again and again.
        if ancestors.contains(identity) { return }
        for (name, kind) in try visibleEntries(of: path) {
            if kind == .file {
                body(prefix.key(name))
            } else {
                try walk(path + "/" + name, prefix.appending(name), ancestors: ancestors + [identity], body)
            }
        }
    }

    /// The files and directories that are seen as keys and prefixes; none where there is no such directory.
    private func visibleEntries(of path: String) throws(SystemError) -> [(String, FileStatus.Kind)] {
        let entries: [DirectoryEntry]
        do {
            entries = try directoryEntries(of: path)
        } catch {
            if error.isMissing { return [] }
            throw error
        }
        var visible: [(String, FileStatus.Kind)] = []
        visible.reserveCapacity(entries.count)
        for entry in entries where !Self.isReserved(entry.name) {
            var kind = entry.kind
            if kind == nil || kind == .link {
                // A link that leads nowhere, or in a circle, is no key: reading it finds nothing.
                kind = try? FileStatus(of: path + "/" + entry.name).kind
            }
            guard let kind, kind == .file || kind == .directory else { continue }
            visible.append((entry.name, kind))
        }
        return visible
    }
}
