import Testing
import Zarr

@testable import ZarrTools

struct RegionPlanTests {
    /// The regions tile the box, end where units do and keep to the budget.
    @Test(arguments: 0..<300 as Range<UInt64>)
    func tiles(_ seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        let rank = Int.random(in: 0...4, using: &random)
        let counts = (0..<rank).map { _ in Int.random(in: 0...9, using: &random) }
        let units = (0..<rank).map { _ in Int.random(in: 1...10, using: &random) }
        let offsets = (0..<rank).map { _ in Int.random(in: 0...20, using: &random) }
        let sources = (0..<rank).map { _ in Int.random(in: 1...10, using: &random) }
        let budget = Int.random(in: 0...5000, using: &random)
        let plan = RegionPlan(
            counts, units: units, offsets: offsets, sources: Bool.random(using: &random) ? sources : nil,
            elementSize: 2, budget: budget)
        var seen = Set<[Int]>()
        let grid = plan.gridShape
        var indices = [Int](repeating: 0, count: rank)
        let smallest = zip(units, counts).reduce(2) { $0 * max(1, min($1.0, $1.1)) }
        for _ in 0..<(try grid.elementCount()) {
            let region = plan.region(indices)
            #expect(region.elementCount > 0)
            #expect(region.elementCount * 2 <= max(budget, smallest), "seed \(seed)")
            for axis in 0..<rank {
                let end = region.origin[axis] + region.shape[axis]
                let unit = min(units[axis], max(1, counts[axis]))
                #expect(
                    end == counts[axis] || (end + offsets[axis]) % unit == 0 || unit != units[axis], "seed \(seed)")
                let found = plan.indices(along: axis, holding: region.origin[axis]..<end)
                #expect(found == indices[axis]..<(indices[axis] + 1), "seed \(seed)")
            }
            var index = [Int](repeating: 0, count: rank)
            for _ in 0..<region.elementCount {
                #expect(seen.insert(zip(region.origin, index).map(+)).inserted, "seed \(seed)")
                index.increment(in: region.shape)
            }
            indices.increment(in: grid)
        }
        #expect(seen.count == (try counts.elementCount()), "seed \(seed)")
    }

    /// Where chunks differ, the regions tile the box, consist of whole chunks and keep to the budget.
    @Test(arguments: 0..<200 as Range<UInt64>)
    func tilesAlongChunksThatDiffer(_ seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        let count = Int.random(in: 0...60, using: &random)
        var runs: [ChunkEdges.Run] = []
        while runs.reduce(0, { $0 + $1.extent * $1.count }) < count || Bool.random(using: &random) {
            runs.append(
                .init(extent: Int.random(in: 1...9, using: &random), count: Int.random(in: 1...3, using: &random)))
        }
        let grid = ChunkGrid.rectilinear([.listed(try ChunkEdges(runs))])
        let budget = Int.random(in: 0...40, using: &random)
        let plan = RegionPlan([count], units: grid.largestChunkShape, grid: grid, elementSize: 1, budget: budget)
        var end = 0
        for number in 0..<(try plan.gridShape.elementCount()) {
            let region = plan.region(atNumber: number)
            try #require(region.origin == [end] && region.shape[0] > 0, "seed \(seed)")
            #expect(region.shape[0] <= plan.extents[0], "seed \(seed)")
            #expect(grid.chunkRegion(at: grid.chunkIndices(containing: [end])).origin == [end], "seed \(seed)")
            end += region.shape[0]
            let found = plan.indices(along: 0, holding: region.origin[0]..<end)
            #expect(found == number..<(number + 1), "seed \(seed)")
        }
        #expect(end == count, "seed \(seed)")
    }

    @Test func coversSourceChunksBeforeItGrows() {
        // A region of one unit would decode each source chunk ten times.
        let plan = RegionPlan(
            [100, 100, 100], units: [1, 100, 100], sources: [10, 10, 100], elementSize: 1, budget: 150_000)
        #expect(plan.extents == [10, 100, 100])
    }

    @Test func anyExtentTakesNoMemory() {
        let plan = RegionPlan([1 << 62, 1 << 62], units: [10, 10], elementSize: 8, budget: 1 << 20)
        #expect(plan.extents[1] > 1000)
        #expect(plan.region([0, 0]).origin == [0, 0])
    }
}
