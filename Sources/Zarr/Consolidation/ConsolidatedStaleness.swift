import Synchronization
import ZarrBase
import ZarrFormats
import ZarrStorage

/// In what consolidated metadata differs from the nodes that it describes, by their paths below the group, sorted.
public struct ConsolidatedStaleness: Sendable, Hashable {
    /// Nodes whose documents say something else; the empty path is the group itself, of which Zarr v2 has copies.
    public internal(set) var changed: [String] = []
    /// Nodes that it does not list. Of what lies below one, only the node is named.
    public internal(set) var added: [String] = []
    /// Nodes that are not there any more.
    public internal(set) var removed: [String] = []

    /// Whether anything differs.
    public var isStale: Bool { !(changed.isEmpty && added.isEmpty && removed.isEmpty) }

    /// What differs, as "changed: a, b; added: c"; few nodes of each kind by name.
    public var summary: String {
        [("changed", changed), ("added", added), ("removed", removed)].filter { !$0.1.isEmpty }.map { word, paths in
            let named = paths.prefix(Self.mostNamed).map { $0.isEmpty ? "the group itself" : $0 }
            let rest = paths.count > Self.mostNamed ? " and \(paths.count - Self.mostNamed) more" : ""
            return "\(word): \(named.joined(separator: ", "))\(rest)"
        }.joined(separator: "; ")
    }

    private static let mostNamed = 5
}

extension ZarrGroup {
    /// In what the consolidated metadata of the group, as it is stored now, differs from the nodes below; nil where it carries none.
    ///
    /// Documents whose digest stands beside their copy, as this library writes it, are not even parsed; any other is compared
    /// with its copy field by field. Sizes and times are not enough: a document may change and keep both.
    ///
    /// - Complexity: one small request for each document that is listed, and one listing a listed group, which shows what was
    ///   added; where the store cannot list, nothing that was added is found.
    public func consolidatedStaleness() async throws -> ConsolidatedStaleness? {
        do {
            guard let (format, carrier) = try await storage.consolidated() else { return nil }
            var staleness = try await storage.compare(carrier, format)
            staleness.added = try await storage.added(to: carrier, format, context)
            return staleness
        } catch let error as ZarrError {
            throw error.at(node: storage.displayPath)
        }
    }
}

extension NodeStorage {
    /// What changed and what is gone of the nodes that are listed.
    fileprivate func compare(
        _ carrier: ConsolidatedDocument, _ format: FormatIdentifier
    ) async throws -> ConsolidatedStaleness {
        let nodes = carrier.nodes
        let copies = carrier.copiesByKey
        let found = Mutex(ConsolidatedStaleness())
        // A document at hand is read faster than a task starts.
        let share = store.synchronous == nil ? 1 : 64
        try await forEachConcurrently(count: nodes.count.dividedRoundingUp(by: share), limit: 32) { number in
            for (path, keys) in nodes[(number * share)..<min(nodes.count, (number + 1) * share)] {
                switch try await self.state(of: path, keys, carrier, copies, format) {
                case .same: continue
                case .changed: found.withLock { $0.changed.append(path) }
                case .gone: found.withLock { $0.removed.append(path) }
                }
            }
        }
        return found.withLock { found in
            found.changed.sort()
            found.removed.sort()
            return found
        }
    }

    private enum CopyState { case same, changed, gone }

    private func state(
        of path: String, _ keys: [String], _ carrier: ConsolidatedDocument, _ copies: [String: JSONObject],
        _ format: FormatIdentifier
    ) async throws -> CopyState {
        var state = CopyState.same
        var isAnyStored = false
        for key in keys {
            guard let copy = copies[key] else { continue }
            guard let bytes = try await bytes(key) else {
                state = .changed
                continue
            }
            isAnyStored = true
            if !carrier.isCopy(copy, of: bytes, at: key) { state = .changed }
        }
        if !isAnyStored {
            // A group that needs no document is there as long as anything lies below it.
            guard let copy = keys.first.flatMap({ copies[$0] }), carrier.isOfImplicitGroup(copy),
                let store = store as? any ListableStore
            else { return .gone }
            let directory = try await store.listDirectory(prefix.appending(path))
            return directory.keys.isEmpty && directory.prefixes.isEmpty ? .gone : .same
        }
        // Attributes in a document of their own that there is no copy of.
        let own = path.isEmpty ? "" : path + "/"
        if state == .same, let name = FormatCatalog.format(format).attributesDocument, !keys.contains(own + name),
            let bytes = try await bytes(own + name), !carrier.isCopy([:], of: bytes, at: own + name)
        {
            state = .changed
        }
        return state
    }

    /// The nodes directly below listed groups that are not listed.
    fileprivate func added(
        to carrier: ConsolidatedDocument, _ format: FormatIdentifier, _ context: ZarrContext
    ) async throws -> [String] {
        guard let store = store as? any ListableStore else { return [] }
        let copies = carrier.copiesByKey
        let listed = Dictionary(carrier.nodes.map { ($0.path, $0.keys) }, uniquingKeysWith: { $1 })
        var groups: [String] = [""]
        for (path, keys) in listed where !path.isEmpty {
            let isArray = keys.contains { copies[$0]?["shape"] != nil || copies[$0]?["node_type"] == "array" }
            if !isArray { groups.append(path) }
        }
        let quiet = context.warning { _ in }
        var added: [String] = []
        for group in groups {
            let directory = try await store.listDirectory(group.isEmpty ? prefix : prefix.appending(group))
            for child in directory.prefixes where !child.name.hasPrefix("__") {
                let path = group.isEmpty ? child.name : group + "/" + child.name
                guard listed[path] == nil else { continue }
                do {
                    _ = try await Hierarchy.open(
                        in: store, at: String(child.path.utf8.dropLast()) ?? child.path, metadata: .perNode,
                        context: quiet)
                } catch let error as ZarrError where error.code == .notFound {
                    continue
                } catch let error as ZarrError where error.code != .io && error.code != .cancelled {
                    // What cannot be read is a node all the same.
                }
                added.append(path)
            }
        }
        return added.sorted()
    }
}
