import ZarrBase

/// What is selected along one axis of one piece of a chunk.
struct AxisRun: Sendable {
    /// The number of the chunk, its first index in the array and its extent as it is encoded.
    var chunk = 0
    var origin = 0
    var extent = 0
    /// The first selected index, counted from the chunk's first, the distance between them and how many there are; of a
    /// list the box around them.
    var start = 0
    var step = 1
    var count = 0
    /// The entries of the selection, by ascending index.
    var entries = 0..<0
    /// The number of different indices among them.
    var distinct = 0
}

/// The pieces that a selection touches along one axis, in ascending order, and which of them belong to one chunk.
struct AxisRuns: Sendable {
    private let runs: [AxisRun]
    private let chunks: [Range<Int>]
    private let step: Int
    private let isList: Bool

    init(_ axis: ResolvedSelection.Axis, _ line: GridLine, extent: Int) throws(ZarrError) {
        guard axis.count == 0 || axis.last < extent else {
            throw ZarrError(.invalidArgument, "index \(axis.last) is selected in an axis of extent \(extent)")
        }
        step = axis.count > 1 ? axis.step : 1
        isList = axis.list != nil
        var runs: [AxisRun] = []
        var chunks: [Range<Int>] = []
        var entry = 0
        while entry < axis.count {
            let first = axis.list?.sorted(entry) ?? axis.start + entry * step
            let chunk = line.chunk(containing: first)
            let end = chunk.origin + line.piece(first - chunk.origin, extent: chunk.extent).end
            var run = AxisRun(chunk: chunk.number, origin: chunk.origin, extent: chunk.extent)
            run.start = first - chunk.origin
            let lower = entry
            if let list = axis.list {
                var last = first
                run.distinct = 1
                entry += 1
                while entry < axis.count, case let index = list.sorted(entry), index < end {
                    if index != last { run.distinct += 1 }
                    last = index
                    entry += 1
                }
                run.count = last - first + 1
            } else {
                run.count = min(axis.count - entry, (end - 1 - first) / step + 1)
                run.step = run.count > 1 ? step : 1
                run.distinct = run.count
                entry += run.count
            }
            run.entries = lower..<entry
            if let current = runs.last, current.chunk == run.chunk {
                chunks[chunks.count - 1] = chunks[chunks.count - 1].lowerBound..<runs.count + 1
            } else {
                chunks.append(runs.count..<runs.count + 1)
            }
            runs.append(run)
        }
        self.runs = runs
        self.chunks = chunks
    }

    /// The number of touched chunks.
    var chunkCount: Int { chunks.count }

    /// The numbers of the pieces of the `ordinal`th touched chunk.
    func pieces(ofChunk ordinal: Int) -> Range<Int> { chunks[ordinal] }

    func run(_ piece: Int) -> AxisRun { runs[piece] }

    /// Several pieces of one chunk as one.
    func run(of pieces: Range<Int>) -> AxisRun {
        var run = runs[pieces.lowerBound]
        guard pieces.count > 1 else { return run }
        let last = runs[pieces.upperBound - 1]
        run.entries = run.entries.lowerBound..<last.entries.upperBound
        run.distinct = runs[pieces].reduce(0) { $0 + $1.distinct }
        run.step = isList ? 1 : step
        run.count = isList ? last.start + last.count - run.start : run.entries.count
        return run
    }
}
