import Zarr

extension ValueWriter {
    /// Lists in lists as deep as the result has axes; a scalar stands alone. What JSON has no number for is written as in
    /// the fill values of Zarr v3: `"NaN"`, `"Infinity"`.
    func writeJSON(to sink: any ByteSink) async throws {
        let shape = view.shape
        if shape.contains(0) {
            try sink.write(Self.empty(shape[...]).serialized() + "\n")
            return
        }
        var output: [UInt8] = []
        var index = [Int](repeating: 0, count: shape.count)
        var depth = 0
        try await forEachSlab { slab in
            let text = ElementText(slab, .json)
            try slab.bytes.withUnsafeBytes { (bytes) throws(ZarrError) in
                for place in 0..<slab.count {
                    while depth < shape.count {
                        output.append(UInt8(ascii: "["))
                        depth += 1
                    }
                    text.append(place, of: bytes, to: &output)
                    var axis = shape.count - 1
                    while axis >= 0, index[axis] == shape[axis] - 1 {
                        output.append(UInt8(ascii: "]"))
                        index[axis] = 0
                        depth -= 1
                        axis -= 1
                    }
                    if axis >= 0 {
                        index[axis] += 1
                        output.append(UInt8(ascii: ","))
                        output.append(UInt8(ascii: axis == shape.count - 1 ? " " : "\n"))
                    }
                    if output.count > Self.flushSize { try sink.take(&output) }
                }
            }
        }
        output.append(UInt8(ascii: "\n"))
        try sink.take(&output)
    }

    private static func empty(_ shape: ArraySlice<Int>) -> JSONValue {
        guard let extent = shape.first, extent > 0 else { return [] }
        // The lists outside the empty one are shown as long as they are few.
        return .array([JSONValue](repeating: empty(shape.dropFirst()), count: Swift.min(extent, 1000)))
    }
}
