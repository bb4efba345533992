public import ZarrBase
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
    /// - Complexity: growing takes one request; shrinking lists the chunks and erases those outside.
    public func resize(to shape: [Int]) async throws {
        try await atNode { try await metadataTurn.passing { try await resizeInTurn(to: shape) } }
    }

    private func resizeInTurn(to shape: [Int]) async throws {
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
        try await update { description in
            description.chunkGrid = try description.chunkGrid.extended(to: shape)
            description.shape = shape
        }
    }

    /// Grows the array along an axis and writes `array` behind what it held.
    ///
    /// - Returns: the range of indices along the axis that was written.
    /// - Throws: ``ZarrError/Code/invalidArgument`` where the other extents differ.
    public func append<Element: ZarrElement>(
        _ array: NDArray<Element>, axis: Int = 0, options: WriteOptions = WriteOptions()
    ) async throws -> Range<Int> {
        try await append(array.erased, axis: axis, options: options)
    }

    /// Grows the array along an axis and writes elements whose type is known at run time.
    @discardableResult
    public func append(
        _ array: AnyNDArray, axis: Int = 0, options: WriteOptions = WriteOptions(), progress: ProgressCounter? = nil
    ) async throws -> Range<Int> {
        let axis = axis < 0 ? axis + rank : axis
        return try await atNode {
            guard (0..<rank).contains(axis) else {
                throw ZarrError(.invalidArgument, "there is no axis \(axis) in an array of shape \(shape)")
            }
            guard array.dataType == dataType else {
                throw ZarrError(.invalidArgument, "the array holds \(dataType), the values are \(array.dataType)")
            }
            // A slice without the axis counts as one of extent 1.
            var shape = array.shape
            if shape.count == rank - 1 { shape.insert(1, at: axis) }
            let range = try await reserve(shape, along: axis)
            var selection = [Selection.Axis](repeating: .all, count: rank)
            selection[axis] = range.lowerBound..<range.upperBound
            var options = options
            options.sharesEdge = true
            try await write(array.reshaped(to: shape), at: Selection(selection), options: options, progress: progress)
            return range
        }
    }

    /// Grows the array by the extent that `shape` has along an axis; what is appended at the same time gets another range.
    private func reserve(_ shape: [Int], along axis: Int) async throws -> Range<Int> {
        try await metadataTurn.passing {
            let old = self.shape
            guard shape.count == old.count, old.indices.allSatisfy({ $0 == axis || shape[$0] == old[$0] }) else {
                throw ZarrError(
                    .invalidArgument, "values of shape \(shape) do not continue \(old) along axis \(axis)")
            }
            var grown = old
            grown[axis] = try old[axis].checkedPlus(shape[axis])
            try await resizeInTurn(to: grown)
            return old[axis]..<grown[axis]
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

    /// Changes the metadata and writes it.
    func update(_ change: (inout ArrayDescription) throws -> Void) async throws {
        var description = self.description
        if description.attributes == nil { description.attributes = try await attributes() }
        try change(&description)
        try await storage.write(try FormatCatalog.format(description.format).documents(for: description))
        let changed = description
        withDescription { $0 = changed }
    }
}
