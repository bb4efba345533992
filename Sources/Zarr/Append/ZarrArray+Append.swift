public import ZarrBase
import ZarrCodecs
import ZarrIndexing

extension ZarrArray {
    /// Grows the array along an axis and writes `array` behind what it held.
    ///
    /// - Parameter mode: whether several may append at a time, or no reader sees a length without its data.
    /// - Returns: the range of indices along the axis that was written.
    /// - Throws: ``ZarrError/Code/invalidArgument`` where the other extents differ.
    public func append<Element: ZarrElement>(
        _ array: NDArray<Element>, axis: Int = 0, as mode: AppendMode = .shared, options: WriteOptions = WriteOptions()
    ) async throws -> Range<Int> {
        try await append(array.erased, axis: axis, as: mode, options: options)
    }

    /// Grows the array along an axis and writes elements whose type is known at run time.
    @discardableResult
    public func append(
        _ array: AnyNDArray, axis: Int = 0, as mode: AppendMode = .shared, options: WriteOptions = WriteOptions(),
        progress: ProgressCounter? = nil
    ) async throws -> Range<Int> {
        let axis = axis < 0 ? axis + rank : axis
        return try await atNode {
            let shape = try shape(of: array, appendedAlong: axis)
            return try await append(count: shape[axis], axis: axis, as: mode) { grown, range in
                try await grown.write(
                    array.reshaped(to: shape), at: .along(axis, range, rank: shape.count), options: options,
                    progress: progress)
                return range
            }
        }
    }

    /// Grows the array by `count` along an axis and has `write` fill what is new.
    ///
    /// - Parameters:
    ///   - mode: whether several may append at a time, or no reader sees a length without its data. Where it is
    ///     ``AppendMode/published`` and `write` fails, the array stays as it was.
    ///   - write: gets the array as it is when it has grown, which nobody but it sees before where the append is published,
    ///     and the indices along the axis that are its own.
    /// - Throws: ``ZarrError/Code/invalidArgument`` where the array cannot grow so, and what `write` throws.
    /// - Complexity: a few requests for locks and the journal, and one for the metadata, beside those of `write`.
    public func append<Result>(
        count: Int, axis: Int = 0, as mode: AppendMode = .shared,
        _ write: (ZarrArray, Range<Int>) async throws -> Result
    ) async throws -> Result {
        let axis = axis < 0 ? axis + rank : axis
        return try await atNode {
            try requireWritableFormat()
            // Before anything is asked of the store: nobody waits for a lock for what cannot be.
            _ = try shape(shape, grownBy: count, along: axis)
            switch mode {
            case .shared:
                let range = try await growing {
                    try await changingMetadata { documents in
                        let old = shape
                        let new = try shape(old, grownBy: count, along: axis)
                        if new != old { try await resizeInTurn(to: new, documents) }
                        return old[axis]..<new[axis]
                    }
                }
                return try await write(grown(to: shape), range)
            case .published:
                let append = PublishedAppend(root: storage, context: context)
                // What a killed appender of several arrays left is undone first.
                try await growing {}
                return try await append.run([.init(array: self, axis: axis, count: count)]) { targets in
                    guard let target = targets.first else { throw CancellationError() }
                    return try await write(target.array, target.range)
                }
            }
        }
    }

    /// The shape of values that continue the array; a slice without the axis counts as one of extent 1.
    func shape(of array: AnyNDArray, appendedAlong axis: Int) throws(ZarrError) -> [Int] {
        let own = self.shape
        guard own.indices.contains(axis) else {
            throw ZarrError(.invalidArgument, "there is no axis \(axis) in an array of shape \(own)")
        }
        guard array.dataType == dataType else {
            throw ZarrError(.invalidArgument, "the array holds \(dataType), the values are \(array.dataType)")
        }
        var shape = array.shape
        if shape.count == own.count - 1 { shape.insert(1, at: axis) }
        guard shape.count == own.count, own.indices.allSatisfy({ $0 == axis || shape[$0] == own[$0] }) else {
            throw ZarrError(.invalidArgument, "values of shape \(shape) do not continue \(own) along axis \(axis)")
        }
        return shape
    }
}

extension Selection {
    /// A range along one axis, all along the others.
    static func along(_ axis: Int, _ range: Range<Int>, rank: Int) -> Selection {
        var axes = [Selection.Axis](repeating: .all, count: rank)
        axes[axis] = .slice(start: range.lowerBound, stop: range.upperBound, step: 1)
        return Selection(axes)
    }
}
