import ZarrIndexing

/// Python's slices as its reference describes them (`slice.indices`), in 128 bits so that nothing overflows: the model
/// that selections are held against.
struct PythonSlice {
    let start: Int128
    let stop: Int128
    let step: Int128

    init(start: Int?, stop: Int?, step: Int, length: Int) {
        let length = Int128(length)
        let step = Int128(step)
        let lower: Int128 = step < 0 ? -1 : 0
        let upper: Int128 = step < 0 ? length - 1 : length
        func adjusted(_ bound: Int?, default missing: Int128) -> Int128 {
            guard let bound else { return missing }
            var value = Int128(bound)
            if value < 0 {
                value += length
                if value < lower { value = lower }
            } else if value > upper {
                value = upper
            }
            return value
        }
        self.start = adjusted(start, default: step < 0 ? upper : lower)
        self.stop = adjusted(stop, default: step < 0 ? lower : upper)
        self.step = step
    }

    /// The number of indices, as `len(range(start, stop, step))`.
    var count: Int128 {
        if step > 0 { return start < stop ? (stop - start - 1) / step + 1 : 0 }
        return stop < start ? (start - stop - 1) / -step + 1 : 0
    }

    /// The indices one by one, by walking them.
    var indices: [Int] {
        var indices: [Int] = []
        var index = start
        while step > 0 ? index < stop : index > stop {
            indices.append(Int(index))
            index += step
        }
        return indices
    }
}

extension ResolvedSelection.Axis {
    /// The selected indices in the order of the result.
    var indices: [Int] {
        let ascending = (0..<count).map { start + $0 * step }
        return isReversed ? ascending.reversed() : ascending
    }
}
