extension Selection {
    /// What is selected along one axis.
    public enum Axis: Sendable, Hashable {
        /// One element; its dimension is left out of the result. Negative indices count from the end.
        case index(Int)
        /// Python's `start:stop:step`: negative bounds count from the end, bounds past an end are cut there.
        case slice(start: Int?, stop: Int?, step: Int)
        /// As many whole axes as are missing; at most once in a selection.
        case ellipsis
        /// The elements of these indices in this order; negative ones count from the end, repeated ones are repeated.
        case indices([Int])
        /// The elements whose place is true; as many places as the axis has elements.
        case mask([Bool])

        /// The whole axis.
        public static var all: Axis { .slice(start: nil, stop: nil, step: 1) }

        /// The elements of `range`, every `step`th: `.slice(0..<10, step: 2)`, `.slice(5..., step: 3)`.
        public static func slice(_ range: Axis, step: Int) -> Axis { range.by(step) }

        /// The elements of a range held in a variable.
        public init(_ range: Range<Int>) {
            self = .slice(start: range.lowerBound, stop: range.upperBound, step: 1)
        }

        /// This slice with another step: `(0..<10).by(2)`, `.all.by(-1)`. An index or an ellipsis stays as it is.
        ///
        /// As in Python, a negative step runs from `start` down to before `stop`.
        public func by(_ step: Int) -> Axis {
            guard case .slice(let start, let stop, _) = self else { return self }
            return .slice(start: start, stop: stop, step: step)
        }
    }
}

// Operators of `Int`, as a member operator of `Axis` would need an `Axis` operand. Disfavoured, so that `0..<10` stays a
// `Range` wherever a selection is not asked for.
extension Int {
    /// `10..<20` in a selection; the bounds may be negative: `0 ..< -1` is all but the last.
    @_disfavoredOverload
    public static func ..< (start: Int, stop: Int) -> Selection.Axis { .slice(start: start, stop: stop, step: 1) }

    /// `10...20` in a selection, with the last element; `0 ... -1` is the whole axis.
    @_disfavoredOverload
    public static func ... (start: Int, last: Int) -> Selection.Axis {
        .slice(start: start, stop: Selection.Axis.stop(after: last), step: 1)
    }

    /// `5...` in a selection, from an element to the end; a negative one needs brackets: `(-5)...`.
    @_disfavoredOverload
    public static postfix func ... (start: Int) -> Selection.Axis { .slice(start: start, stop: nil, step: 1) }

    /// `..<5` in a selection.
    @_disfavoredOverload
    public static prefix func ..< (stop: Int) -> Selection.Axis { .slice(start: nil, stop: stop, step: 1) }

    /// `...5` in a selection, with the last element.
    @_disfavoredOverload
    public static prefix func ... (last: Int) -> Selection.Axis {
        .slice(start: nil, stop: Selection.Axis.stop(after: last), step: 1)
    }
}

extension Selection.Axis {
    /// The last element's successor as a bound: after -1 comes the end, which no number but nil names.
    fileprivate static func stop(after last: Int) -> Int? {
        last == -1 || last == .max ? nil : last + 1
    }
}

extension Selection.Axis: ExpressibleByIntegerLiteral {
    /// One index.
    public init(integerLiteral value: Int) { self = .index(value) }
}

extension Selection.Axis: ExpressibleByArrayLiteral {
    /// A list of indices.
    public init(arrayLiteral indices: Int...) { self = .indices(indices) }
}

extension Selection.Axis: CustomStringConvertible {
    /// The axis as Python writes it: `3`, `:`, `10:20`, `::-1`, `...`, `[1, 5, 7]`; a mask as the indices that it means.
    public var description: String {
        switch self {
        case .index(let index): return "\(index)"
        case .ellipsis: return "..."
        case .indices(let indices): return "\(indices)"
        case .mask(let mask): return "\(mask.indices.filter { mask[$0] })"
        case .slice(let start, let stop, let step):
            let bounds = (start.map(String.init) ?? "") + ":" + (stop.map(String.init) ?? "")
            return step == 1 ? bounds : bounds + ":\(step)"
        }
    }
}
