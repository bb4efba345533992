import Zarr

/// Where a repair puts what is broken: `__broken/1/KEY` below the location that was checked, the next repair `__broken/2`.
///
/// Names that begin with two underscores are reserved (Zarr v3 core, "Node names"): no reader takes it for a node.
struct BrokenPlace {
    static let name = "__broken"

    /// The directory of this repair, with a "/" behind.
    let prefix: StorePrefix
    private let root: StorePrefix
    private let store: any Store

    /// The next number that is free.
    init(at path: String, in store: any Store) async throws {
        root = try StorePrefix(path)
        self.store = store
        let all = root.appending(Self.name)
        let numbers = try await store.listDirectory(all).prefixes.compactMap { Int($0.name) }
        prefix = all.appending(String((numbers.max() ?? 0).saturatingPlus(1)))
    }

    /// Copies a value here; the value itself stays.
    func keep(_ key: StoreKey) async throws -> Bool {
        guard let bytes = try await store.get(key) else { return false }
        let relative = String(decoding: key.path.utf8.dropFirst(root.path.utf8.count), as: UTF8.self)
        try await store.set(prefix.key(relative), bytes)
        return true
    }

    /// Writes what was done beside what was moved.
    func write(_ report: CheckReport) async throws {
        try await store.set(prefix.key("report.json"), report.json.serializedBytes(.indented(2)))
    }
}
