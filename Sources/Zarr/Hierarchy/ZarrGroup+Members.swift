public import ZarrBase
import ZarrFormats
import ZarrStorage

extension ZarrGroup {
    /// The names of the members, sorted.
    ///
    /// - Complexity: none where the group has consolidated metadata, else one listing and one request a member.
    public func memberNames() async throws -> [String] {
        if let consolidated = description.consolidated { return consolidated.children(of: "").sorted() }
        return try await members().map(\.name)
    }

    /// The members, sorted by name.
    ///
    /// - Parameter onFailure: gets the path and the error of a member that cannot be opened; without it that ends the call.
    public func members(onFailure: ((String, ZarrError) -> Void)? = nil) async throws -> [ZarrNode] {
        var members: [ZarrNode] = []
        for name in try await candidateNames() {
            do {
                if let member = try await member(name) { members.append(member) }
            } catch let error as ZarrError {
                guard let onFailure, error.code != .cancelled else { throw error }
                onFailure(path.isEmpty ? name : path + "/" + name, error)
            }
        }
        return members
    }

    /// The member of this name or relative path, nil where there is none.
    public func member(_ relativePath: String) async throws -> ZarrNode? {
        let relativePath = try NodePath.normalized(relativePath)
        let storage = try NodeStorage(store, path: path.isEmpty ? relativePath : path + "/" + relativePath)
        do {
            if let consolidated = description.consolidated {
                guard let description = try consolidated.node(at: relativePath) else { return nil }
                return try await member(description, storage, consolidated, relativePath)
            }
            guard let description = try await storage.readOrInfer(format: nil, warn: context.warn) else { return nil }
            return try await .make(description, storage, metadata, context)
        } catch let error as ZarrError {
            throw error.at(node: storage.displayPath)
        }
    }

    private func member(
        _ description: NodeDescription, _ storage: NodeStorage, _ consolidated: ConsolidatedMetadata,
        _ relativePath: String
    ) async throws -> ZarrNode {
        switch description {
        case .array(let array):
            return .array(try await ZarrArray.opened(array, storage: storage, context: context))
        case .group(var group):
            group.consolidated = consolidated.subtree(at: relativePath)
            return .group(ZarrGroup(group, storage: storage, metadata: metadata, context: context))
        }
    }

    /// The names of what may be a member.
    private func candidateNames() async throws -> [String] {
        if let consolidated = description.consolidated { return consolidated.children(of: "").sorted() }
        let directory = try await store.listable().listDirectory(storage.prefix)
        // Names that begin so are reserved (Zarr v3 core, "Node names").
        return directory.prefixes.map(\.name).filter { !$0.hasPrefix("__") }.sorted()
    }

    /// All nodes below the group, each after the group that holds it, siblings sorted by name.
    ///
    /// - Parameter onFailure: what happens to a node that cannot be opened; without it the walk ends with the error.
    public func walk(
        onFailure: (@Sendable (String, ZarrError) -> Void)? = nil
    ) -> AsyncThrowingStream<ZarrNode, any Error> {
        AsyncThrowingStream { continuation in
            let task = Task {
                do {
                    try await self.visit(onFailure) { continuation.yield($0) }
                    continuation.finish()
                } catch {
                    continuation.finish(throwing: error)
                }
            }
            continuation.onTermination = { _ in task.cancel() }
        }
    }

    private func visit(
        _ onFailure: (@Sendable (String, ZarrError) -> Void)?, _ yield: @Sendable (ZarrNode) -> Void
    ) async throws {
        try Task.checkNotCancelled()
        for name in try await candidateNames() {
            do {
                guard let member = try await member(name) else { continue }
                yield(member)
                if case .group(let group) = member { try await group.visit(onFailure, yield) }
            } catch let error as ZarrError {
                guard let onFailure, error.code != .cancelled else { throw error }
                onFailure(path.isEmpty ? name : path + "/" + name, error)
            }
        }
    }
}
