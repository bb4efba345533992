public import ZarrBase
import ZarrCodecs
public import ZarrIndexing

extension ZarrArray {
    /// Reads a selection as elements of a Swift type.
    ///
    /// - Parameters:
    ///   - selection: numpy-style; axes selected by an integer are left out of the result.
    ///   - type: the Swift type of the array's data type.
    ///   - progress: counts decoded bytes.
    /// - Throws: ``ZarrError/Code/invalidArgument`` where the type is another, ``ZarrError/Code/invalidSelection``,
    ///   ``ZarrError/Code/corruptData`` with the key of the chunk and the codec, ``ZarrError/Code/missingChunk`` where the
    ///   context asks for that (``MissingChunks``).
    /// - Complexity: one request a chunk, one for the index and one for subchunks of a shard that is read in part;
    ///   elements are decoded straight into the result.
    public func read<Element: ZarrElement>(
        _ selection: Selection = .all, as type: Element.Type, progress: ProgressCounter? = nil
    ) async throws -> NDArray<Element> {
        guard dataType == Element.dataType else { throw Element.mismatch(dataType).at(node: storage.displayPath) }
        return try NDArray(await read(selection, progress: progress))
    }

    /// Reads a selection as elements of the array's own type.
    public func read(
        _ selection: Selection = .all, progress: ProgressCounter? = nil
    ) async throws -> AnyNDArray {
        let resolved = try await resolve(selection)
        return try await atNode {
            let full = try AnyNDArray(shape: resolved.fullShape, dataType: dataType)
            try await read(resolved, into: full.target, progress)
            return try full.reshaped(to: resolved.outputShape)
        }
    }

    /// Reads a selection into the caller's memory, elements in C order in the byte order of the machine.
    ///
    /// - Throws: ``ZarrError/Code/invalidArgument`` where the memory has another size than the selection, or the elements
    ///   are of variable length.
    public func read(
        _ selection: Selection = .all, into memory: UnsafeMutableRawBufferPointer, progress: ProgressCounter? = nil
    ) async throws {
        let resolved = try await resolve(selection)
        try await atNode {
            guard !dataType.isVariableLength else {
                throw ZarrError(.invalidArgument, "elements of type \(dataType) do not fit memory of a fixed size")
            }
            let size = try resolved.elementCount.checkedTimes(dataType.byteCount)
            guard memory.count == size else {
                throw ZarrError(.invalidArgument, "the selection takes \(size) bytes, the memory has \(memory.count)")
            }
            guard let base = memory.baseAddress else { return }
            let strides = StridedCopy.contiguousStrides(resolved.fullShape, elementSize: dataType.byteCount)
            try await read(resolved, into: ArrayTarget(base: base, strides: strides), progress)
        }
    }

    private func read(
        _ selection: ResolvedSelection, into target: ArrayTarget, _ progress: ProgressCounter?
    ) async throws {
        let engine = ReadEngine(
            chunks: chunks.caching(selection), pool: context.pool, progress: progress, missing: notes())
        engine.readAhead(of: selection)
        try await engine.read(selection, into: target)
    }
}
