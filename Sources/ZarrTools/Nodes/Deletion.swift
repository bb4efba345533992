public import Zarr

/// A node that is to be deleted with all below it.
public struct Deletion: Sendable {
    private let root: ZarrNode
    /// The store that the node is deleted from.
    public let store: any ReadableStore
    /// The path of the node in its store; empty for the root.
    public var path: String { root.path }
    /// The paths of all nodes that go, the root first; those that cannot be opened, too.
    public let paths: [String]

    /// Finds what lies at and below a location.
    public init(of location: String, context: ZarrContext = .standard) async throws {
        // Opened for writing, as a store that is only read keeps its empty directory.
        let (store, path) = try await Location(parsing: location).resolve(for: .writing)
        let hierarchy = try await Hierarchy.open(in: store, at: path, metadata: .perNode, context: context)
        root = hierarchy.root
        self.store = store
        let failures = FailureList()
        let nodes = try await hierarchy.nodes { failures.add($0, $1) }
        paths = nodes.map { "/" + $0.path } + failures.all.map { "/" + $0.0 }
    }

    /// Deletes them.
    ///
    /// - Throws: ``ZarrError/Code/invalidArgument`` where there is more than one node and no `force`.
    public func run(force: Bool) async throws {
        guard force || paths.count == 1 else {
            throw ZarrError(
                .invalidArgument, "is a group with \(paths.count - 1) node\(paths.count == 2 ? "" : "s") below it",
                hint: "--force deletes them all, --dry-run shows them"
            ).at(node: "/" + root.path)
        }
        try await root.delete()
    }
}
