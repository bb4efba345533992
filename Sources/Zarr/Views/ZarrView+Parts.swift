import ZarrIndexing

extension ZarrView {
    /// The number of elements.
    package var elementCount: Int { transform.selection.elementCount }

    /// The axis of the array that a dimension runs along; nil where single elements were selected.
    package func arrayAxis(of dimension: Int) -> Int? {
        transform.order.indices.contains(dimension) ? transform.order[dimension] : nil
    }

    /// How a dimension runs through the chunks of the array.
    package struct ChunkRun {
        /// The index in the array of the first element where all that follow are selected in their order; nil elsewhere.
        package let start: Int?
        /// The extent of the smallest part of the array that is read alone.
        package let piece: Int
        /// The extent of what is written at once: of a shard where the array is sharded.
        package let unit: Int
    }

    /// How a dimension runs through the chunks; single elements and lists as if each had its own.
    package func chunkRun(along dimension: Int) -> ChunkRun {
        guard let number = arrayAxis(of: dimension), transform.selection.axes[number].list == nil else {
            return ChunkRun(start: nil, piece: 1, unit: 1)
        }
        let axis = transform.selection.axes[number]
        let isRun = (axis.step == 1 || axis.count <= 1) && !axis.isReversed
        return ChunkRun(
            start: isRun ? axis.start : nil, piece: array.chunkShape[number],
            unit: array.description.chunkShape[number])
    }

    /// The part in a range of places along each dimension, counted from zero whatever their indices are called.
    package func part(_ ranges: [Range<Int>]) throws -> ZarrView {
        let selection = Selection(ranges.map { .slice(start: $0.lowerBound, stop: $0.upperBound, step: 1) })
        return try selecting(
            selection.resolved(in: shape), keepsIndices: [Bool](repeating: false, count: ranges.count))
    }
}
