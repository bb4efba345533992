import Zarr

/// The selections of a benchmark, one a call.
struct BenchRegions: Sequence {
    private let count: Int
    private let selection: (Int) -> Region
    /// The number of elements in all of them.
    let elementCount: Int

    init(_ array: ZarrArray, _ mode: BenchMode) throws(ZarrError) {
        let shape = array.shape
        switch mode {
        case .whole:
            count = 1
            selection = { _ in Region(whole: shape) }
        case .chunks, .subchunks:
            let isSubchunk = mode == .subchunks && array.description.subchunkShape != nil
            // No budget: a region is one unit.
            let plan = RegionPlan(
                shape, units: isSubchunk ? array.chunkShape : array.description.chunkShape,
                grid: isSubchunk ? nil : array.chunkGrid, elementSize: 1, budget: 0)
            count = try plan.gridShape.elementCount()
            selection = { plan.region(atNumber: $0) }
        case .slabs:
            let rows = shape.first ?? 1
            count = rows.dividedRoundingUp(by: Self.slabRows)
            selection = { number in
                var region = Region(whole: shape)
                guard !shape.isEmpty else { return region }
                region.origin[0] = number * Self.slabRows
                region.shape[0] = Swift.min(Self.slabRows, rows - region.origin[0])
                return region
            }
        case .planes:
            guard !shape.isEmpty, !shape.contains(0) else {
                throw ZarrError(.invalidArgument, "an array of shape \(shape.asTuple) has no planes")
            }
            count = 6
            selection = { number in
                let axis = number % 3 % shape.count
                var region = Region(whole: shape)
                region.origin[axis] = Swift.min(77 + number, shape[axis] - 1)
                region.shape[axis] = 1
                return region
            }
        }
        if mode == .planes {
            var sum = 0
            for number in 0..<count { sum = sum.saturatingPlus(selection(number).elementCount) }
            elementCount = sum
        } else {
            elementCount = shape.saturatingProduct
        }
    }

    private static let slabRows = 6

    func makeIterator() -> AnyIterator<Region> {
        var number = 0
        return AnyIterator {
            guard number < count else { return nil }
            defer { number += 1 }
            return selection(number)
        }
    }
}
