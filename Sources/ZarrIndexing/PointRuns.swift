import ZarrBase

/// Single elements sorted by the chunk and the piece that holds them.
struct PointRuns: Sendable {
    private let points: PointList
    private let strides: [Int]
    /// The places of the elements in the result, by chunk and piece, those of one piece in their order.
    private let order: [Int]
    /// Where in `order` each touched piece begins, and at last its end.
    private let pieces: [Int]
    /// Which of the pieces belong to each touched chunk.
    private let chunks: [Range<Int>]

    init(_ points: PointList, _ lines: [GridLine], _ shape: [Int]) throws(ZarrError) {
        let count = try shape.elementCount()
        for number in points.numbers where number < 0 || number >= count {
            throw ZarrError(.invalidArgument, "element \(number) is selected in an array of shape \(shape)")
        }
        self.points = points
        strides = StridedCopy.contiguousStrides(shape, elementSize: 1)
        let (keys, limit, piecesPerChunk) = try Self.keys(points, lines, shape, strides)
        order = Self.sorted(keys, limit: limit)
        var pieces: [Int] = []
        var chunks: [Range<Int>] = []
        var last = (key: -1, chunk: -1)
        for (place, point) in order.enumerated() where keys[point] != last.key {
            let chunk = keys[point] / piecesPerChunk
            if chunk == last.chunk {
                chunks[chunks.count - 1] = chunks[chunks.count - 1].lowerBound..<pieces.count + 1
            } else {
                chunks.append(pieces.count..<pieces.count + 1)
            }
            pieces.append(place)
            last = (keys[point], chunk)
        }
        self.pieces = pieces + [order.count]
        self.chunks = chunks
    }

    /// A number for each element by which all of a chunk and in it all of a piece come together, and what all are below.
    private static func keys(
        _ points: PointList, _ lines: [GridLine], _ shape: [Int], _ strides: [Int]
    ) throws(ZarrError) -> (keys: [Int], limit: Int, piecesPerChunk: Int) {
        let perAxis = lines.map(\.mostPieces)
        let piecesPerChunk = try perAxis.elementCount()
        let grid = zip(lines, shape).map { line, extent in line.chunk(containing: max(0, extent - 1)).number + 1 }
        let limit = try grid.elementCount().checkedTimes(piecesPerChunk)
        let keys = points.numbers.map { number in
            var rest = number
            var chunkNumber = 0
            var pieceNumber = 0
            for axis in lines.indices {
                let (index, remainder) = rest.quotientAndRemainder(dividingBy: strides[axis])
                rest = remainder
                let chunk = lines[axis].chunk(containing: index)
                let piece = lines[axis].piece(index - chunk.origin, extent: chunk.extent)
                chunkNumber = chunkNumber * grid[axis] + chunk.number
                pieceNumber = pieceNumber * perAxis[axis] + piece.number
            }
            return chunkNumber * piecesPerChunk + pieceNumber
        }
        return (keys, limit, piecesPerChunk)
    }

    /// The places of the keys in ascending order, equal ones in theirs.
    private static func sorted(_ keys: [Int], limit: Int) -> [Int] {
        guard limit / 4 <= keys.count else { return keys.indices.sorted { (keys[$0], $0) < (keys[$1], $1) } }
        var ends = [Int](repeating: 0, count: limit + 1)
        for key in keys { ends[key + 1] += 1 }
        for key in 0..<limit { ends[key + 1] += ends[key] }
        var order = [Int](repeating: 0, count: keys.count)
        for (place, key) in keys.enumerated() {
            order[ends[key]] = place
            ends[key] += 1
        }
        return order
    }

    /// The number of touched chunks.
    var chunkCount: Int { chunks.count }

    /// The numbers of the pieces of the `ordinal`th touched chunk.
    func pieces(ofChunk ordinal: Int) -> Range<Int> { chunks[ordinal] }

    /// The indices in the array of some element of the `ordinal`th touched chunk.
    func element(ofChunk ordinal: Int, _ shape: [Int]) -> [Int] {
        let number = points.numbers[order[pieces[chunks[ordinal].lowerBound]]]
        return shape.indices.map { number / strides[$0] % shape[$0] }
    }

    func gather(chunk: Int, piece: Int?, of partition: GatherPartition) -> Gather {
        let touched = chunks[chunk]
        let range =
            piece.map { pieces[touched.lowerBound + $0]..<pieces[touched.lowerBound + $0 + 1] }
            ?? pieces[touched.lowerBound]..<pieces[touched.upperBound]
        let rank = partition.shape.count
        var gather = Gather(rank: rank)
        // The indices of each element in the chunk, one element after the other.
        var indices = [Int](repeating: 0, count: range.count * rank)
        let element = element(ofChunk: chunk, partition.shape)
        for axis in 0..<rank {
            let stride = strides[axis]
            let bounds = partition.lines[axis].chunk(containing: element[axis])
            gather.chunkIndices[axis] = bounds.number
            gather.chunkShape[axis] = bounds.extent
            var lowest = Int.max
            var highest = 0
            for (place, point) in order[range].enumerated() {
                let index = points.numbers[point] / stride % partition.shape[axis] - bounds.origin
                indices[place * rank + axis] = index
                lowest = min(lowest, index)
                highest = max(highest, index)
            }
            gather.start[axis] = lowest
            gather.count[axis] = highest - lowest + 1
        }
        gather.elementCount = range.count
        let inArray = gather.chunkIndices.indices.reduce(1) { count, axis in
            let origin = partition.lines[axis].chunk(containing: element[axis]).origin
            return count * min(gather.chunkShape[axis], partition.shape[axis] - origin)
        }
        gather.coversChunk = range.count >= inArray && Self.distinct(indices, gather) == inArray
        gather.isWholeChunk = gather.coversChunk && inArray == gather.chunkShape.reduce(1, *)
        gather.content = .points(indices: indices, places: Array(order[range]))
        return gather
    }

    /// The number of different elements; only asked where there may be all of a chunk.
    private static func distinct(_ indices: [Int], _ gather: Gather) -> Int {
        let rank = gather.count.count
        guard rank > 0 else { return 1 }
        var isSeen = [Bool](repeating: false, count: gather.count.reduce(1, *))
        var count = 0
        for first in stride(from: 0, to: indices.count, by: rank) {
            var number = 0
            for axis in 0..<rank { number = number * gather.count[axis] + indices[first + axis] - gather.start[axis] }
            if !isSeen[number] { count += 1 }
            isSeen[number] = true
        }
        return count
    }
}
