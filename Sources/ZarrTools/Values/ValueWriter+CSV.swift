import Zarr

extension ValueWriter {
    /// Rows of a matrix; one value a row for a vector or a scalar; the indices before the value where there are more axes.
    func writeCSV(to sink: any ByteSink) async throws {
        let shape = view.shape
        let columns = shape.count == 2 ? shape[1] : 1
        let showsIndices = shape.count > 2
        if showsIndices { try sink.write(try await header(shape.count) + "\n") }
        var output: [UInt8] = []
        var index = [Int](repeating: 0, count: shape.count)
        var column = 0
        try await forEachSlab { slab in
            let text = ElementText(slab, .csv)
            try slab.bytes.withUnsafeBytes { (bytes) throws(ZarrError) in
                for place in 0..<slab.count {
                    if showsIndices {
                        for number in index {
                            output.append(decimal: number)
                            output.append(UInt8(ascii: ","))
                        }
                        index.increment(in: shape)
                    }
                    text.append(place, of: bytes, to: &output)
                    column += 1
                    let isLast = column == columns
                    output.append(UInt8(ascii: isLast ? "\n" : ","))
                    if isLast { column = 0 }
                    if output.count > Self.flushSize { try sink.take(&output) }
                }
            }
        }
        try sink.take(&output)
    }

    /// The names of the axes that the result still has, and of the value.
    private func header(_ rank: Int) async throws -> String {
        let names = try await view.array.dimensionNames() ?? []
        let columns = (0..<rank).map { dimension in
            // Of single elements no dimension is one of the array's.
            let axis = view.arrayAxis(of: dimension)
            let name = axis.flatMap { $0 < names.count ? names[$0] : nil }
            return name ?? "dim_\(axis ?? dimension)"
        }
        let value = view.array.path.split(separator: "/").last.map(String.init) ?? "value"
        return (columns + [value]).map { column in
            column.contains { ",\"\n".contains($0) }
                ? "\"" + column.split(separator: "\"", omittingEmptySubsequences: false).joined(separator: "\"\"")
                    + "\""
                : column
        }.joined(separator: ",")
    }

    static let flushSize = 1 << 18
}

extension ByteSink {
    /// Writes what `output` holds and empties it.
    func take(_ output: inout [UInt8]) throws(ZarrError) {
        try write(output)
        output.removeAll(keepingCapacity: true)
    }
}

extension [Int] {
    /// The index of the next element in C order; all zero after the last one.
    mutating func increment(in shape: [Int]) {
        for axis in indices.reversed() {
            self[axis] += 1
            if self[axis] < shape[axis] { return }
            self[axis] = 0
        }
    }
}
