import ZarrBase
import ZarrCodecs
import ZarrIndexing

/// How what a read needs of each shard is shared out between workers: in slices of whole subchunks along one axis.
///
/// A shard is one item of work where there are many of them. Where there are few, and enough is decoded that another worker
/// is worth waking, the axis is cut along which most subchunks are touched.
struct ShardCut {
    let axis: Int
    /// The number of slices; 1 where shards are not cut.
    let count: Int

    init(_ chunks: ChunkAccess, _ selection: ResolvedSelection, chunkCount: Int, workers: Int) {
        guard let subchunk = chunks.subchunkShape, chunkCount > 0, chunkCount < 4 * workers,
            let touched = chunks.touchedBytes(selection),
            touched / chunkCount > (chunks.pipeline.compressesPieces ? chunks.sizes.cutDecoded : chunks.sizes.cutCopied)
        else {
            (axis, count) = (0, 1)
            return
        }
        let shape = chunks.pipeline.decoded.shape
        let rows = shape.indices.map { axis in
            min(shape[axis] / max(1, subchunk[axis]), selection.axes[axis].unitCount(of: subchunk[axis]))
        }
        // Slices along the first axis lie in one piece in the result: it is cut where it keeps the workers busy.
        let most = rows.max() ?? 1
        axis = rows.firstIndex { $0 >= min(most, workers) } ?? 0
        let slices = shape.isEmpty ? 1 : shape[axis] / max(1, subchunk[axis])
        count = max(1, touched / chunkCount > chunks.sizes.cutCopied ? min(slices, 4 * workers) : slices)
    }

    /// A slice of the part of a shard, and the first of its elements along the axis; nil where it has none.
    func slice(_ number: Int, of projection: ChunkProjection, subchunk: [Int]) -> (part: ChunkPart, first: Int)? {
        let rows = projection.chunkShape[axis] / subchunk[axis]
        let lower = rows * number / count * subchunk[axis]
        let upper = rows * (number + 1) / count * subchunk[axis]
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
    /// The bytes of all subchunks that a selection touches, decoded; nil where they are beyond counting.
    func touchedBytes(_ selection: ResolvedSelection) -> Int? {
        guard let subchunk = subchunkShape else { return nil }
        var bytes = max(1, elementSize)
        for (axis, selected) in selection.axes.enumerated() {
            let (extent, isLarge) = selected.unitCount(of: subchunk[axis])
                .multipliedReportingOverflow(by: subchunk[axis])
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
