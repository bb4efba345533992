import Zarr

extension ValueWriter {
    /// As NumPy's `print`: all values up to 1000, else three at each end of every axis. Only what is shown is read.
    func writeText(to sink: any ByteSink) async throws {
        let shape = selection.outputShape
        guard selection.elementCount > 0 else { return try sink.write("[]\n") }
        let isAbbreviated = selection.elementCount > NumpyText.threshold
        let edge = NumpyText.edgeItems
        // The shown ranges of each axis, in the order of the result.
        let blocks = selection.axes.map { axis in
            isAbbreviated && axis.count > 2 * edge && !axis.isDropped
                ? [0..<edge, (axis.count - edge)..<axis.count] : [0..<axis.count]
        }
        let shown = blocks.map { $0.reduce(0) { $0 + $1.count } }
        var scalars = [NumpyScalar](repeating: .bool(false), count: try shown.elementCount())
        var block = [Int](repeating: 0, count: blocks.count)
        for _ in 0..<blocks.reduce(1, { $0 * $1.count }) {
            var parts: [Selection.Axis] = []
            var origin: [Int] = []
            var extents: [Int] = []
            for (place, axis) in selection.axes.enumerated() {
                let range = blocks[place][block[place]]
                parts.append(axis.isDropped ? .index(axis.start) : axis.part(range))
                origin.append(blocks[place][..<block[place]].reduce(0) { $0 + $1.count })
                extents.append(range.count)
            }
            let values = NumpyScalar.all(of: try await array.read(Selection(parts)))
            var index = [Int](repeating: 0, count: extents.count)
            for value in values {
                var place = 0
                for axis in extents.indices { place = place * shown[axis] + origin[axis] + index[axis] }
                scalars[place] = value
                index.increment(in: extents)
            }
            block.increment(in: blocks.map(\.count))
        }
        progress?.add(progress?.total ?? 0)
        let text = NumpyText.format(scalars, shape: shape, isAbbreviated: isAbbreviated, of: array.dataType)
        try sink.write(text + "\n")
    }
}
