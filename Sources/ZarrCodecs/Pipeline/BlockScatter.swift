import ZarrBase
import ZarrIndexing

/// Puts the elements of decoded blocks where a part of a chunk goes; a block is a run of the chunk in C order.
struct BlockScatter {
    private let elements: BoundBytesCodec
    private let part: ChunkPart
    private let target: ArrayTarget
    private let elementSize: Int
    private let strides: [Int]
    private let coversChunk: Bool

    init(_ elements: BoundBytesCodec, _ part: ChunkPart, _ target: ArrayTarget) {
        self.elements = elements
        self.part = part
        self.target = target
        elementSize = elements.decoded.dataType.byteCount
        strides = StridedCopy.contiguousStrides(elements.decoded.shape, elementSize: elementSize)
        coversChunk = part.covers(elements.decoded.shape)
    }

    /// Whether the part has elements among these bytes of the decoded chunk.
    func needs(_ bytes: Range<Int>) -> Bool {
        if coversChunk { return true }
        var isNeeded = false
        LinearRun.forEachBox(of: run(bytes), in: elements.decoded.shape) { origin, shape in
            if !isNeeded, selected(origin, shape) != nil { isNeeded = true }
        }
        return isNeeded
    }

    /// Copies the part's elements from `block`, which holds these bytes of the decoded chunk.
    func deliver(_ block: UnsafeRawBufferPointer, _ bytes: Range<Int>) {
        guard let start = block.baseAddress, block.count >= bytes.count else { return }
        LinearRun.forEachBox(of: run(bytes), in: elements.decoded.shape) { origin, shape in
            guard let selected = selected(origin, shape) else { return }
            var source = start - bytes.lowerBound
            var destination = target.base
            var steps = strides
            for axis in strides.indices {
                source += (part.start[axis] + selected.first[axis] * part.step[axis]) * strides[axis]
                destination += selected.first[axis] * target.strides[axis]
                steps[axis] *= part.step[axis]
            }
            elements.exchange.copy(
                from: source, strides: steps, to: destination, strides: target.strides, shape: selected.count,
                elementSize: elementSize, streaming: target.streams)
        }
    }

    private func run(_ bytes: Range<Int>) -> Range<Int> {
        bytes.lowerBound / elementSize..<bytes.upperBound / elementSize
    }

    /// The elements of the part that lie in a box of the chunk: the first one and how many, per axis.
    private func selected(_ origin: [Int], _ shape: [Int]) -> (first: [Int], count: [Int])? {
        var first = origin
        var count = shape
        for axis in origin.indices {
            let step = part.step[axis]
            let lower = origin[axis] - part.start[axis]
            let from = lower <= 0 ? 0 : lower.dividedRoundingUp(by: step)
            let upper = lower + shape[axis]
            let to = upper <= 0 ? 0 : min(part.count[axis], upper.dividedRoundingUp(by: step))
            guard from < to else { return nil }
            first[axis] = from
            count[axis] = to - from
        }
        return (first, count)
    }
}
