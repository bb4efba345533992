import Zarr

/// A view cut into pieces of bounded size that follow each other in its C order.
///
/// A piece ends with a chunk where that is to be had, so that few chunks are decoded twice.
struct SelectionSlabs: Sequence {
    private let shape: [Int]
    /// The dimension that is cut; the ones before it are taken one index at a time, those behind it whole.
    private let axis: Int
    /// How many indices of the cut dimension a piece has.
    private let rows: Int
    /// How many the first piece has where it is a shorter one, that ends with a chunk; else 0.
    private let first: Int
    private let rangeCount: Int
    private let outerCount: Int

    init(_ view: ZarrView, budget: Int) {
        shape = view.shape
        var inner = Swift.max(1, view.dataType.byteCount)
        var cut = shape.count
        // Nothing overflows here: the product stays below the budget times one extent.
        while cut > 0 {
            let (size, overflow) = inner.multipliedReportingOverflow(by: shape[cut - 1])
            if overflow || size > budget { break }
            inner = size
            cut -= 1
        }
        guard view.elementCount > 0, cut > 0 else {
            axis = 0
            rows = Swift.max(1, shape.first ?? 1)
            first = 0
            rangeCount = 1
            outerCount = view.elementCount > 0 ? 1 : 0
            return
        }
        axis = cut - 1
        (first, rows) = Self.pieces(
            of: shape[axis], view.chunkRun(along: axis), rowSize: Swift.max(1, inner), budget: budget)
        rangeCount = (first > 0 ? 1 : 0) + (shape[axis] - first).dividedRoundingUp(by: rows)
        outerCount = shape[..<axis].reduce(1, *)
    }

    private static func pieces(
        of count: Int, _ run: ZarrView.ChunkRun, rowSize: Int, budget: Int
    ) -> (first: Int, rows: Int) {
        let rows = Swift.max(1, budget / rowSize)
        let mostRows = rows.saturatingTimes(4)
        let chunk = run.piece
        guard let start = run.start, chunk > 1, chunk <= mostRows else {
            // Every piece decodes all its chunks anew, so that there had better be few.
            return (0, chunk > rows ? mostRows : rows)
        }
        return (Swift.min((chunk - start % chunk) % chunk, count), Swift.max(chunk, rows - rows % chunk))
    }

    private func range(_ number: Int) -> Range<Int> {
        let count = shape.isEmpty ? 1 : shape[axis]
        if first > 0, number == 0 { return 0..<first }
        let lower = first + (number - (first > 0 ? 1 : 0)) * rows
        return lower..<Swift.min(lower.saturatingPlus(rows), count)
    }

    var count: Int { outerCount * rangeCount }

    func makeIterator() -> AnyIterator<[Range<Int>]> {
        var number = 0
        return AnyIterator {
            guard number < count else { return nil }
            defer { number += 1 }
            return part(number)
        }
    }

    private func part(_ number: Int) -> [Range<Int>] {
        var outer = number / rangeCount
        var parts = shape.map { 0..<$0 }
        guard !shape.isEmpty else { return parts }
        parts[axis] = range(number % rangeCount)
        for place in (0..<axis).reversed() {
            let index = outer % shape[place]
            parts[place] = index..<index + 1
            outer /= shape[place]
        }
        return parts
    }
}
