public import ZarrBase

extension Selection {
    /// Binds the selection to an array of `shape`, with numpy's meaning of slices and negative indices.
    ///
    /// - Parameters:
    ///   - dimensionNames: one entry a dimension, for selections by name.
    ///   - grid: the chunk grid, for selections of whole chunks.
    /// - Throws: ``ZarrError/Code/invalidSelection`` where an index lies outside, a name is unknown or stands for two
    ///   dimensions, a step is zero, a mask has another extent, or there are too many axes; `limitExceeded` where the
    ///   number of selected elements does not fit `Int`.
    /// - Complexity: sorts the indices of a list; linear in the number of single elements.
    public func resolved(
        in shape: [Int], dimensionNames: [String?]? = nil, grid: ChunkGrid? = nil
    ) throws(ZarrError) -> ResolvedSelection {
        try resolved(in: shape, origin: [], dimensionNames: dimensionNames, grid: grid)
    }

    /// Binds the selection where indices count from `origin`, one entry a dimension or none at all; nil along an axis whose
    /// indices count from zero, negative ones from the end.
    package func resolved(
        in shape: [Int], origin: [Int?], dimensionNames: [String?]?, grid: ChunkGrid? = nil
    ) throws(ZarrError) -> ResolvedSelection {
        var axes: [Axis]
        switch content {
        case .positional(let given): axes = try Self.expanded(given, rank: shape.count)
        case .named(let given): axes = try Self.ordered(given, rank: shape.count, dimensionNames: dimensionNames)
        case .blocks(let given):
            return try Self.blocks(Self.expanded(given, rank: shape.count), of: grid, in: shape)
        case .points(let columns):
            return ResolvedSelection(
                try PointList(Self.points(columns, countedFrom: origin, in: shape), in: shape), rank: shape.count)
        case .mask(let places, let maskShape):
            guard maskShape == shape else {
                throw ZarrError(.invalidSelection, "the mask has the shape \(maskShape), the array \(shape)")
            }
            return ResolvedSelection(PointList(numbers: places, shape: [places.count]), rank: shape.count)
        }
        for (number, origin) in origin.enumerated() {
            if let origin { axes[number] = try axes[number].counted(from: origin, axis: number, extent: shape[number]) }
        }
        var resolved: [ResolvedSelection.Axis] = []
        resolved.reserveCapacity(shape.count)
        for (number, extent) in shape.enumerated() {
            guard extent >= 0 else { throw ZarrError(.invalidArgument, "an extent of \(extent)") }
            resolved.append(
                try Self.bound(axes[number], to: extent) { () -> String in
                    guard let dimensionNames, number < dimensionNames.count, let name = dimensionNames[number] else {
                        return "axis \(number)"
                    }
                    return "axis \(number) ('\(name)')"
                })
        }
        return try ResolvedSelection(axes: resolved)
    }

    static func expanded(_ axes: [Axis], rank: Int) throws(ZarrError) -> [Axis] {
        let ellipses = axes.count { $0 == .ellipsis }
        guard ellipses <= 1 else {
            throw ZarrError(.invalidSelection, "a selection has at most one ellipsis, this one has \(ellipses)")
        }
        let missing = rank - (axes.count - ellipses)
        guard missing >= 0 else {
            let areIndices = axes.allSatisfy { if case .index = $0 { true } else { false } }
            throw ZarrError(
                .invalidSelection, "\(axes.count - ellipses) axes are selected, but the array has \(rank)",
                hint: areIndices ? "a list of indices of one axis is written [[1, 5, 7]]" : nil)
        }
        let position = axes.firstIndex(of: .ellipsis) ?? axes.count
        return axes[..<position] + [Axis](repeating: .all, count: missing) + axes[position...].dropFirst(ellipses)
    }

    static func ordered(
        _ axes: [NamedAxis], rank: Int, dimensionNames: [String?]?
    ) throws(ZarrError) -> [Axis] {
        var ordered = [Axis](repeating: .all, count: rank)
        var isTaken = [Bool](repeating: false, count: rank)
        let names = (dimensionNames ?? []).prefix(rank)
        let known = names.compactMap(\.self)
        for named in axes {
            guard let axis = names.firstIndex(of: named.name) else {
                throw ZarrError(
                    .invalidSelection, "no dimension is called '\(named.name)'",
                    hint: known.isEmpty
                        ? "the array's dimensions have no names, select by position"
                        : "the dimensions are \(known.joined(separator: ", "))")
            }
            guard names.lastIndex(of: named.name) == axis else {
                throw ZarrError(
                    .invalidSelection, "two dimensions are called '\(named.name)'", hint: "select by position")
            }
            guard !isTaken[axis] else {
                throw ZarrError(.invalidSelection, "dimension '\(named.name)' is selected twice")
            }
            guard named.axis != .ellipsis else {
                throw ZarrError(
                    .invalidSelection, "dimension '\(named.name)' is selected by an ellipsis",
                    hint: "leave it out, or write ':' or .all")
            }
            isTaken[axis] = true
            ordered[axis] = named.axis
        }
        return ordered
    }

