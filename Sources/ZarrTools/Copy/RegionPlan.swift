import Zarr

/// A box of elements cut into regions of bounded size, each of whole write units and, where possible, whole source chunks.
///
/// Nothing is listed but the regions along axes on which write units differ in extent: an array of any number of regions
/// takes no memory here.
struct RegionPlan {
    /// The extents of the box.
    let counts: [Int]
    /// The extents of a region.
    let extents: [Int]
    /// The extents of the first region along each axis where it is a shorter one, that ends with a write unit; else 0.
    private let first: [Int]
    /// Where the regions begin along each axis on which the write units differ in extent; else nil.
    private let starts: [[Int]?]

    /// A plan for `counts` elements.
    ///
    /// - Parameters:
    ///   - units: the write unit's extents, the largest ones where they differ.
    ///   - grid: how the array is cut into write units, where they may differ in extent and the box begins with the array.
    ///   - offsets: where the box begins in its array, so that regions end where units do.
    ///   - sources: the extents of what is decoded at once on the side that is read.
    ///   - budget: how many bytes a region may take, unless one unit takes more.
    init(
        _ counts: [Int], units: [Int], grid: ChunkGrid? = nil, offsets: [Int]? = nil, sources: [Int]? = nil,
        elementSize: Int, budget: Int
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
        let wanted = budget == 0 ? axes.map { _ in 1 } : extents
        starts = axes.map { axis in
            guard let edges = grid?.axes[axis], edges.isListed else { return nil }
            return Self.starts(along: edges, count: counts[axis], extent: wanted[axis])
        }
    }

    /// Where regions begin that consist of whole chunks, as many as fit `extent`, but at least one; nil where there would
    /// be too many to list.
    private static func starts(along edges: ChunkAxis, count: Int, extent: Int) -> [Int]? {
        var starts: [Int] = []
        var start = 0
        while start < count {
            guard starts.count < mostListed else { return nil }
            starts.append(start)
            let behind = start.saturatingPlus(extent)
            if behind >= count { break }
            let next = edges.range(ofChunk: edges.chunk(containing: behind)).origin
            if next > start {
                start = next
            } else {
                let chunk = edges.range(ofChunk: edges.chunk(containing: start))
                start = chunk.origin.saturatingPlus(max(1, chunk.extent))
            }
        }
        return starts
    }

    private static let mostListed = 1 << 20

    /// The number of regions along each axis.
    var gridShape: [Int] {
        counts.indices.map { axis in
            if counts[axis] <= 0 { return 0 }
            if let starts = starts[axis] { return starts.count }
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
            if let starts = starts[axis] {
                let next = indices[axis] + 1
                origin[axis] = starts[indices[axis]]
                shape[axis] = (next < starts.count ? starts[next] : counts[axis]) - origin[axis]
            } else if hasFirst, indices[axis] == 0 {
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
            if let starts = starts[axis] {
                var lower = 0
                var upper = starts.count
                while upper - lower > 1 {
                    let middle = lower + (upper - lower) / 2
                    if starts[middle] <= element { lower = middle } else { upper = middle }
                }
                return lower
            }
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
