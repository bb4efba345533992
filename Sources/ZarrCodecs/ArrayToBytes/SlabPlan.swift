import ZarrBase
import ZarrIndexing

/// The byte ranges of an uncompressed chunk that a part of it needs, each with where its elements go.
///
/// A slab is a run of bytes that covers all inner axes from the first to the last selected element. Where a part leaves
/// large holes, the plan descends to an inner axis and skips them.
struct SlabPlan: Sequence, IteratorProtocol {
    struct Slab {
        /// The first byte in the chunk, and how many.
        let offset: Int
        let byteCount: Int
        /// The part's elements in the slab, and the distances between them there and in the target.
        let count: [Int]
        let strides: [Int]
        /// The first of them in the part.
        let index: [Int]

        func scatter(
            _ bytes: UnsafeRawBufferPointer, into target: ArrayTarget, _ exchange: ByteExchange, elementSize: Int
        ) {
            guard let start = bytes.baseAddress, bytes.count >= byteCount else { return }
            exchange.copy(
                from: start, strides: strides, to: target.base + targetOffset(target), strides: target.strides,
                shape: count, elementSize: elementSize, streaming: target.streams)
        }

        private func targetOffset(_ target: ArrayTarget) -> Int {
            var offset = 0
            for (axis, place) in index.enumerated() { offset += place * target.strides[axis] }
            return offset
        }
    }

    private let part: ChunkPart
    /// Bytes between selected elements in the chunk, per axis.
    private let partStrides: [Int]
    /// Axes before this one are walked element by element; along it, `run` elements make one slab.
    private let axis: Int
    private let run: Int
    private let origin: Int
    private let elementSize: Int
    private var index: [Int]
    private var finished: Bool

    init(_ chunk: ChunkRepresentation, _ part: ChunkPart, pieceSize: Int) {
        self.part = part
        elementSize = chunk.dataType.byteCount
        let chunkStrides = StridedCopy.contiguousStrides(chunk.shape, elementSize: elementSize)
        var partStrides = chunkStrides
        var origin = 0
        for axis in chunk.shape.indices {
            partStrides[axis] *= part.step[axis]
            origin += part.start[axis] * chunkStrides[axis]
        }
        self.partStrides = partStrides
        self.origin = origin
        // Descend while the bytes of one step along an axis are mostly holes, or too many for a piece.
        var axis = 0
        var run = 1
        while axis < chunk.shape.count {
            let inner = Self.span(part, partStrides, from: axis + 1, elementSize)
            let step = partStrides[axis]
            let holes = part.count[axis] > 1 ? step - inner : 0
            if holes <= Swift.max(inner, Self.gap), inner <= pieceSize {
                run =
                    part.count[axis] <= 1
                    ? 1 : Swift.min(part.count[axis], Swift.max(1, (pieceSize - inner) / step + 1))
                break
            }
            axis += 1
        }
        self.axis = axis
        self.run = run
        index = [Int](repeating: 0, count: chunk.shape.count)
        finished = part.count.contains(0)
    }

    /// The number of slabs, and the bytes of the largest.
    var slabCount: Int {
        var slabs = 1
        for outer in 0..<Swift.min(axis, part.count.count) { slabs *= part.count[outer] }
        return axis < part.count.count ? slabs * part.count[axis].dividedRoundingUp(by: run) : slabs
    }
    var slabSize: Int {
        guard axis < part.count.count else { return elementSize }
        return Self.span(part, partStrides, from: axis + 1, elementSize)
            + (Swift.min(run, part.count[axis]) - 1) * partStrides[axis]
    }

    /// From this many bytes on, a hole is worth a request of its own.
    private static let gap = 4096

    private static func span(_ part: ChunkPart, _ strides: [Int], from axis: Int, _ elementSize: Int) -> Int {
        var span = elementSize
        for axis in axis..<Swift.max(axis, part.count.count) { span += (part.count[axis] - 1) * strides[axis] }
        return span
    }

    mutating func next() -> Slab? {
        guard !finished else { return nil }
        var count = part.count
        var offset = origin
        for outer in 0..<Swift.min(axis, count.count) {
            count[outer] = 1
            offset += index[outer] * partStrides[outer]
        }
        var length = elementSize
        if axis < count.count {
            count[axis] = Swift.min(run, part.count[axis] - index[axis])
            offset += index[axis] * partStrides[axis]
            length += (count[axis] - 1) * partStrides[axis]
            for inner in (axis + 1)..<Swift.max(axis + 1, count.count) {
                length += (count[inner] - 1) * partStrides[inner]
            }
        }
        let slab = Slab(
            offset: offset, byteCount: length, count: count, strides: partStrides, index: index)
        advance()
        return slab
    }

    private mutating func advance() {
        var position = Swift.min(axis, index.count - 1)
        if axis < index.count {
            index[axis] += run
            if index[axis] < part.count[axis] { return }
            index[axis] = 0
            position = axis - 1
        }
        while position >= 0 {
            index[position] += 1
            if index[position] < part.count[position] { return }
            index[position] = 0
            position -= 1
        }
        finished = true
    }
}
