/// A box of elements: `origin` inclusive, `shape` elements along each axis. Both have one entry an axis.
public struct Region: Sendable, Hashable {
    /// The index of the first element, one entry an axis.
    public var origin: [Int]
    /// The extent along each axis, never negative.
    public var shape: [Int]

    /// The box of `shape` whose first element is at `origin`; both must have the same rank.
    public init(origin: [Int], shape: [Int]) {
        precondition(origin.count == shape.count, "a region's origin and shape have the same rank")
        self.origin = origin
        self.shape = shape
    }

    /// All of an array of `shape`.
    public init(whole shape: [Int]) {
        self.init(origin: [Int](repeating: 0, count: shape.count), shape: shape)
    }

    /// The number of axes.
    public var rank: Int { shape.count }

    /// Whether there is no element: some extent is zero. A 0-d region has one element.
    public var isEmpty: Bool { shape.contains { $0 <= 0 } }

    /// The number of elements; `Int.max` where it does not fit, which no allocation survives.
    public var elementCount: Int {
        if isEmpty { return 0 }
        var count = 1
        for extent in shape { count = count.multipliedSaturating(by: extent) }
        return count
    }

    /// The elements that both regions hold, or nil where there are none. Both must have the same rank.
    public func intersection(_ other: Region) -> Region? {
        precondition(rank == other.rank, "regions of different rank do not intersect")
        var result = self
        for axis in shape.indices {
            let lower = max(origin[axis], other.origin[axis])
            let upper = min(end(axis), other.end(axis))
            guard lower < upper else { return nil }
            result.origin[axis] = lower
            result.shape[axis] = upper - lower
        }
        return result
    }

    /// Whether every element of `other` is in this region; an empty region is in every region of its rank.
    public func contains(_ other: Region) -> Bool {
        guard rank == other.rank else { return false }
        if other.isEmpty { return true }
        for axis in shape.indices where other.origin[axis] < origin[axis] || other.end(axis) > end(axis) {
            return false
        }
        return true
    }

    /// Whether the element at `index` is in this region.
    public func contains(index: [Int]) -> Bool {
        guard rank == index.count else { return false }
        for axis in shape.indices where index[axis] < origin[axis] || index[axis] >= end(axis) { return false }
        return true
    }

    /// The same box moved by `offset`, one entry an axis; stops at the ends of `Int`.
    public func translated(by offset: [Int]) -> Region {
        precondition(rank == offset.count, "an offset has the rank of its region")
        var result = self
        for axis in shape.indices { result.origin[axis] = origin[axis].addedSaturating(offset[axis]) }
        return result
    }

    private func end(_ axis: Int) -> Int { origin[axis].addedSaturating(shape[axis]) }
}

extension Int {
    /// `self + other`, at most `Int.max` and at least `Int.min`.
    func addedSaturating(_ other: Int) -> Int {
        let (sum, overflow) = addingReportingOverflow(other)
        return overflow ? (other < 0 ? .min : .max) : sum
    }

    /// `self * other` of non-negative numbers, at most `Int.max`.
    func multipliedSaturating(by other: Int) -> Int {
        let (product, overflow) = multipliedReportingOverflow(by: other)
        return overflow ? .max : product
    }
}
