/// A run of elements of an array in C order, as the boxes that it is made of.
///
/// A run that begins and ends within rows is at most two boxes an axis: what is left of the first plane, whole planes, and
/// the beginning of the last one.
public enum LinearRun {
    /// Calls `body` with the origin and the shape of each box of `run`, in order, for an array of `shape`.
    ///
    /// - Parameter run: positions in C order, within the array.
    public static func forEachBox(
        of run: Range<Int>, in shape: [Int], _ body: (_ origin: [Int], _ shape: [Int]) throws -> Void
    ) rethrows {
        guard !run.isEmpty else { return }
        var origin = [Int](repeating: 0, count: shape.count)
        var extent = [Int](repeating: 1, count: shape.count)
        let inner = StridedCopy.contiguousStrides(shape, elementSize: 1)
        try visit(run, axis: 0, shape, inner, &origin, &extent, body)
    }

    private static func visit(
        _ run: Range<Int>, axis: Int, _ shape: [Int], _ inner: [Int], _ origin: inout [Int], _ extent: inout [Int],
        _ body: ([Int], [Int]) throws -> Void
    ) rethrows {
        guard axis < shape.count else { return try body(origin, extent) }
        let step = inner[axis]
        var next = run.lowerBound
        while next < run.upperBound {
            let index = next / step
            origin[axis] = index
            let whole = (run.upperBound - index * step) / step
            if next == index * step, whole > 0 {
                extent[axis] = whole
                for rest in (axis + 1)..<max(axis + 1, shape.count) {
                    origin[rest] = 0
                    extent[rest] = shape[rest]
                }
                try body(origin, extent)
                next += whole * step
            } else {
                let end = min(run.upperBound, (index + 1) * step)
                extent[axis] = 1
                try visit(
                    next - index * step..<end - index * step, axis: axis + 1, shape, inner, &origin, &extent, body)
                next = end
            }
        }
    }
}
