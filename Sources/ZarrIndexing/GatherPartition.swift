package import ZarrBase

/// Which chunks a selection with lists or single elements touches, and which pieces of each.
///
/// A piece is what can be decoded alone: a subchunk of a shard, else the whole chunk. Beside ``ChunkPartition``, which lists
/// nothing and serves what is but slices; here every axis lists the pieces that it touches, and single elements are sorted
/// by their piece.
package struct GatherPartition: Sendable {
    /// The number of touched chunks.
    package let chunkCount: Int

    private let content: Content
    private let selection: ResolvedSelection
    let shape: [Int]
    let lines: [GridLine]

    private enum Content: Sendable {
        case axes([AxisRuns])
        case points(PointRuns)
    }

    /// Cuts `selection`, of an array of `shape`, along `grid` and, within the chunks, into pieces of `pieceShape`.
    ///
    /// - Throws: ``ZarrError/Code/invalidArgument`` where the selection does not fit the shape, `limitExceeded` where the
    ///   number of pieces does not fit `Int`.
    package init(
        _ selection: ResolvedSelection, grid: ChunkGrid, shape: [Int], pieceShape: [Int]? = nil
    ) throws(ZarrError) {
        try grid.validate(for: shape)
        guard selection.rank == shape.count, pieceShape.map({ $0.count == shape.count }) ?? true else {
            throw ZarrError(.invalidArgument, "a selection of \(selection.rank) axes in an array of \(shape.count)")
        }
        self.selection = selection
        self.shape = shape
        let axes = grid.axes
        lines = shape.indices.map { GridLine(axes[$0], piece: pieceShape?[$0]) }
        if let points = selection.points {
            let runs = try PointRuns(points, lines, shape)
            content = .points(runs)
            chunkCount = runs.chunkCount
        } else {
            var axes: [AxisRuns] = []
            for (number, axis) in selection.axes.enumerated() {
                axes.append(try AxisRuns(axis, lines[number], extent: shape[number]))
            }
            chunkCount = try axes.lazy.map(\.chunkCount).elementCount()
            content = .axes(axes)
        }
    }

    /// The number of touched pieces of touched chunk number `chunk`.
    package func pieceCount(ofChunk chunk: Int) -> Int {
        switch content {
        case .points(let runs): return runs.pieces(ofChunk: chunk).count
        case .axes(let axes):
            var rest = chunk
            var count = 1
            for axis in axes.reversed() {
                let (quotient, ordinal) = rest.quotientAndRemainder(dividingBy: axis.chunkCount)
                rest = quotient
                count *= axis.pieces(ofChunk: ordinal).count
            }
            return count
        }
    }

    /// The position in the grid of touched chunk number `chunk`.
    package func chunkIndices(_ chunk: Int) -> [Int] {
        switch content {
        case .points(let runs):
            let element = runs.element(ofChunk: chunk, shape)
            return shape.indices.map { lines[$0].chunk(containing: element[$0]).number }
        case .axes(let axes):
            var rest = chunk
            var indices = [Int](repeating: 0, count: axes.count)
            for (number, axis) in axes.enumerated().reversed() {
                let (quotient, ordinal) = rest.quotientAndRemainder(dividingBy: axis.chunkCount)
                rest = quotient
                indices[number] = axis.run(axis.pieces(ofChunk: ordinal).lowerBound).chunk
            }
            return indices
        }
    }

    /// What is selected of piece number `piece` of touched chunk number `chunk`, both in C order; of all its pieces
    /// together where `piece` is nil.
    package func gather(chunk: Int, piece: Int?) -> Gather {
        switch content {
        case .points(let runs): return runs.gather(chunk: chunk, piece: piece, of: self)
        case .axes(let axes):
            var chunkRest = chunk
            var pieceRest = piece ?? 0
            var gather = Gather(rank: shape.count)
            gather.coversChunk = true
            gather.isWholeChunk = true
            var runs = [AxisRun](repeating: AxisRun(), count: axes.count)
            for number in axes.indices.reversed() {
                let axis = axes[number]
                let (chunkQuotient, ordinal) = chunkRest.quotientAndRemainder(dividingBy: axis.chunkCount)
                chunkRest = chunkQuotient
                let pieces = axis.pieces(ofChunk: ordinal)
                if piece != nil {
                    let (pieceQuotient, place) = pieceRest.quotientAndRemainder(dividingBy: pieces.count)
                    pieceRest = pieceQuotient
                    runs[number] = axis.run(pieces.lowerBound + place)
                } else {
                    runs[number] = axis.run(of: pieces)
                }
                gather.add(runs[number], axis: number, extent: shape[number])
            }
            gather.content = .axes(
                zip(selection.axes, runs).map { Gather.Entries($0, $1.entries, first: $1.start + $1.origin) })
            return gather
        }
    }
}

/// How one axis is cut into chunks, and those into pieces.
struct GridLine: Sendable {
    private let axis: ChunkAxis
    private let pieceExtent: Int?

    init(_ axis: ChunkAxis, piece: Int?) {
        self.axis = axis
        pieceExtent = piece.map { max(1, $0) }
    }

    /// The chunk that holds `index`: its number, its first index and its extent.
    @inline(__always)
    func chunk(containing index: Int) -> (number: Int, origin: Int, extent: Int) {
        if case .repeating(let extent) = axis {
            let number = index / max(1, extent)
            return (number, number * extent, extent)
        }
        let number = axis.chunk(containing: index)
        let range = axis.range(ofChunk: number)
        return (number, range.origin, range.extent)
    }

    /// The most pieces that a chunk has.
    var mostPieces: Int { pieceExtent.map { max(1, axis.largestExtent.dividedRoundingUp(by: $0)) } ?? 1 }

    /// The piece of a chunk that holds the element `offset` elements behind the chunk's first: its number and its end.
    @inline(__always)
    func piece(_ offset: Int, extent: Int) -> (number: Int, end: Int) {
        guard let pieceExtent else { return (0, extent) }
        let number = offset / pieceExtent
        return (number, min(extent, (number + 1) * pieceExtent))
    }
}
