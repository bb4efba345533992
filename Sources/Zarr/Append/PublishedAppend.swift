import ZarrBase
import ZarrIndexing
import ZarrStorage

/// Data that is written behind the ends of arrays, which grow when all of it is there.
///
/// Locks are taken in one order: that of the node of the journal, those of the arrays by path, that of a document. So nobody
/// waits in a circle.
struct PublishedAppend {
    /// The node of the journal: the array, or a group above all of them.
    let root: NodeStorage
    let context: ZarrContext

    /// How far one array grows.
    struct Growth {
        let array: ZarrArray
        let axis: Int
        let count: Int
    }

    /// Calls `write` with the arrays as they will be and the ranges to fill; grows the arrays after it.
    ///
    /// Where `write` fails, what it wrote is cleared.
    func run<Result>(
        _ growths: [Growth], _ write: ([(array: ZarrArray, range: Range<Int>)]) async throws -> Result
    ) async throws -> Result {
        try await root.locking(AppendJournal.name, context) {
            try await recover()
            return try await locking(
                growths.filter { $0.array.path != root.path }.sorted { $0.array.path < $1.array.path }[...]
            ) {
                var entries: [AppendJournal.Entry] = []
                var targets: [(array: ZarrArray, range: Range<Int>)] = []
                for growth in growths {
                    let (entry, target) = try await plan(growth)
                    entries.append(entry)
                    targets.append(target)
                }
                var journal = AppendJournal(entries: entries)
                try await root.write([(AppendJournal.name, journal.bytes)])
                do {
                    let result = try await write(targets)
                    if entries.count > 1 {
                        journal.isWritten = true
                        try await root.write([(AppendJournal.name, journal.bytes)])
                    }
                    for (growth, entry) in zip(growths, entries) { try await growth.array.publish(entry) }
                    try await root.store.writable().erase(root.prefix.key(AppendJournal.name))
                    return result
                } catch {
                    // What cannot be cleared now is left to the next appender.
                    try? await recover()
                    throw error
                }
            }
        }
    }

    /// Takes the locks of the arrays, one after the other.
    private func locking<Result>(
        _ growths: ArraySlice<Growth>, _ body: () async throws -> Result
    ) async throws -> Result {
        guard let first = growths.first else { return try await body() }
        return try await first.array.storage.locking(AppendJournal.name, context) {
            try await locking(growths.dropFirst(), body)
        }
    }

    private func plan(
        _ growth: Growth
    ) async throws -> (AppendJournal.Entry, (array: ZarrArray, range: Range<Int>)) {
        let array = growth.array
        let old = try await array.changingMetadata { _ in array.shape }
        let new = try array.shape(old, grownBy: growth.count, along: growth.axis)
        let path = root.path.isEmpty ? array.path : String(array.path.dropFirst(root.path.count + 1))
        let entry = AppendJournal.Entry(path: path, old: old, new: new)
        return (entry, (try array.grown(to: new), old[growth.axis]..<new[growth.axis]))
    }

    /// Finishes or undoes what a killed appender left. Under the lock of the journal.
    func recover() async throws {
        guard let bytes = try await root.bytes(AppendJournal.name) else { return }
        let journal = try AppendJournal(bytes)
        for entry in journal.entries {
            let path = [root.path, entry.path].filter { !$0.isEmpty }.joined(separator: "/")
            let array: ZarrArray
            do {
                array = try await ZarrArray.open(in: root.store, at: path, context: context)
            } catch let error as ZarrError where error.code == .notFound {
                // Deleted since.
                continue
            }
            if journal.isWritten { try await array.publish(entry) } else { try await array.clear(behind: entry) }
        }
        try await root.store.writable().erase(root.prefix.key(AppendJournal.name))
    }
}

extension ZarrArray {
    /// Runs `body` while nobody else grows the array, after all that was left of killed appenders is finished or undone.
    func growing<Result>(_ body: () async throws -> Result) async throws -> Result {
        while true {
            for node in try nodesAbove where try await node.hasJournal {
                try await node.locking(AppendJournal.name, context) {
                    try await PublishedAppend(root: node, context: context).recover()
                }
            }
            let result = try await storage.locking(AppendJournal.name, context) { () -> Result? in
                // An appender that was killed only now had the array's lock, too.
                for node in try nodesAbove where try await node.hasJournal(naming: path) { return nil }
                return try await body()
            }
            if let result { return result }
        }
    }

    /// The array and all groups above it.
    private var nodesAbove: [NodeStorage] {
        get throws(ZarrError) {
            var nodes = [storage]
            var rest = path[...]
            while !rest.isEmpty {
                rest = rest.lastIndex(of: "/").map { rest[..<$0] } ?? ""
                nodes.append(try NodeStorage(store, path: String(rest)))
            }
            return nodes
        }
    }

    func shape(_ shape: [Int], grownBy count: Int, along axis: Int) throws(ZarrError) -> [Int] {
        guard shape.indices.contains(axis), count >= 0 else {
            throw ZarrError(.invalidArgument, "an array of shape \(shape) cannot grow by \(count) along axis \(axis)")
        }
        var grown = shape
        grown[axis] = try shape[axis].checkedPlus(count)
        _ = try description.chunkGrid.extended(to: grown)
        return grown
    }

    /// The array as it is when it has grown: whoever writes to it fills what no reader sees yet.
    func grown(to shape: [Int]) throws(ZarrError) -> ZarrArray {
        var description = self.description
        description.chunkGrid = try description.chunkGrid.extended(to: shape)
        description.shape = shape
        return try ZarrArray(description, storage: storage, context: context, sharesEdge: true)
    }

    /// Grows the array to what was appended.
    func publish(_ entry: AppendJournal.Entry) async throws {
        try await atNode {
            try await changingMetadata { documents in
                if shape == entry.new { return }
                guard shape == entry.old else {
                    throw ZarrError(
                        .conflict, "the array has the shape \(shape), it had \(entry.old) when the append began",
                        hint: "somebody who takes no locks has changed it")
                }
                // As what is new was written, the blocks before it reach as far; not where it was not.
                try await completeEdges(growingTo: entry.new)
                try await update(documents) { description in
                    description.chunkGrid = try description.chunkGrid.extended(to: entry.new)
                    description.shape = entry.new
                }
            }
        }
    }

    /// Makes what lies behind the end fill, as far as an appender may have come.
    func clear(behind entry: AppendJournal.Entry) async throws {
        let shape = self.shape
        guard shape.count == entry.new.count,
            let axis = shape.indices.first(where: { entry.old[$0] != entry.new[$0] }), shape[axis] < entry.new[axis],
            shape.indices.allSatisfy({ $0 == axis || shape[$0] == entry.new[$0] })
        else { return }
        var axes = shape.map { ResolvedSelection.Axis(start: 0, count: $0) }
        axes[axis] = ResolvedSelection.Axis(start: shape[axis], count: entry.new[axis] - shape[axis])
        try await grown(to: entry.new).erase(ResolvedSelection(axes: axes))
    }
}

extension NodeStorage {
    fileprivate var hasJournal: Bool {
        get async throws { try await store.size(of: prefix.key(AppendJournal.name)) != nil }
    }

    fileprivate func hasJournal(naming array: String) async throws -> Bool {
        guard try await hasJournal, let bytes = try await bytes(AppendJournal.name) else { return false }
        let own = path.isEmpty ? "" : path + "/"
        return try AppendJournal(bytes).entries.contains { own + $0.path == array || $0.path.isEmpty && path == array }
    }
}
