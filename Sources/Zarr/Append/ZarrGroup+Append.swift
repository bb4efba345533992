public import ZarrBase
import ZarrFormats
import ZarrStorage

extension ZarrGroup {
    /// Appends to several arrays below the group at once: after a crash, and the next append, all of them have grown or none.
    ///
    /// Data of all arrays is written first, behind their ends, and the lengths follow in one step that is finished by the
    /// next appender if it is interrupted: ``AppendMode/published``. A reader that opens the arrays one by one meanwhile may
    /// see some of them grown, each with its data.
    ///
    /// - Parameters:
    ///   - values: the values by the path of the array, relative to the group.
    ///   - axis: the axis that grows, of each array.
    /// - Throws: ``ZarrError/Code/notFound`` where there is no such array, ``ZarrError/Code/invalidArgument`` where shape or
    ///   type do not fit; nothing has changed then.
    /// - Complexity: beside those of the data, a few requests an array, and three for the journal.
    public func append(
        _ values: [String: AnyNDArray], axis: Int = 0, options: WriteOptions = WriteOptions(),
        progress: ProgressCounter? = nil
    ) async throws {
        let names = values.keys.sorted()
        var counts: [(path: String, count: Int)] = []
        for name in names {
            guard let value = values[name] else { continue }
            let array = try await array(at: name)
            let own = axis < 0 ? axis + array.rank : axis
            counts.append((name, try array.shape(of: value, appendedAlong: own)[own]))
        }
        try await append(counts, axis: axis) { name, array, range in
            guard let value = values[name] else { return }
            let own = axis < 0 ? axis + array.rank : axis
            let shape = try array.shape(of: value, appendedAlong: own)
            try await array.write(
                value.reshaped(to: shape), at: .along(own, range, rank: shape.count), options: options,
                progress: progress)
        }
    }

    /// Grows several arrays below the group, each by a number of its own, and has `write` fill what is new of each.
    ///
    /// - Parameter write: gets the path, the array as it is when it has grown, and the indices along the axis to fill.
    public func append(
        _ counts: [(path: String, count: Int)], axis: Int = 0,
        _ write: (String, ZarrArray, Range<Int>) async throws -> Void
    ) async throws {
        var growths: [PublishedAppend.Growth] = []
        for (path, count) in counts {
            let array = try await array(at: path)
            // One spelling or another: the second would wait for the lock of the first.
            guard !growths.contains(where: { $0.array.path == array.path }) else {
                throw ZarrError(.invalidArgument, "the array \(path) is given twice").at(node: "/" + array.path)
            }
            try array.requireWritableFormat()
            let own = axis < 0 ? axis + array.rank : axis
            _ = try array.shape(array.shape, grownBy: count, along: own)
            // What killed appenders left at the array itself, or above the group.
            try await array.growing {}
            growths.append(.init(array: array, axis: own, count: count))
        }
        try await PublishedAppend(root: storage, context: context).run(growths) { targets in
            for ((path, _), target) in zip(counts, targets) { try await write(path, target.array, target.range) }
        }
    }

    private func array(at path: String) async throws -> ZarrArray {
        let relative = try NodePath.normalized(path)
        let full = self.path.isEmpty ? relative : self.path + "/" + relative
        guard !relative.isEmpty else { throw ZarrError(.invalidArgument, "the group itself is no array") }
        return try await ZarrArray.open(in: store, at: full, context: context)
    }

    /// The name of the document that an appender leaves beside those of the node under which it appends, while it does.
    package static var appendJournal: String { AppendJournal.name }

    /// Finishes or undoes what a killed appender left at a node, an array or a group; waits for one that is at work.
    package static func finishAppend(
        in store: any ReadableStore, at path: String, context: ZarrContext = .standard
    ) async throws {
        let node = try NodeStorage(store, path: path)
        try await node.locking(AppendJournal.name, context) {
            try await PublishedAppend(root: node, context: context).recover()
        }
    }
}
