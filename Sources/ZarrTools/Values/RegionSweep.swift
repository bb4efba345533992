import Zarr

/// An array taken region by region, several at a time, in bounded memory: each chunk is decoded once, whatever the shape.
struct RegionSweep {
    private let regions: CopyRegions
    private let limit: Int

    /// - Parameters:
    ///   - other: an array of the same shape that is read together with this one.
    ///   - chunks: the chunks that matter; all where it is nil.
    init(
        _ array: ZarrArray, with other: ZarrArray? = nil, holding chunks: [[Int]]? = nil, context: ZarrContext
    ) throws(ZarrError) {
        let units = array.chunkShape
        let size = max(1, array.dataType.byteCount) * (other == nil ? 1 : 2)
        let plan = RegionPlan(
            array.shape, units: units, grid: array.chunkGrid,
            sources: other?.chunkShape ?? array.description.chunkShape, elementSize: size,
            budget: array.dataType.isVariableLength ? Self.budget / 8 : Self.budget)
        regions = try CopyRegions(plan, units: array.chunkGrid, holding: chunks, of: array.chunkGrid)
        let bytes = plan.extents.saturatingProduct.saturatingTimes(size)
        limit = max(1, min(context.workers + 1, Self.mostMemory / max(1, bytes)))
    }

    private static let budget = 8 << 20
    private static let mostMemory = 256 << 20

    /// Calls `body` with each region, some at a time, and `collect` with what it makes of them, one at a time.
    ///
    /// - Complexity: memory for few regions of some MiB, or of one chunk where that is larger.
    func run<Result: Sendable>(
        _ body: @escaping @Sendable (Region) async throws -> Result, collect: (Result) -> Void
    ) async throws {
        try await withThrowingTaskGroup(of: Result.self) { group in
            var waiting = 0
            for region in regions {
                try Task.checkCancelledAsZarrError()
                if waiting == limit, let result = try await group.next() {
                    collect(result)
                    waiting -= 1
                }
                waiting += 1
                group.addTask { try await body(region) }
            }
            for try await result in group { collect(result) }
        }
    }
}

extension Region {
    /// Calls `body` with each run of elements that follow each other in the C order of an array: the number of the first
    /// in the array, that in the region, and how many there are.
    func forEachRun(in shape: [Int], _ body: (_ inArray: Int, _ inRegion: Int, _ count: Int) throws -> Void) rethrows {
        guard !isEmpty else { return }
        var outer = rank
        var count = 1
        while outer > 0 {
            outer -= 1
            count *= self.shape[outer]
            if self.shape[outer] != shape[outer] { break }
        }
        var strides = [Int](repeating: 1, count: rank)
        for axis in strides.indices.dropLast().reversed() { strides[axis] = strides[axis + 1] * shape[axis + 1] }
        var start = zip(origin, strides).reduce(0) { $0 + $1.0 * $1.1 }
        var index = [Int](repeating: 0, count: outer)
        var place = 0
        while true {
            try body(start, place, count)
            place += count
            var axis = outer - 1
            while axis >= 0 {
                index[axis] += 1
                start += strides[axis]
                if index[axis] < self.shape[axis] { break }
                start -= strides[axis] * index[axis]
                index[axis] = 0
                axis -= 1
            }
            if axis < 0 { return }
        }
    }
}
