import ZarrBase

/// One axis of a partition. All sums stay below the extent of the array, so none overflows.
///
/// A rectilinear axis is a row of segments within which all chunks have one extent, so that nothing is listed there either.
struct AxisPartition: Sendable {
    let step: Int
    let chunkCount: Int
    /// The only segment of an axis whose chunks have one extent.
    private let first: AxisSegment
    /// All segments where there are several, and the number of touched chunks before each.
    private let segments: [AxisSegment]
    private let ordinals: [Int]

    /// An axis with chunks of one extent.
    init(_ axis: ResolvedSelection.Axis, chunkExtent: Int, extent: Int) throws(ZarrError) {
        try Self.requireInside(axis, extent: extent)
        step = axis.count <= 1 ? 1 : axis.step
        first = AxisSegment(
            start: axis.start, step: step, selected: axis.count, extent: extent, chunkExtent: chunkExtent)
        chunkCount = first.chunkCount
        segments = []
        ordinals = []
    }

    /// An axis with listed chunks.
    init(_ axis: ResolvedSelection.Axis, edges: ChunkEdges, extent: Int) throws(ZarrError) {
        try Self.requireInside(axis, extent: extent)
        let step = axis.count <= 1 ? 1 : axis.step
        self.step = step
        var segments: [AxisSegment] = []
        var ordinals: [Int] = []
        var chunkCount = 0
        var element = 0
        let last = axis.count == 0 ? -1 : axis.start + (axis.count - 1) * step
        for (run, firstChunk, origin) in edges.runs(holding: axis.start, through: last) where element < axis.count {
            let end = origin + run.extent * run.count
            let start = axis.start + element * step
            guard start < end else { continue }
            let selected = min(axis.count - element, (end - 1 - start) / step + 1)
            let segment = AxisSegment(
                start: start, step: step, selected: selected, extent: extent, chunkExtent: run.extent,
                base: .init(chunk: firstChunk, origin: origin, output: element))
            segments.append(segment)
            ordinals.append(chunkCount)
            chunkCount = try chunkCount.checkedPlus(segment.chunkCount)
            element += selected
        }
        guard element == axis.count else {
            throw ZarrError(.invalidMetadata, "the listed chunks end before the axis of extent \(extent)")
        }
        self.chunkCount = chunkCount
        first = segments.first ?? AxisSegment(start: 0, step: 1, selected: 0, extent: extent, chunkExtent: 1)
        self.segments = segments.count > 1 ? segments : []
        self.ordinals = segments.count > 1 ? ordinals : []
    }

    private static func requireInside(_ axis: ResolvedSelection.Axis, extent: Int) throws(ZarrError) {
        guard axis.count > 0 else { return }
        let last = axis.start + (axis.count - 1) * (axis.count <= 1 ? 1 : axis.step)
        guard last < extent else {
            throw ZarrError(.invalidArgument, "index \(last) is selected in an axis of extent \(extent)")
        }
    }

    /// The part in the `ordinal`th touched chunk.
    func part(_ ordinal: Int) -> AxisSegment.Part {
        if segments.isEmpty { return first.part(ordinal) }
        var lower = 0
        var upper = ordinals.count
        while upper - lower > 1 {
            let middle = lower + (upper - lower) / 2
            if ordinals[middle] <= ordinal { lower = middle } else { upper = middle }
        }
        return segments[lower].part(ordinal - ordinals[lower])
    }
}

/// A stretch of an axis within which all chunks have one extent.
struct AxisSegment: Sendable {
    /// What lies before the segment.
    struct Base {
        var chunk = 0
        var origin = 0
        var output = 0
    }

    struct Part {
        var chunkIndex: Int
        var chunkExtent: Int
        var start: Int
        var count: Int
        var outputStart: Int
        /// The elements of the chunk that lie in the array.
        var extentInArray: Int
    }

    let chunkCount: Int
    /// The first selected index, counted from the segment's first element.
    private let start: Int
    private let step: Int
    private let selected: Int
    /// What is left of the array from the segment's first element on.
    private let extent: Int
    private let chunkExtent: Int
    private let firstChunk: Int
    private let base: Base

    /// The segment from `base.origin` on; `start` and `extent` are counted from the beginning of the axis.
    init(start: Int, step: Int, selected: Int, extent: Int, chunkExtent: Int, base: Base = Base()) {
        self.start = start - base.origin
        self.step = step
        self.selected = selected
        self.extent = extent - base.origin
        self.chunkExtent = chunkExtent
        self.base = base
        guard selected > 0 else {
            firstChunk = 0
            chunkCount = 0
            return
        }
        let last = self.start + (selected - 1) * step
        firstChunk = self.start / chunkExtent
        chunkCount = step <= chunkExtent ? last / chunkExtent - firstChunk + 1 : selected
    }

    /// The part in the `ordinal`th touched chunk of the segment.
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
            chunkIndex: chunkIndex + base.chunk, chunkExtent: chunkExtent, start: startInChunk,
            count: min(selected - element, step == 1 ? room : (room - 1) / step + 1),
            outputStart: element + base.output, extentInArray: min(chunkExtent, extent - origin))
    }
}
