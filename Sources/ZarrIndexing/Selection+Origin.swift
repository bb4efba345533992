package import ZarrBase

extension Selection.Axis {
    /// The same elements with indices that count from zero, where these count from `origin`: none is negative to mean the
    /// end, and slices are cut to the axis.
    func counted(from origin: Int, axis: Int, extent: Int) throws(ZarrError) -> Self {
        func moved(_ index: Int) throws(ZarrError) -> Int {
            let (place, overflow) = index.subtractingReportingOverflow(origin)
            guard !overflow, place >= 0, place < extent else {
                throw ZarrError(
                    .invalidSelection, "index \(index) is outside axis \(axis)",
                    hint: "indices run from \(origin) to \(origin + extent - 1)")
            }
            return place
        }
        /// Nil below the axis.
        func bound(_ index: Int) -> Int? {
            let (place, overflow) = index.subtractingReportingOverflow(origin)
            if overflow { return origin < 0 ? extent : nil }
            return place < 0 ? nil : min(place, extent)
        }
        switch self {
        case .ellipsis, .mask: return self
        case .index(let index): return .index(try moved(index))
        case .indices(let indices):
            return .indices(try indices.map { (index) throws(ZarrError) in try moved(index) })
        case .slice(let start, let stop, let step):
            guard step < 0 else {
                return .slice(
                    start: start.map { bound($0) ?? 0 }, stop: stop.map { bound($0) ?? 0 }, step: step)
            }
            // Downwards from below the axis there is nothing; down to below it is down to its first element.
            if let start, bound(start) == nil { return .slice(start: 0, stop: 0, step: 1) }
            return .slice(start: start.flatMap(bound), stop: stop.flatMap(bound), step: step)
        }
    }
}

extension Selection {
    /// Whether the selection leaves the indices of each axis of the array what they are called: where it is a slice
    /// without a step.
    package func keepsIndices(rank: Int, dimensionNames: [String?]?) throws(ZarrError) -> [Bool] {
        let axes: [Axis]
        switch content {
        case .positional(let given): axes = try Self.expanded(given, rank: rank)
        case .named(let given): axes = try Self.ordered(given, rank: rank, dimensionNames: dimensionNames)
        case .blocks, .points, .mask: return [Bool](repeating: false, count: rank)
        }
        return axes.map { axis in
            switch axis {
            case .ellipsis, .slice(_, _, 1): true
            default: false
            }
        }
    }

    /// The columns with indices that count from zero.
    static func points(
        _ columns: [PointColumn], countedFrom origin: [Int?], in shape: [Int]
    ) throws(ZarrError) -> [PointColumn] {
        guard origin.count == shape.count, columns.count == shape.count else { return columns }
        var moved = columns
        for axis in columns.indices {
            guard let from = origin[axis] else { continue }
            guard
                case .indices(let indices) = try Axis.indices(columns[axis].indices)
                    .counted(from: from, axis: axis, extent: shape[axis])
            else { continue }
            moved[axis] = try PointColumn(indices, shape: columns[axis].shape)
        }
        return moved
    }
}
