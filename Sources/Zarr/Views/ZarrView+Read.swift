public import ZarrBase
import ZarrCodecs
import ZarrIndexing

extension ZarrView {
    /// Reads all elements of the view.
    ///
    /// - Parameter progress: counts the bytes of the result.
    /// - Throws: as reading an array does.
    /// - Complexity: that of reading the same elements of the array: slices and transpositions are decoded straight into
    ///   the result; lists, single elements, fields and conversions by way of scratch memory for one chunk a worker.
    public func read(progress: ProgressCounter? = nil) async throws -> AnyNDArray {
        try await array.atNode {
            let result = try AnyNDArray(shape: shape, dataType: dataType)
            var target = result.target
            target.strides = transform.arrayStrides(target.strides)
            let engine = ReadEngine(
                chunks: array.chunks.caching(transform.selection), pool: array.context.pool, progress: progress,
                missing: array.notes())
            engine.readAhead(of: transform.selection)
            if access.isPlain {
                try await engine.read(transform.selection, into: target)
            } else {
                try await engine.gather(transform.selection, into: target, access)
            }
            return result
        }
    }

    /// Reads all elements as those of a Swift type.
    ///
    /// - Throws: ``ZarrError/Code/invalidArgument`` where the type is another; ``cast(to:)`` converts.
    public func read<Element: ZarrElement>(
        as type: Element.Type, progress: ProgressCounter? = nil
    ) async throws -> NDArray<Element> {
        guard dataType == Element.dataType else { throw Element.mismatch(dataType).at(node: array.storage.displayPath) }
        return try NDArray(await read(progress: progress))
    }
}
