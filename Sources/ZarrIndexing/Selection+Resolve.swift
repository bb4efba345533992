public import ZarrBase

extension Selection {
    /// Binds the selection to an array of `shape`, with numpy's meaning of slices and negative indices.
    ///
    /// - Parameter dimensionNames: one entry a dimension, for selections by name.
    /// - Throws: ``ZarrError/Code/invalidSelection`` where an index lies outside, a name is unknown or stands for two
    ///   dimensions, a step is zero, or there are too many axes; `limitExceeded` where the number of selected elements
    ///   does not fit `Int`.
    public func resolved(in shape: [Int], dimensionNames: [String?]? = nil) throws(ZarrError) -> ResolvedSelection {
        let axes =
            switch content {
            case .positional(let axes): try Self.expanded(axes, rank: shape.count)
            case .named(let axes): try Self.ordered(axes, rank: shape.count, dimensionNames: dimensionNames)
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

    private static func expanded(_ axes: [Axis], rank: Int) throws(ZarrError) -> [Axis] {
        let ellipses = axes.count { $0 == .ellipsis }
        guard ellipses <= 1 else {
            throw ZarrError(.invalidSelection, "a selection has at most one ellipsis, this one has \(ellipses)")
        }
        let missing = rank - (axes.count - ellipses)
        guard missing >= 0 else {
            throw ZarrError(
                .invalidSelection, "\(axes.count - ellipses) axes are selected, but the array has \(rank)")
        }
        let position = axes.firstIndex(of: .ellipsis) ?? axes.count
        return axes[..<position] + [Axis](repeating: .all, count: missing) + axes[position...].dropFirst(ellipses)
    }

    private static func ordered(
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
        }
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
