import ZarrBase

/// Values by key, to be found.
public protocol ListableStore: ReadableStore {
    /// All keys under `prefix`, at any depth, sorted; none where there is no such prefix.
    func list(_ prefix: StorePrefix) async throws -> [StoreKey]

    /// The keys and prefixes directly under `prefix`, sorted; none where there is no such prefix.
    func listDirectory(_ prefix: StorePrefix) async throws -> StoreDirectory
}

/// What lies directly under one prefix.
public struct StoreDirectory: Sendable, Hashable {
    /// The values, with their full keys, sorted.
    public var keys: [StoreKey]
    /// The directories, with their full prefixes, sorted. On a file system one may be empty.
    public var prefixes: [StorePrefix]

    /// A directory of these entries.
    public init(keys: [StoreKey] = [], prefixes: [StorePrefix] = []) {
        self.keys = keys
        self.prefixes = prefixes
    }
}
