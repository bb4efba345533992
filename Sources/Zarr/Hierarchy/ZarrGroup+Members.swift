import Synchronization
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
        try await visitMembers(onFailure) { members.append($0) }
        return members
    }

    /// The member of this name or relative path, nil where there is none.
    public func member(_ relativePath: String) async throws -> ZarrNode? {
        try await member(relativePath, isListed: false)
    }

    private func member(_ relativePath: String, isListed: Bool) async throws -> ZarrNode? {
        let relativePath = try NodePath.normalized(relativePath)
        let storage = try NodeStorage(store, path: path.isEmpty ? relativePath : path + "/" + relativePath)
        do {
            if let consolidated = description.consolidated {
                guard let description = try consolidated.node(at: relativePath) else { return nil }
                return try await member(description, storage, consolidated, relativePath)
            }
            let description = try await storage.readMember(of: format, isListed: isListed, warn: context.warn)
            guard let description else { return nil }
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
        try await visitMembers(onFailure) { member in
            yield(member)
            if case .group(let group) = member { try await group.visit(onFailure, yield) }
        }
    }

    /// Calls `body` with each member in turn, sorted by name; so many at a time are opened together.
    private func visitMembers(
        _ onFailure: ((String, ZarrError) -> Void)?, _ body: (ZarrNode) async throws -> Void
    ) async throws {
        try Task.checkNotCancelled()
        var names = try await candidateNames()[...]
        while !names.isEmpty {
            let together = Array(names.prefix(Self.openedTogether))
            names = names.dropFirst(Self.openedTogether)
            for (name, member) in zip(together, try await members(together)) {
                do {
                    if let member = try member.get() { try await body(member) }
                } catch let error as ZarrError {
                    guard let onFailure, error.code != .cancelled else { throw error }
                    onFailure(path.isEmpty ? name : path + "/" + name, error)
                }
            }
        }
    }

    /// Opens several members; each may fail for itself.
    private func members(_ names: [String]) async throws -> [Result<ZarrNode?, any Error>] {
        // A document at hand is read faster than a task starts, so that a task reads several; one elsewhere is waited for.
        let isAtHand = store.synchronous != nil || description.consolidated != nil
        let share = isAtHand ? 16 : 1
        let shares = names.count.dividedRoundingUp(by: share)
        let opened = Mutex([[Result<ZarrNode?, any Error>]](repeating: [], count: shares))
        try await forEachConcurrently(count: shares, limit: isAtHand ? context.pool.width : 32) { number in
            var members: [Result<ZarrNode?, any Error>] = []
            for name in names[(number * share)..<min(names.count, (number + 1) * share)] {
                do {
                    members.append(.success(try await self.member(name, isListed: true)))
                } catch {
                    members.append(.failure(error))
                }
            }
            let done = members
            opened.withLock { $0[number] = done }
        }
        return opened.withLock { $0.flatMap { $0 } }
    }

    /// Enough to keep all workers busy, few enough to be held while a walk is in a group.
    private static let openedTogether = 512
}
