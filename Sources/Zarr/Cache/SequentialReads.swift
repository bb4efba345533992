import ZarrIndexing

/// Notices reads that walk along one axis, and says what comes next.
struct SequentialReads {
    private var last: [ResolvedSelection.Axis] = []
    private var axis = 0
    private var step = 0
    /// How many steps of this kind there were.
    private var steps = 0
    private var announced: Range<Int>?

    /// What a read means for reading ahead.
    enum Verdict: Equatable {
        /// Nothing new.
        case none
        /// It goes elsewhere: what is read ahead is of no use.
        case broken
        /// The indices of an axis that come next.
        case next(axis: Int, Range<Int>)
    }

    /// Takes note of a read.
    ///
    /// - Parameters:
    ///   - pieceShape: what is decoded at once.
    ///   - shape: that of the array.
    mutating func note(_ axes: [ResolvedSelection.Axis], pieceShape: [Int], shape: [Int]) -> Verdict {
        defer { last = axes }
        guard axes.count == last.count, !axes.contains(where: { $0.list != nil || $0.count == 0 }) else {
            return forget()
        }
        let moved = axes.indices.filter { axes[$0].start != last[$0].start }
        guard moved.count == 1, let axis = moved.first,
            axes.indices.allSatisfy({ $0 == axis || axes[$0] == last[$0] })
        else { return moved.isEmpty && axes == last ? .none : forget() }
        let step = axes[axis].start - last[axis].start
        guard axis == self.axis, step == self.step else {
            let verdict = forget()
            (self.axis, self.step, steps) = (axis, step, 1)
            return verdict
        }
        steps += 1
        guard steps >= 2 else { return .none }
        return next(axes[axis], pieceShape[axis], shape[axis])
    }

    private mutating func next(_ axis: ResolvedSelection.Axis, _ piece: Int, _ extent: Int) -> Verdict {
        guard piece > 0 else { return .none }
        let end = axis.start + (axis.count - 1) * axis.step
        // What the next read touches that this one did not, and all of the pieces that it begins with.
        let edge = step > 0 ? end / piece + 1 : axis.start / piece - 1
        let range = (abs(step) > piece ? axis.start + step..<end + step + 1 : edge * piece..<(edge + 1) * piece)
            .clamped(to: 0..<extent)
        guard !range.isEmpty, range != announced else { return .none }
        announced = range
        return .next(axis: self.axis, range)
    }

    private mutating func forget() -> Verdict {
        defer {
            steps = 0
            step = 0
            announced = nil
        }
        return steps >= 2 ? .broken : .none
    }
}
