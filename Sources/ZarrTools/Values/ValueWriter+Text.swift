import Zarr

extension ValueWriter {
    /// As NumPy's `print`: all values up to 1000, else three at each end of every axis. Only what is shown is read.
    func writeText(to sink: any ByteSink) async throws {
        let shape = view.shape
        guard view.elementCount > 0 else { return try sink.write("[]\n") }
        let isAbbreviated = view.elementCount > NumpyText.threshold
        let edge = NumpyText.edgeItems
        // The shown ranges of each dimension.
        let blocks = shape.map { extent in
            isAbbreviated && extent > 2 * edge ? [0..<edge, (extent - edge)..<extent] : [0..<extent]
        }
        let shown = blocks.map { $0.reduce(0) { $0 + $1.count } }
        var scalars = [NumpyScalar](repeating: .bool(false), count: try shown.elementCount())
        var block = [Int](repeating: 0, count: blocks.count)
        for _ in 0..<blocks.reduce(1, { $0 * $1.count }) {
            var parts: [Range<Int>] = []
            var origin: [Int] = []
            for (place, choices) in blocks.enumerated() {
                parts.append(choices[block[place]])
                origin.append(choices[..<block[place]].reduce(0) { $0 + $1.count })
            }
            let extents = parts.map(\.count)
            let values = NumpyScalar.all(of: try await view.part(parts).read())
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
        let text = NumpyText.format(scalars, shape: shape, isAbbreviated: isAbbreviated, of: view.dataType)
        try sink.write(text + "\n")
    }
}
