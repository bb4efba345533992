import ZarrBase
import ZarrCodecs
import ZarrFormats
import ZarrIndexing
import ZarrStorage

extension ZarrArray {
    /// Changes the extents. What is cut off is gone: growing again shows the fill value.
    ///
    /// Where chunks differ in shape and are listed, the last one is repeated along an axis that grows beyond them.
    ///
    /// - Throws: ``ZarrError/Code/invalidArgument`` where the number of axes differs, an extent is negative, or an axis that
    ///   has no chunks is to grow.
    /// - Complexity: growing takes one request, in N5 one more for each block at an edge that grows beyond it; shrinking
    ///   lists the chunks and erases those outside.
    public func resize(to shape: [Int]) async throws {
        try await atNode {
            try requireWritableFormat()
            try await growing { try await changingMetadata { try await resizeInTurn(to: shape, $0) } }
        }
    }

    /// As ``resize(to:)``, where nobody else changes the metadata meanwhile.
    func resizeInTurn(to shape: [Int], _ documents: NodeStorage) async throws {
        let old = self.shape
        guard shape.count == old.count, shape.allSatisfy({ $0 >= 0 }) else {
            throw ZarrError(.invalidArgument, "an array of shape \(old) cannot get the shape \(shape)")
        }
        guard shape != old else { return }
        try requireWritableFormat()
        // What cannot grow is told before anything is erased.
        _ = try description.chunkGrid.extended(to: shape)
        defer { noteChange() }
        // Data goes before the metadata that hides it: a crash in between leaves fill, never what was cut off.
        for axis in shape.indices where shape[axis] < old[axis] {
            try await resetEdge(axis: axis, from: shape[axis], in: old)
        }
        if zip(shape, old).contains(where: <) { try await eraseOutside(shape) }
        try await completeEdges(growingTo: shape)
        try await update(documents) { description in
            description.chunkGrid = try description.chunkGrid.extended(to: shape)
            description.shape = shape
        }
    }

    /// Writes fill to what the chunks at the new edge hold beyond it.
    private func resetEdge(axis: Int, from edge: Int, in old: [Int]) async throws {
        guard edge > 0 else { return }
        let indices = chunkGrid.chunkIndices(containing: old.indices.map { $0 == axis ? edge - 1 : 0 })
        let region = chunkGrid.chunkRegion(at: indices)
        let end = min(old[axis], region.origin[axis] + region.shape[axis])
        guard edge < end, !old.contains(0) else { return }
        var axes = old.map { ResolvedSelection.Axis(start: 0, count: $0) }
        axes[axis] = ResolvedSelection.Axis(start: edge, count: end - edge)
        try await erase(ResolvedSelection(axes: axes))
    }

    /// Writes blocks whole that were cut where the array ends and will lie inside of it: N5 lets no other block be shorter. A
    /// crash after it leaves whole blocks at the edge, which are as good.
    ///
    /// - Specification: <https://github.com/saalfeldlab/n5#file-system-specification>, 9.
    func completeEdges(growingTo shape: [Int]) async throws {
        guard description.mayTruncateEdges else { return }
        let chunks = self.chunks
        for axis in shape.indices {
            let (old, extent) = (chunks.shape[axis], chunks.pipeline.decoded.shape[axis])
            // In a longer array of as many blocks the last one is the last one still; it may be short when the array has
            // come to its end, too.
            guard old > 0, shape[axis] > old, (shape[axis] - 1) / extent > (old - 1) / extent else { continue }
            var axes = chunks.shape.map { ResolvedSelection.Axis(start: 0, count: $0) }
            axes[axis] = ResolvedSelection.Axis(start: old - 1, count: 1)
            try await WriteEngine(
                chunks: chunks, store: store.writable(), pool: context.pool, isOnlyWriter: context.isOnlyWriter,
                options: WriteOptions(), progress: nil
            ).completeBlocks(at: ResolvedSelection(axes: axes), along: axis)
        }
    }

    private func eraseOutside(_ shape: [Int]) async throws {
        let description = self.description
        let grid = description.chunkGrid.gridShape(for: shape)
        let store = try store.writable()
        for key in try await store.list(storage.prefix) {
            let name = String(key.path.dropFirst(storage.prefix.path.count))
            guard let indices = description.chunkKeyEncoding.indices(of: name, rank: shape.count) else { continue }
            if zip(indices, grid).contains(where: { $0 >= $1 }) { try await store.erase(key) }
        }
    }

    /// Runs `body`, which sees the metadata as they are now and changes them by the storage that it gets, while nobody else
    /// does. Where there are no locks, it runs again when somebody else was quicker.
    ///
    /// - Parameter isRepeatable: whether that is right also where nobody knows if it has had its effect already.
    /// - Complexity: a lock and one request, beside those of `body`.
    func changingMetadata<Result>(
        isRepeatable: Bool = true, _ body: (NodeStorage) async throws -> Result
    ) async throws -> Result {
        let name = FormatCatalog.format(format).documentNames(of: .array).first ?? ""
        return try await storage.changing(name, context, isRepeatable: isRepeatable) { documents in
            guard case .array(let found)? = try await documents.read(format: format, kind: .array, warn: { _ in })
            else { throw ZarrError(.notFound, "the array was deleted meanwhile") }
            try take(found)
            return try await body(documents)
        }
    }

    /// Changes the metadata and writes it. Within ``changingMetadata(isRepeatable:_:)``.
    func update(_ documents: NodeStorage, _ change: (inout ArrayDescription) throws -> Void) async throws {
        var description = self.description
        if description.attributes == nil { description.attributes = try await attributes(in: documents) }
        try change(&description)
        try await documents.write(try FormatCatalog.format(description.format).documents(for: description))
        let changed = description
        withDescription { $0 = changed }
        try await storage.renewConsolidated(context)
    }
}
