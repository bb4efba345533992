/// What a selection with lists takes of a chunk or of a piece of it: the box to decode, and where each element goes.
package struct Gather: Sendable {
    /// The position of the chunk in its grid.
    package var chunkIndices: [Int]
    /// The shape of the chunk as it is encoded.
    package var chunkShape: [Int]
    /// The box around all elements, with steps where they are evenly spaced, counted from the chunk's first element.
    package var start: [Int]
    /// The distance between the elements of the box.
    package var step: [Int]
    /// The number of elements of the box.
    package var count: [Int]
    /// The number of selected elements, repeated ones counted as often.
    package var elementCount = 1
    /// Whether every element of the chunk that lies in the array is selected.
    package var coversChunk = false
    /// Whether every element of the encoded chunk is selected, also what lies outside the array.
    package var isWholeChunk = false
    var content = Content.axes([])

    enum Content: Sendable {
        case axes([Entries])
        /// The indices of each element in the chunk, one element after the other, and its place in the result.
        case points(indices: [Int], places: [Int])
    }

    /// The part of one axis of the selection, by ascending index.
    struct Entries: Sendable {
        let axis: ResolvedSelection.Axis
        let range: Range<Int>
        /// The index in the array of the first of them.
        let first: Int

        init(_ axis: ResolvedSelection.Axis, _ range: Range<Int>, first: Int) {
            self.axis = axis
            self.range = range
            self.first = first
        }
    }

    init(rank: Int) {
        let zeros = [Int](repeating: 0, count: rank)
        chunkIndices = zeros
        chunkShape = zeros
        start = zeros
        step = [Int](repeating: 1, count: rank)
        count = zeros
    }

    mutating func add(_ run: AxisRun, axis: Int, extent: Int) {
        chunkIndices[axis] = run.chunk
        chunkShape[axis] = run.extent
        start[axis] = run.start
        step[axis] = run.step
        count[axis] = run.count
        elementCount *= run.entries.count
        coversChunk = coversChunk && run.distinct == min(run.extent, extent - run.origin)
        isWholeChunk = isWholeChunk && run.distinct == run.extent
    }

    /// How the selected elements lie in the box and in the result, as offsets in bytes.
    ///
    /// - Parameters:
    ///   - boxStrides: between the elements of the box as it was decoded.
    ///   - resultStrides: one an axis of the array, of a selection of single elements one an axis of the result's shape.
    ///   - resultShape: the shape that single elements have in the result.
    /// - Complexity: linear in the number of indices of each axis, or of single elements.
    package func offsets(box boxStrides: [Int], result resultStrides: [Int], resultShape: [Int]) -> GatherOffsets {
        switch content {
        case .axes(let axes):
            var box: [[Int]] = []
            var result: [[Int]] = []
            for (number, entries) in axes.enumerated() {
                let (boxStride, resultStride) = (boxStrides[number], resultStrides[number])
                let axis = entries.axis
                if let list = axis.list {
                    box.append(entries.range.map { (list.sorted($0) - entries.first) * boxStride })
                    result.append(entries.range.map { list.place($0) * resultStride })
                } else {
                    box.append(entries.range.indices.map { ($0 - entries.range.lowerBound) * boxStride })
                    result.append(
                        entries.range.map { (axis.isReversed ? axis.count - 1 - $0 : $0) * resultStride })
                }
            }
            return GatherOffsets(box: box, result: result)
        case .points(let indices, let places):
            let rank = boxStrides.count
            let box = places.indices.map { entry in
                var offset = 0
                for axis in 0..<rank { offset += (indices[entry * rank + axis] - start[axis]) * boxStrides[axis] }
                return offset
            }
            return GatherOffsets(box: [box], result: [Self.offsets(places, resultStrides, resultShape)])
        }
    }

    /// The offsets of places in C order of a shape.
    private static func offsets(_ places: [Int], _ strides: [Int], _ shape: [Int]) -> [Int] {
        let isPacked = shape.indices.dropLast().allSatisfy { strides[$0] == strides[$0 + 1] * shape[$0 + 1] }
        // One stride says it all where the result is packed along its axes.
        if isPacked {
            let stride = strides.last ?? 0
            return places.map { $0 * stride }
        }
        return places.map { place in
            var rest = place
            var offset = 0
            for axis in shape.indices.reversed() {
                let (quotient, index) = rest.quotientAndRemainder(dividingBy: shape[axis])
                rest = quotient
                offset += index * strides[axis]
            }
            return offset
        }
    }
}
