import Zarr

/// A selection cut into pieces of bounded size that follow each other in C order of the result.
///
/// A piece ends with a chunk where that is to be had, so that few chunks are decoded twice.
struct SelectionSlabs: Sequence {
    private let axes: [ResolvedSelection.Axis]
    /// The axis that is cut; the ones before it are taken one index at a time, those behind it whole.
    private let axis: Int
    /// How many indices of the cut axis a piece has.
    private let rows: Int
    /// How many the first piece has where it is a shorter one, that ends with a chunk; else 0.
    private let first: Int
    private let rangeCount: Int
    private let outerCount: Int

    init(_ selection: ResolvedSelection, elementSize: Int, chunkShape: [Int], budget: Int) {
        axes = selection.axes
        var inner = Swift.max(1, elementSize)
        var cut = axes.count
        // Nothing overflows here: the product stays below the budget times one extent.
        while cut > 0 {
            let (size, overflow) = inner.multipliedReportingOverflow(by: axes[cut - 1].count)
            if overflow || size > budget { break }
            inner = size
            cut -= 1
        }
        guard selection.elementCount > 0, cut > 0 else {
            axis = 0
            rows = Swift.max(1, axes.first?.count ?? 1)
            first = 0
            rangeCount = 1
            outerCount = selection.elementCount > 0 ? 1 : 0
            return
        }
        axis = cut - 1
        (first, rows) = Self.pieces(
            of: axes[axis], chunk: chunkShape[axis], rowSize: Swift.max(1, inner), budget: budget)
        rangeCount = (first > 0 ? 1 : 0) + (axes[axis].count - first).dividedRoundingUp(by: rows)
        outerCount = axes[..<axis].reduce(1) { $0 * $1.count }
    }

    private static func pieces(
        of axis: ResolvedSelection.Axis, chunk: Int, rowSize: Int, budget: Int
    ) -> (first: Int, rows: Int) {
        let rows = Swift.max(1, budget / rowSize)
        let mostRows = rows.saturatingTimes(4)
        guard axis.step == 1, !axis.isReversed, chunk > 1, chunk <= mostRows else {
            // Every piece decodes all its chunks anew, so that there had better be few.
            return (0, chunk > rows ? mostRows : rows)
        }
        return (Swift.min((chunk - axis.start % chunk) % chunk, axis.count), Swift.max(chunk, rows - rows % chunk))
    }

    private func range(_ number: Int) -> Range<Int> {
        let count = axes.isEmpty ? 1 : axes[axis].count
        if first > 0, number == 0 { return 0..<first }
        let lower = first + (number - (first > 0 ? 1 : 0)) * rows
        return lower..<Swift.min(lower.saturatingPlus(rows), count)
    }

    var count: Int { outerCount * rangeCount }

    func makeIterator() -> AnyIterator<Selection> {
        var number = 0
        return AnyIterator {
            guard number < count else { return nil }
            defer { number += 1 }
            return selection(number)
        }
    }

    private func selection(_ number: Int) -> Selection {
        var outer = number / rangeCount
        var parts = [Selection.Axis](repeating: .all, count: axes.count)
        for place in axes.indices.reversed() {
            let axis = axes[place]
            if place > self.axis || axes.isEmpty {
                parts[place] = axis.isDropped ? .index(axis.start) : axis.part(0..<axis.count)
            } else if place == self.axis {
                let range = range(number % rangeCount)
                parts[place] = axis.isDropped ? .index(axis.start) : axis.part(range)
            } else {
                parts[place] = .index(axis.element(outer % axis.count))
                outer /= axis.count
            }
        }
        return Selection(parts)
    }
}

extension ResolvedSelection.Axis {
    /// The index in the array of number `place` of the result.
    func element(_ place: Int) -> Int { start + (isReversed ? count - 1 - place : place) * step }

    /// The part of the axis that holds numbers `range` of the result.
    func part(_ range: Range<Int>) -> Selection.Axis {
        guard !range.isEmpty else { return .slice(start: 0, stop: 0, step: 1) }
        let first = element(range.lowerBound)
        let last = element(range.upperBound - 1)
        guard isReversed, range.count > 1 else { return .slice(start: first, stop: last + 1, step: step) }
        return .slice(start: first, stop: last == 0 ? nil : last - 1, step: -step)
    }
}
