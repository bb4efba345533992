import Zarr

/// A selection cut into pieces of bounded size that follow each other in C order of the result.
///
/// A piece ends with a chunk where that is to be had, so that few chunks are decoded twice.
struct SelectionSlabs: Sequence {
    private let axes: [ResolvedSelection.Axis]
    /// The axis that is cut; the ones before it are taken one index at a time, those behind it whole.
    private let axis: Int
    /// The ranges of the cut axis, in the order of the result.
    private let ranges: [Range<Int>]
    private let outerCount: Int

    init(_ selection: ResolvedSelection, elementSize: Int, chunkShape: [Int], budget: Int) {
        axes = selection.axes
        guard selection.elementCount > 0 else {
            axis = 0
            ranges = []
            outerCount = 0
            return
        }
        var inner = Swift.max(1, elementSize)
        var cut = axes.count
        // Nothing overflows here: the product stays below the budget times one extent.
        while cut > 0 {
            let (size, overflow) = inner.multipliedReportingOverflow(by: axes[cut - 1].count)
            if overflow || size > budget { break }
            inner = size
            cut -= 1
        }
        guard cut > 0 else {
            axis = 0
            ranges = [0..<(axes.first?.count ?? 1)]
            outerCount = 1
            return
        }
        axis = cut - 1
        ranges = Self.ranges(of: axes[axis], chunk: chunkShape[axis], rowSize: inner, budget: budget)
        outerCount = axes[..<axis].reduce(1) { $0 * $1.count }
    }

    private static func ranges(
        of axis: ResolvedSelection.Axis, chunk: Int, rowSize: Int, budget: Int
    ) -> [Range<Int>] {
        var rows = Swift.max(1, budget / rowSize)
        var first = 0
        if axis.step == 1, !axis.isReversed, chunk > 1 {
            if rows >= chunk {
                rows -= rows % chunk
            } else if chunk <= 4 * rows {
                rows = chunk
            }
            if rows % chunk == 0 { first = (chunk - axis.start % chunk) % chunk }
        }
        var ranges: [Range<Int>] = []
        var lower = 0
        var upper = first > 0 ? first : rows
        while lower < axis.count {
            let end = Swift.min(upper, axis.count)
            ranges.append(lower..<end)
            lower = end
            upper = lower + Swift.min(rows, axis.count - lower)
        }
        return ranges
    }

    var count: Int { outerCount * ranges.count }

    func makeIterator() -> AnyIterator<Selection> {
        var number = 0
        return AnyIterator {
            guard number < count else { return nil }
            defer { number += 1 }
            return selection(number)
        }
    }

    private func selection(_ number: Int) -> Selection {
        var outer = number / ranges.count
        var parts = [Selection.Axis](repeating: .all, count: axes.count)
        for place in axes.indices.reversed() {
            let axis = axes[place]
            if place > self.axis || axes.isEmpty {
                parts[place] = axis.isDropped ? .index(axis.start) : axis.part(0..<axis.count)
            } else if place == self.axis {
                let range = ranges[number % ranges.count]
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
