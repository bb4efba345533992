public import ZarrBase

/// Which chunks a selection touches, and which part of each.
///
/// Nothing is listed: each axis is a little arithmetic, so a selection may touch 10^9 chunks. Along an axis whose step is
/// at most the chunk extent the chunks are a contiguous run; with a larger step every selected index has its own chunk.
public struct ChunkPartition: Sendable {
    /// The number of touched chunks.
    public let count: Int

    private let axes: [AxisPartition]

    /// Cuts `selection`, of an array of `shape`, along `grid`.
    ///
    /// - Throws: ``ZarrError/Code/invalidMetadata`` where the grid does not fit the shape, `invalidArgument` where the
    ///   selection does not, `limitExceeded` where the number of chunks does not fit `Int`.
    public init(_ selection: ResolvedSelection, grid: ChunkGrid, shape: [Int]) throws(ZarrError) {
        try grid.validate(for: shape)
        guard selection.rank == shape.count else {
            throw ZarrError(
                .invalidArgument, "a selection of \(selection.rank) axes in an array of \(shape.count)")
        }
        switch grid {
        case .regular(let chunkShape):
            var axes: [AxisPartition] = []
            axes.reserveCapacity(shape.count)
            for (number, axis) in selection.axes.enumerated() {
                axes.append(try AxisPartition(axis, chunkExtent: chunkShape[number], extent: shape[number]))
            }
            self.axes = axes
        }
        count = try axes.lazy.map(\.chunkCount).elementCount()
    }

    /// The number of axes.
    public var rank: Int { axes.count }

    /// Writes the part of touched chunk `number` (in `0..<count`, C order) to `projection`.
    ///
    /// - Complexity: a few divisions an axis; no allocation where the projection has the rank of the array.
    public func project(_ number: Int, into projection: inout ChunkProjection) {
        precondition(number >= 0 && number < count, "chunk number out of range")
        if projection.rank != axes.count { projection = ChunkProjection(rank: axes.count) }
        var rest = number
        var coversChunk = true
        var isWholeChunk = true
        for index in axes.indices.reversed() {
            let axis = axes[index]
            let ordinal: Int
            if axis.chunkCount == 1 {
                ordinal = 0
            } else {
                let (quotient, remainder) = rest.quotientAndRemainder(dividingBy: axis.chunkCount)
                rest = quotient
                ordinal = remainder
            }
            let part = axis.part(ordinal)
            projection.chunkIndices[index] = part.chunkIndex
            projection.chunkShape[index] = axis.chunkExtent
            projection.start[index] = part.start
            projection.step[index] = part.count == 1 ? 1 : axis.step
            projection.count[index] = part.count
            projection.outputStart[index] = part.outputStart
            coversChunk = coversChunk && part.count == part.extentInArray
            isWholeChunk = isWholeChunk && part.count == axis.chunkExtent
        }
        projection.coversChunk = coversChunk
        projection.isWholeChunk = isWholeChunk
    }
}

/// One axis of a partition. All sums stay below the extent of the array, so none overflows.
struct AxisPartition: Sendable {
    let start: Int
    let step: Int
    let selected: Int
    let extent: Int
    let chunkExtent: Int
    let firstChunk: Int
    let chunkCount: Int

    struct Part {
        var chunkIndex: Int
        var start: Int
        var count: Int
        var outputStart: Int
        /// The elements of the chunk that lie in the array.
        var extentInArray: Int
    }

    init(_ axis: ResolvedSelection.Axis, chunkExtent: Int, extent: Int) throws(ZarrError) {
        start = axis.start
        step = axis.count <= 1 ? 1 : axis.step
        selected = axis.count
        self.extent = extent
        self.chunkExtent = chunkExtent
        guard axis.count > 0 else {
            firstChunk = 0
            chunkCount = 0
            return
        }
        let last = axis.start + (axis.count - 1) * step
        guard last < extent else {
            throw ZarrError(.invalidArgument, "index \(last) is selected in an axis of extent \(extent)")
        }
        firstChunk = axis.start / chunkExtent
        chunkCount = step <= chunkExtent ? last / chunkExtent - firstChunk + 1 : axis.count
    }

    /// The part in the `ordinal`th touched chunk.
    func part(_ ordinal: Int) -> Part {
        let element: Int
        let chunkIndex: Int
        if step > chunkExtent {
            element = ordinal
            chunkIndex = (start + ordinal * step) / chunkExtent
        } else {
            chunkIndex = firstChunk + ordinal
            // The number of selected indices below the chunk; the first touched chunk has none below it.
            let below = chunkIndex * chunkExtent - start
            element = ordinal == 0 ? 0 : step == 1 ? below : (below - 1) / step + 1
        }
        let origin = chunkIndex * chunkExtent
        let startInChunk = start + element * step - origin
        let room = chunkExtent - startInChunk
        return Part(
            chunkIndex: chunkIndex, start: startInChunk,
            count: min(selected - element, step == 1 ? room : (room - 1) / step + 1),
            outputStart: element, extentInArray: min(chunkExtent, extent - origin))
    }
}