    private static func bound(
        _ axis: Axis, to extent: Int, place: () -> String
    ) throws(ZarrError) -> ResolvedSelection.Axis {
        switch axis {
        case .ellipsis:
            return ResolvedSelection.Axis(start: 0, count: extent)
        case .index(let index):
            // A negative index plus an extent cannot overflow; the other way round nothing is added.
            let position = index < 0 ? index + extent : index
            guard position >= 0, position < extent else {
                throw ZarrError(
                    .invalidSelection, "index \(index) is outside \(place()) of extent \(extent)",
                    hint: extent == 0 ? "the axis has no elements" : "indices run from -\(extent) to \(extent - 1)")
            }
            return ResolvedSelection.Axis(start: position, count: 1, isDropped: true)
        case .slice(let start, let stop, let step):
            guard step != 0 else {
                throw ZarrError(.invalidSelection, "the slice of \(place()) has a step of zero")
            }
            return step > 0
                ? ascending(start: start, stop: stop, step: step, extent: extent)
                : descending(start: start, stop: stop, step: step, extent: extent)
        case .indices(let indices):
            for index in indices where index < -extent || index >= extent {
                throw ZarrError(
                    .invalidSelection, "index \(index) is outside \(place()) of extent \(extent)",
                    hint: extent == 0 ? "the axis has no elements" : "indices run from -\(extent) to \(extent - 1)")
            }
            return ResolvedSelection.Axis(indices: indices.map { $0 < 0 ? $0 + extent : $0 })
        case .mask(let mask):
            guard mask.count == extent else {
                throw ZarrError(
                    .invalidSelection, "the mask has \(mask.count) places, \(place()) has an extent of \(extent)")
            }
            return ResolvedSelection.Axis(indices: mask.indices.filter { mask[$0] })
        }
    }

    /// The elements of whole chunks: indices and slices of the grid become slices of the array.
    private static func blocks(
        _ axes: [Axis], of grid: ChunkGrid?, in shape: [Int]
    ) throws(ZarrError) -> ResolvedSelection {
        guard let grid else { throw ZarrError(.invalidSelection, "there are no chunks to select by their indices") }
        let gridShape = grid.gridShape(for: shape)
        var resolved: [ResolvedSelection.Axis] = []
        for (number, axis) in axes.enumerated() {
            let chunks: ResolvedSelection.Axis
            switch axis {
            case .index, .ellipsis, .slice(_, _, 1):
                chunks = try bound(axis, to: gridShape[number]) { "the chunks of axis \(number)" }
            default:
                throw ZarrError(
                    .invalidSelection, "chunks are selected by '\(axis)'",
                    hint: "use an index or a slice without a step")
            }
            guard chunks.count > 0 else {
                resolved.append(ResolvedSelection.Axis(start: 0, count: 0))
                continue
            }
            let start = grid.axes[number].range(ofChunk: chunks.start).origin
            let last = grid.axes[number].range(ofChunk: chunks.start + chunks.count - 1)
            resolved.append(
                ResolvedSelection.Axis(
                    start: start, count: min(shape[number], last.origin.addedSaturating(last.extent)) - start))
        }
        return try ResolvedSelection(axes: resolved)
    }

    private static func ascending(start: Int?, stop: Int?, step: Int, extent: Int) -> ResolvedSelection.Axis {
        func clamped(_ bound: Int) -> Int { bound < 0 ? max(0, bound + extent) : min(bound, extent) }
        let lower = start.map(clamped) ?? 0
        let upper = stop.map(clamped) ?? extent
        guard lower < upper else { return ResolvedSelection.Axis(start: 0, count: 0) }
        let count = (upper - lower - 1) / step + 1
        return ResolvedSelection.Axis(start: lower, step: count == 1 ? 1 : step, count: count)
    }

    /// Python counts from `start` down to before `stop`; the result holds the same elements from the lowest up.
    private static func descending(start: Int?, stop: Int?, step: Int, extent: Int) -> ResolvedSelection.Axis {
        func clamped(_ bound: Int) -> Int { bound < 0 ? max(-1, bound + extent) : min(bound, extent - 1) }
        let first = start.map(clamped) ?? extent - 1
        let limit = stop.map(clamped) ?? -1
        guard limit < first else { return ResolvedSelection.Axis(start: 0, count: 0) }
        // -Int.min does not exist; a step of Int.max passes over just as much of any axis.
        let stride = step == .min ? .max : -step
        let count = (first - (limit + 1)) / stride + 1
        if count == 1 { return ResolvedSelection.Axis(start: first, count: 1) }
        return ResolvedSelection.Axis(
            start: first - (count - 1) * stride, step: stride, count: count, isReversed: true)
    }
}
