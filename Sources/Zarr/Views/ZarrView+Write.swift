public import ZarrBase
import ZarrCodecs

extension ZarrView {
    /// Writes elements to all places of the view; where a place is named twice, the last one stays.
    ///
    /// - Parameters:
    ///   - values: of the view's type and shape; axes of extent 1 may differ.
    ///   - options: how chunks of nothing but fill are handled.
    ///   - progress: counts the bytes of the values.
    /// - Throws: as writing an array does.
    /// - Complexity: one request a chunk that is covered; others, and all where but fields are written, are read first.
    public func write(
        _ values: AnyNDArray, options: WriteOptions = WriteOptions(), progress: ProgressCounter? = nil
    ) async throws {
        try await array.atNode {
            guard values.dataType == dataType else {
                throw ZarrError(.invalidArgument, "the view holds \(dataType), the values are \(values.dataType)")
            }
            guard values.shape.filter({ $0 != 1 }) == shape.filter({ $0 != 1 }) else {
                throw ZarrError(
                    .invalidArgument, "values of shape \(values.shape) do not fit a view of shape \(shape)")
            }
            let full = try values.reshaped(to: shape)
            var source = full.view
            source.strides = transform.arrayStrides(source.strides)
            let options = array.storing(options)
            let engine = WriteEngine(
                chunks: array.chunks.writing(options), store: try array.store.writable(), pool: array.context.pool,
                isOnlyWriter: array.context.isOnlyWriter, options: options, progress: progress)
            defer { array.noteChange() }
            if access.isPlain {
                try await engine.write(transform.selection, from: source)
            } else {
                try await engine.gather(transform.selection, from: source, access)
            }
            withExtendedLifetime(full) {}
        }
    }

    /// Writes elements of a Swift type.
    public func write<Element: ZarrElement>(
        _ values: NDArray<Element>, options: WriteOptions = WriteOptions(), progress: ProgressCounter? = nil
    ) async throws {
        try await write(values.erased, options: options, progress: progress)
    }
}
