import ZarrBase
import ZarrCodecs
import ZarrIndexing

/// How what a read needs of each stored value is shared out between workers: in slices along one axis, of whole subchunks
/// where it is a shard, of rows where it is a chunk that is compressed in blocks.
///
/// A value is one item of work where there are many of them. Where there are few, and enough is decoded that another worker
/// is worth waking, it is cut: a shard along the axis along which most subchunks are touched, a chunk along the first, as a
/// block is a run of rows.
struct ChunkCut {
    let axis: Int
    /// The number of slices; 1 where values are not cut.
    let count: Int
    /// What a slice is made of.
    private let unit: [Int]

    private static let none = ChunkCut(axis: 0, count: 1, unit: [])

    private init(axis: Int, count: Int, unit: [Int]) { (self.axis, self.count, self.unit) = (axis, count, unit) }

    init(_ chunks: ChunkAccess, _ selection: ResolvedSelection, chunkCount: Int, workers: Int) {
        self =
            if chunkCount == 0 {
                .none
            } else if let subchunk = chunks.subchunkShape {
                .ofShards(chunks, subchunk, selection, chunkCount, workers)
            } else if chunks.pipeline.decodesBlocks {
                .ofBlocks(chunks, selection, chunkCount, workers)
            } else {
                .none
            }
    }

    private static func ofShards(
        _ chunks: ChunkAccess, _ subchunk: [Int], _ selection: ResolvedSelection, _ chunkCount: Int, _ workers: Int
    ) -> ChunkCut {
        guard chunkCount < 4 * workers, let touched = chunks.touchedBytes(selection, units: subchunk),
            touched / chunkCount > (chunks.pipeline.compressesPieces ? chunks.sizes.cutDecoded : chunks.sizes.cutCopied)
        else { return .none }
        let shape = chunks.pipeline.decoded.shape
        let rows = shape.indices.map { axis in
            min(shape[axis] / max(1, subchunk[axis]), selection.axes[axis].unitCount(of: subchunk[axis]))
        }
        // Slices along the first axis lie in one piece in the result: it is cut where it keeps the workers busy.
        let most = rows.max() ?? 1
        let axis = rows.firstIndex { $0 >= min(most, workers) } ?? 0
        let slices = shape.isEmpty ? 1 : shape[axis] / max(1, subchunk[axis])
        let count = max(1, touched / chunkCount > chunks.sizes.cutCopied ? min(slices, 4 * workers) : slices)
        return ChunkCut(axis: axis, count: count, unit: subchunk)
    }

    /// A block that lies on a cut is decoded twice, so that there are no more slices than make the workers' shares equal.
    private static func ofBlocks(
        _ chunks: ChunkAccess, _ selection: ResolvedSelection, _ chunkCount: Int, _ workers: Int
    ) -> ChunkCut {
        var unit = chunks.pipeline.decoded.shape
        guard let rows = unit.first, chunkCount < 2 * workers, chunkCount % workers != 0 else { return .none }
        unit[0] = 1
        guard let touched = chunks.touchedBytes(selection, units: unit) else { return .none }
        let count = min(workers, rows, touched / chunkCount / max(1, chunks.sizes.cutBlocks))
        return count > 1 ? ChunkCut(axis: 0, count: count, unit: unit) : .none
    }

    /// A slice of the part of a value, and the first of its elements along the axis; nil where it has none.
    func slice(_ number: Int, of projection: ChunkProjection) -> (part: ChunkPart, first: Int)? {
        let rows = projection.chunkShape[axis] / unit[axis]
        let lower = rows * number / count * unit[axis]
        let upper = rows * (number + 1) / count * unit[axis]
        var part = ChunkPart(projection)
        let step = part.step[axis]
        let first = max(0, (lower - part.start[axis]).dividedRoundingUpSigned(by: step))
        let last = min(part.count[axis], max(0, (upper - part.start[axis]).dividedRoundingUpSigned(by: step)))
        guard first < last else { return nil }
        part.start[axis] += first * step
        part.count[axis] = last - first
        return (part, first)
    }
}

extension ChunkAccess {
    /// The bytes of all units of a shape that a selection touches, decoded; nil where they are beyond counting.
    func touchedBytes(_ selection: ResolvedSelection, units shape: [Int]) -> Int? {
        var bytes = max(1, elementSize)
        for (axis, selected) in selection.axes.enumerated() {
            let (extent, isLarge) = selected.unitCount(of: shape[axis])
                .multipliedReportingOverflow(by: shape[axis])
            let (product, overflow) = bytes.multipliedReportingOverflow(by: extent)
            guard !isLarge, !overflow else { return nil }
            bytes = product
        }
        return bytes
    }
}

extension ResolvedSelection.Axis {
    /// How many runs of `extent` neighbours hold an element of the axis.
    fileprivate func unitCount(of extent: Int) -> Int {
        guard count > 0, extent > 0 else { return 0 }
        if step >= extent { return count }
        return (start + (count - 1) * step) / extent - start / extent + 1
    }
}

extension Int {
    /// `self / divisor`, rounded up, also for a negative number.
    fileprivate func dividedRoundingUpSigned(by divisor: Int) -> Int {
        self > 0 ? dividedRoundingUp(by: divisor) : self / divisor
    }
}
