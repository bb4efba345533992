/// Indices of one axis in any order, the same one as often as wished.
public struct IndexList: Sendable, Hashable {
    /// The indices in the order of the result, none negative.
    public let indices: [Int]
    /// The places in ``indices`` by ascending index, equal ones in their order; nil where they ascend as they are.
    let order: [Int]?

    init(_ indices: [Int]) {
        self.indices = indices
        let ascends = indices.indices.dropFirst().allSatisfy { indices[$0 - 1] <= indices[$0] }
        order = ascends ? nil : indices.indices.sorted { (indices[$0], $0) < (indices[$1], $1) }
    }

    /// The place in the result of the entry that is number `entry` by ascending index.
    @inline(__always) func place(_ entry: Int) -> Int { order?[entry] ?? entry }

    /// The index of the entry that is number `entry` by ascending index.
    @inline(__always) func sorted(_ entry: Int) -> Int { indices[place(entry)] }
}

extension ResolvedSelection.Axis {
    /// The elements of these indices, none negative, in this order; a slice where they are evenly spaced.
    public init(indices: [Int]) {
        guard let first = indices.first else {
            self.init(start: 0, count: 0)
            return
        }
        let delta = indices.count > 1 ? indices[1] - first : 1
        let isEven =
            delta != 0 && indices.indices.dropFirst().allSatisfy { indices[$0] - indices[$0 - 1] == delta }
        if isEven {
            self.init(first: first, delta: delta, count: indices.count)
        } else {
            let list = IndexList(indices)
            self.init(start: list.sorted(0), count: indices.count)
            self.list = list
        }
    }

    /// `count` elements from `first` on, `delta` apart, in this order.
    init(first: Int, delta: Int, count: Int) {
        if count <= 1 {
            self.init(start: first, count: count)
        } else if delta > 0 {
            self.init(start: first, step: delta, count: count)
        } else {
            self.init(start: first + (count - 1) * delta, step: -delta, count: count, isReversed: true)
        }
    }

    /// The index in the array of number `place` of the result.
    public func index(at place: Int) -> Int {
        list?.indices[place] ?? start + (isReversed ? count - 1 - place : place) * step
    }

    /// What `inner`, a selection within the result of this one, means in the array.
    func selecting(_ inner: Self) -> Self {
        var axis: Self
        if list != nil || inner.list != nil {
            axis = Self(indices: (0..<inner.count).map { index(at: inner.index(at: $0)) })
        } else {
            let direction = (isReversed ? -step : step)
            axis = Self(
                first: inner.count > 0 ? index(at: inner.index(at: 0)) : 0,
                delta: inner.count > 1 ? direction * (inner.isReversed ? -inner.step : inner.step) : 1,
                count: inner.count)
        }
        axis.isDropped = isDropped || inner.isDropped
        return axis
    }
}
