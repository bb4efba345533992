/// Values by key, and what lies directly under each prefix: so that to list a directory one need not look at the rest.
struct KeyTable<Value: Sendable>: Sendable {
    /// What lies directly under one prefix.
    struct Folder: Sendable {
        fileprivate var keys: Set<StoreKey> = []
        fileprivate var prefixes: Set<StorePrefix> = []
        fileprivate var isEmpty: Bool { keys.isEmpty && prefixes.isEmpty }

        /// The same, sorted.
        var directory: StoreDirectory { StoreDirectory(keys: keys.sorted(), prefixes: prefixes.sorted()) }
    }

    private(set) var values: [StoreKey: Value] = [:]
    /// None is empty.
    private var folders: [StorePrefix: Folder] = [:]

    /// The value of a key; nil removes it.
    subscript(key: StoreKey) -> Value? {
        get { values[key] }
        set {
            if let newValue {
                insert(key, newValue)
            } else if values.removeValue(forKey: key) != nil {
                folders[key.parent]?.keys.remove(key)
                prune(key.parent)
            }
        }
    }

    /// What lies directly under a prefix.
    func folder(_ prefix: StorePrefix) -> Folder { folders[prefix] ?? Folder() }

    /// All keys under a prefix, in no order.
    func keys(under prefix: StorePrefix) -> [StoreKey] {
        var found: [StoreKey] = []
        var pending = [prefix]
        while let next = pending.popLast() {
            guard let folder = folders[next] else { continue }
            found.append(contentsOf: folder.keys)
            pending.append(contentsOf: folder.prefixes)
        }
        return found
    }

    /// Removes all values under a prefix.
    mutating func removeAll(under prefix: StorePrefix) {
        var pending = [prefix]
        while let next = pending.popLast() {
            guard let folder = folders.removeValue(forKey: next) else { continue }
            for key in folder.keys { values[key] = nil }
            pending.append(contentsOf: folder.prefixes)
        }
        prune(prefix)
    }

    private mutating func insert(_ key: StoreKey, _ value: Value) {
        guard values.updateValue(value, forKey: key) == nil else { return }
        var folder = key.parent
        folders[folder, default: Folder()].keys.insert(key)
        while let parent = folder.parent, folders[parent, default: Folder()].prefixes.insert(folder).inserted {
            folder = parent
        }
    }

    /// Takes a folder that became empty out of those above it.
    private mutating func prune(_ prefix: StorePrefix) {
        var folder = prefix
        while folders[folder]?.isEmpty ?? true {
            folders[folder] = nil
            guard let parent = folder.parent else { return }
            folders[parent]?.prefixes.remove(folder)
            folder = parent
        }
    }
}
