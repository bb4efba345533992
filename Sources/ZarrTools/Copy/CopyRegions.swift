import Zarr

/// The regions that a copy goes through, in C order: of each what holds stored chunks, in whole write units.
struct CopyRegions: Sequence {
    private let plan: RegionPlan
    private let units: [ChunkAxis]
    private let count: Int
    /// What is stored in each region that holds anything; nil where all regions are to be copied whole.
    private let boxes: [(number: Int, box: Region)]?

    /// The regions of `plan` that hold any of the chunks of `chunkGrid` with these indices, in whole chunks of `units`; all
    /// of them where `chunks` is nil.
    ///
    /// - Throws: ``ZarrError/Code/limitExceeded`` where there are more regions than `Int` can count.
    init(_ plan: RegionPlan, units: ChunkGrid, holding chunks: [[Int]]?, of chunkGrid: ChunkGrid) throws(ZarrError) {
        self.plan = plan
        self.units = units.axes
        count = try plan.gridShape.elementCount()
        boxes = chunks.flatMap { Self.boxes(plan, holding: $0, of: chunkGrid) }
    }

    private static func boxes(
        _ plan: RegionPlan, holding chunks: [[Int]], of chunkGrid: ChunkGrid
    ) -> [(number: Int, box: Region)]? {
        let grid = plan.gridShape
        var found: [Int: Region] = [:]
        for indices in chunks {
            guard let chunk = chunkGrid.chunkRegion(at: indices).intersection(Region(whole: plan.counts)) else {
                continue
            }
            let ranges = plan.counts.indices.map { axis in
                plan.indices(along: axis, holding: chunk.origin[axis]..<(chunk.origin[axis] + chunk.shape[axis]))
            }
            let shape = ranges.map(\.count)
            // A chunk that says that it is huge is not worth a list: the first region will tell.
            let steps = shape.saturatingProduct
            guard steps <= mostRegions else { return nil }
            var index = [Int](repeating: 0, count: shape.count)
            for _ in 0..<steps {
                let place = zip(ranges, index).map { $0.lowerBound + $1 }
                var number = 0
                for axis in grid.indices { number = number * grid[axis] + place[axis] }
                if let part = plan.region(place).intersection(chunk) {
                    found[number] = found[number]?.union(part) ?? part
                }
                index.increment(in: shape)
            }
            guard found.count <= mostRegions else { return nil }
        }
        return found.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
    }

    private static let mostRegions = 1 << 20

    func makeIterator() -> AnyIterator<Region> {
        var next = 0
        return AnyIterator {
            guard next < boxes?.count ?? count else { return nil }
            defer { next += 1 }
            let region = plan.region(atNumber: boxes?[next].number ?? next)
            guard let box = boxes?[next].box else { return region }
            return rounded(box, within: region)
        }
    }

    /// The box grown to whole write units, which regions consist of.
    private func rounded(_ box: Region, within region: Region) -> Region {
        var result = region
        for axis in region.shape.indices {
            let unit = units[axis]
            let first = unit.range(ofChunk: unit.chunk(containing: box.origin[axis]))
            let last = unit.range(ofChunk: unit.chunk(containing: box.origin[axis] + box.shape[axis] - 1))
            let upper = last.origin.saturatingPlus(last.extent)
            result.origin[axis] = Swift.max(region.origin[axis], first.origin)
            result.shape[axis] = Swift.min(upper, region.origin[axis] + region.shape[axis]) - result.origin[axis]
        }
        return result
    }
}

extension Region {
    /// The smallest region that holds both.
    fileprivate func union(_ other: Region) -> Region {
        var result = self
        for axis in shape.indices {
            let end = Swift.max(origin[axis] + shape[axis], other.origin[axis] + other.shape[axis])
            result.origin[axis] = Swift.min(origin[axis], other.origin[axis])
            result.shape[axis] = end - result.origin[axis]
        }
        return result
    }
}
