import Zarr

/// A box of elements cut into regions of bounded size, each of whole write units and, where possible, whole source chunks.
///
/// Nothing is listed: an array of any number of regions takes no memory here.
struct RegionPlan {
    /// The extents of the box.
    let counts: [Int]
    /// The extents of a region.
    let extents: [Int]
    /// The extents of the first region along each axis where it is a shorter one, that ends with a write unit; else 0.
    private let first: [Int]

    /// A plan for `counts` elements.
    ///
    /// - Parameters:
    ///   - units: the write unit's extents.
    ///   - offsets: where the box begins in its array, so that regions end where units do.
    ///   - sources: the extents of what is decoded at once on the side that is read.
    ///   - budget: how many bytes a region may take, unless one unit takes more.
    init(
        _ counts: [Int], units: [Int], offsets: [Int]? = nil, sources: [Int]? = nil, elementSize: Int, budget: Int
    ) {
        let axes = counts.indices
        let units = axes.map { min(max(1, units[$0]), max(1, counts[$0])) }
        var extents = units
        func size(_ extents: [Int]) -> Int {
            axes.reduce(max(1, elementSize)) { $0.saturatingTimes(max(1, min(extents[$1], counts[$1]))) }
        }
        // First what spares decoding a source chunk twice, the worst axis first.
        if let sources {
            let ratio = axes.map { Double(sources[$0]) / Double(units[$0]) }
            for axis in axes.sorted(by: { ratio[$0] > ratio[$1] }) where ratio[axis] > 1 {
                var wider = extents
                let source = min(sources[axis], max(1, counts[axis]))
                wider[axis] = units[axis].saturatingTimes(source.dividedRoundingUp(by: units[axis]))
                if size(wider) <= budget { extents = wider }
            }
        }
        for axis in axes.reversed() {
            let room = budget / size(extents)
            let needed = max(1, counts[axis]).dividedRoundingUp(by: extents[axis])
            if room < 1 || needed == 1 { continue }
            extents[axis] = extents[axis].saturatingTimes(min(room, needed))
            if room < needed { break }
        }
        self.counts = counts
        first = axes.map { axis in
            let offset = (offsets?[axis] ?? 0) % units[axis]
            return offset == 0 || extents[axis] >= counts[axis] ? 0 : units[axis] - offset
        }
        self.extents = axes.map { min(extents[$0], max(1, counts[$0])) }
    }

    /// The number of regions along each axis.
    var gridShape: [Int] {
        counts.indices.map { axis in
            if counts[axis] <= 0 { return 0 }
            let rest = max(0, counts[axis] - first[axis])
            return (first[axis] > 0 ? 1 : 0) + rest.dividedRoundingUp(by: extents[axis])
        }
    }

    /// The region with these indices in the grid.
    func region(_ indices: [Int]) -> Region {
        var origin = counts
        var shape = counts
        for axis in counts.indices {
            let hasFirst = first[axis] > 0
            if hasFirst, indices[axis] == 0 {
                origin[axis] = 0
                shape[axis] = min(first[axis], counts[axis])
            } else {
                origin[axis] = first[axis] + (indices[axis] - (hasFirst ? 1 : 0)) * extents[axis]
                shape[axis] = min(extents[axis], counts[axis] - origin[axis])
            }
        }
        return Region(origin: origin, shape: shape)
    }

    /// The region with this number in C order.
    func region(atNumber number: Int) -> Region {
        let grid = gridShape
        var rest = number
        var indices = grid
        for axis in grid.indices.reversed() {
            indices[axis] = rest % grid[axis]
            rest /= grid[axis]
        }
        return region(indices)
    }

    /// The indices along `axis` of the regions that hold elements of `range`.
    func indices(along axis: Int, holding range: Range<Int>) -> Range<Int> {
        func index(_ element: Int) -> Int {
            if element < first[axis] { return 0 }
            return (element - first[axis]) / extents[axis] + (first[axis] > 0 ? 1 : 0)
        }
        return index(range.lowerBound)..<(index(range.upperBound - 1) + 1)
    }
}

extension Int {
    /// The product, or the largest number where it is larger.
    func saturatingTimes(_ other: Int) -> Int {
        let (product, overflow) = multipliedReportingOverflow(by: other)
        return overflow ? .max : product
    }

    /// The sum, or the largest number where it is larger.
    func saturatingPlus(_ other: Int) -> Int {
        let (sum, overflow) = addingReportingOverflow(other)
        return overflow ? .max : sum
    }
}
