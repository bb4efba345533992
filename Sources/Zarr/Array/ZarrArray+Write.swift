public import ZarrBase
import ZarrCodecs
import ZarrFormats
public import ZarrIndexing
import ZarrStorage

extension ZarrArray {
    /// Writes elements to a selection.
    ///
    /// - Parameters:
    ///   - array: of the shape that reading the selection gives; axes of extent 1 may differ.
    ///   - selection: numpy-style.
    ///   - options: how chunks of nothing but fill are handled.
    ///   - progress: counts bytes before they are encoded.
    /// - Throws: ``ZarrError/Code/invalidArgument`` where shape or type differ, ``ZarrError/Code/storageFull``,
    ///   ``ZarrError/Code/permissionDenied``; chunks are replaced whole or not at all.
    /// - Complexity: one request a chunk whose elements in the array are all covered; others are read first.
    public func write<Element: ZarrElement>(
        _ array: NDArray<Element>, at selection: Selection = .all, options: WriteOptions = WriteOptions(),
        progress: ProgressCounter? = nil
    ) async throws {
        try await write(array.erased, at: selection, options: options, progress: progress)
    }

    /// Writes elements whose type is known at run time.
    public func write(
        _ array: AnyNDArray, at selection: Selection = .all, options: WriteOptions = WriteOptions(),
        progress: ProgressCounter? = nil
    ) async throws {
        let resolved = try await resolve(selection)
        try await atNode {
            guard array.dataType == dataType else {
                throw ZarrError(.invalidArgument, "the array holds \(dataType), the values are \(array.dataType)")
            }
            guard array.shape.filter({ $0 != 1 }) == resolved.outputShape.filter({ $0 != 1 }) else {
                throw ZarrError(
                    .invalidArgument,
                    "values of shape \(array.shape) do not fit a selection of shape \(resolved.outputShape)")
            }
            let full = try array.reshaped(to: resolved.fullShape)
            try await write(resolved, from: full.view, storing(options), progress)
            withExtendedLifetime(full) {}
        }
    }

    /// Writes one element to all places of a selection; chunks that come to hold nothing but the fill value are erased.
    public func fill<Element: ZarrElement>(_ selection: Selection = .all, with element: Element) async throws {
        guard dataType == Element.dataType else { throw Element.mismatch(dataType).at(node: storage.displayPath) }
        try await fill(
            try await resolve(selection), with: NDArray(shape: [], [element]).erased, storing(WriteOptions()))
    }

    /// The options for values that somebody gave: where the document leaves the fill value open, other readers take it for
    /// anything, so that chunks of zeros must be stored.
    func storing(_ options: WriteOptions) -> WriteOptions {
        var options = options
        if fillValue.isUndefined { options.storesFillChunks = true }
        if sharesEdge { options.sharesEdge = true }
        return options
    }

    /// Makes a selection read as the fill value again; chunks that are covered are erased, others rewritten.
    ///
    /// - Complexity: one request a chunk that is covered.
    public func erase(_ selection: Selection = .all) async throws {
        try await erase(try await resolve(selection))
    }

    func erase(_ selection: ResolvedSelection) async throws {
        let fill =
            dataType.isVariableLength
            ? try AnyNDArray(shape: [], strings: [String(decoding: fillValue.bytes, as: UTF8.self)])
            : try fillValue.bytes.withUnsafeBytes { (bytes) throws(ZarrError) in
                try AnyNDArray(shape: [], dataType: dataType, bytes: bytes)
            }
        try await self.fill(selection, with: fill, WriteOptions())
    }

    private func fill(
        _ selection: ResolvedSelection, with element: AnyNDArray, _ options: WriteOptions
    ) async throws {
        try await atNode {
            var view = element.view
            // One element, seen at every place.
            view.strides = [Int](repeating: 0, count: selection.fullShape.count)
            try await write(selection, from: view, options, nil)
            withExtendedLifetime(element) {}
        }
    }

    /// Refuses to change an array of a format that is only read.
    func requireWritableFormat() throws(ZarrError) {
        let format = FormatCatalog.format(format)
        guard format.isWritable else { _ = try format.documents(for: description); return }
    }

    private func write(
        _ selection: ResolvedSelection, from view: ArrayView, _ options: WriteOptions, _ progress: ProgressCounter?
    ) async throws {
        try requireWritableFormat()
        defer { noteChange() }
        try await WriteEngine(
            chunks: chunks.writing(options), store: store.writable(), pool: context.pool,
            isOnlyWriter: context.isOnlyWriter, options: options, progress: progress
        ).write(selection, from: view)
    }
}
