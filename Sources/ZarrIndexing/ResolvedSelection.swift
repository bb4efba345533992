public import ZarrBase

/// A selection bound to an array: every axis counted out, inside the array.
public struct ResolvedSelection: Sendable, Hashable {
    /// The elements `start`, `start + step`, ... of one axis, `count` of them, or those of a list.
    public struct Axis: Sendable, Hashable {
        /// The lowest selected index.
        public var start: Int
        /// The distance between selected indices, at least 1; 1 where at most one is selected.
        public var step: Int
        /// The number of selected indices.
        public var count: Int
        /// Whether the result runs from the highest index down.
        public var isReversed: Bool
        /// Whether the axis was selected by an integer, so that the result has no dimension for it.
        public var isDropped: Bool
        /// The indices where they are not evenly spaced; `start` is then the lowest and `count` their number.
        public internal(set) var list: IndexList?

        /// `count` elements from `start` on, every `step`th.
        public init(start: Int, step: Int = 1, count: Int, isReversed: Bool = false, isDropped: Bool = false) {
            self.start = start
            self.step = step
            self.count = count
            self.isReversed = isReversed
            self.isDropped = isDropped
        }
    }

    /// One entry a dimension of the array; none where single elements are selected.
    public let axes: [Axis]
    /// The elements where they are selected one by one.
    public let points: PointList?
    /// The number of selected elements; 1 for a 0-d array.
    public let elementCount: Int
    /// The number of dimensions of the array.
    public let rank: Int

    /// A selection of axes that are already counted out.
    ///
    /// - Throws: ``ZarrError/Code/invalidArgument`` where an axis has a negative start or count or a step under 1 or runs
    ///   past `Int.max`, `limitExceeded` where the number of elements does not fit `Int`.
    public init(axes: [Axis]) throws(ZarrError) {
        for axis in axes {
            guard axis.start >= 0, axis.count >= 0, axis.step >= 1 else {
                throw ZarrError(
                    .invalidArgument, "\(axis.count) elements from \(axis.start) in steps of \(axis.step)")
            }
            if axis.count > 0 { _ = try (axis.count - 1).checkedTimes(axis.step).checkedPlus(axis.start) }
        }
        elementCount = try axes.lazy.map(\.count).elementCount()
        self.axes = axes
        rank = axes.count
        points = nil
    }

    /// Single elements of an array of `rank` dimensions.
    init(_ points: PointList, rank: Int) {
        axes = []
        self.rank = rank
        self.points = points
        elementCount = points.numbers.count
    }

    /// All elements of a box.
    ///
    /// - Throws: as ``init(axes:)``.
    public init(_ region: Region) throws(ZarrError) {
        try self.init(axes: zip(region.origin, region.shape).map { Axis(start: $0, count: $1) })
    }

    /// The part of a chunk that `projection` names, as a selection in the chunk.
    public init(_ projection: ChunkProjection) {
        var axes: [Axis] = []
        axes.reserveCapacity(projection.rank)
        var elementCount = 1
        for axis in 0..<projection.rank {
            axes.append(
                Axis(start: projection.start[axis], step: projection.step[axis], count: projection.count[axis]))
            elementCount *= projection.count[axis]
        }
        self.axes = axes
        self.elementCount = elementCount
        rank = axes.count
        points = nil
    }

    /// Whether every axis is a slice or an index, so that a part of a chunk is a box with steps.
    public var isBasic: Bool { points == nil && axes.allSatisfy { $0.list == nil } }

    /// The shape of the result: axes selected by an integer are left out.
    public var outputShape: [Int] {
        points?.shape ?? axes.compactMap { $0.isDropped ? nil : $0.count }
    }

    /// The number of selected indices along each axis of the array, with 1 for those that the result leaves out; for
    /// single elements the shape of the result.
    public var fullShape: [Int] { points?.shape ?? axes.map(\.count) }

    /// Whether all elements of an array of `shape` are selected, in their order.
    public func isWhole(of shape: [Int]) -> Bool {
        guard shape.count == rank, isBasic else { return false }
        for (axis, extent) in zip(axes, shape) {
            if axis.count != extent || axis.count > 1 && axis.isReversed { return false }
        }
        return true
    }

    /// The smallest box that holds all selected elements of the axes; a 0-d one where single elements are selected.
    public var boundingRegion: Region {
        Region(origin: axes.map(\.start), shape: axes.map { $0.count == 0 ? 0 : $0.last - $0.start + 1 })
    }
}

extension ResolvedSelection.Axis {
    /// The highest selected index where there is any.
    var last: Int {
        if let list { return list.sorted(count - 1) }
        return start + (count - 1) * step
    }
}
