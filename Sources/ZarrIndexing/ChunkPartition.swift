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
        var axes: [AxisPartition] = []
        axes.reserveCapacity(shape.count)
        for (number, axis) in selection.axes.enumerated() {
            let extent = shape[number]
            switch grid {
            case .regular(let chunkShape):
                axes.append(try AxisPartition(axis, chunkExtent: chunkShape[number], extent: extent))
            case .rectilinear(let chunkAxes):
                switch chunkAxes[number] {
                case .repeating(let chunkExtent):
                    axes.append(try AxisPartition(axis, chunkExtent: chunkExtent, extent: extent))
                case .listed(let edges):
                    axes.append(try AxisPartition(axis, edges: edges, extent: extent))
                }
            }
        }
        self.axes = axes
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
            let ordinal: Int
            if axes[index].chunkCount == 1 {
                ordinal = 0
            } else {
                let (quotient, remainder) = rest.quotientAndRemainder(dividingBy: axes[index].chunkCount)
                rest = quotient
                ordinal = remainder
            }
            let part = axes[index].part(ordinal)
            projection.chunkIndices[index] = part.chunkIndex
            projection.chunkShape[index] = part.chunkExtent
            projection.start[index] = part.start
            projection.step[index] = part.count == 1 ? 1 : axes[index].step
            projection.count[index] = part.count
            projection.outputStart[index] = part.outputStart
            coversChunk = coversChunk && part.count == part.extentInArray
            isWholeChunk = isWholeChunk && part.count == part.chunkExtent
        }
        projection.coversChunk = coversChunk
        projection.isWholeChunk = isWholeChunk
    }
}
