public import ZarrBase
import ZarrIndexing

/// Where decoded elements go: element (i, j, …) of the part lies at `base + i * strides[0] + j * strides[1] + …`.
///
/// A transposition is then no pass over memory but other strides. The memory belongs to whoever calls the decoder.
public struct ArrayTarget {
    /// The place of the part's first element.
    public var base: UnsafeMutableRawPointer
    /// The distances between neighbours, in bytes, per axis; negative where an axis runs backwards.
    public var strides: [Int]
    /// Where the bytes of variable-length elements go.
    public var heap: ElementHeap?
    /// Whether the whole result is so large that what is written now will have left the caches before it is used.
    public var streams = false

    /// A target in somebody's memory.
    public init(base: UnsafeMutableRawPointer, strides: [Int], heap: ElementHeap? = nil, streams: Bool = false) {
        self.base = base
        self.strides = strides
        self.heap = heap
        self.streams = streams
    }

    /// A target for a whole array of this shape, in C order.
    init(contiguous buffer: UnsafeMutableRawPointer, _ representation: ChunkRepresentation, heap: ElementHeap?) {
        self.init(
            base: buffer,
            strides: StridedCopy.contiguousStrides(
                representation.shape, elementSize: representation.dataType.byteCount),
            heap: heap)
    }

    func permuted(by order: [Int]) -> ArrayTarget {
        ArrayTarget(base: base, strides: order.map { strides[$0] }, heap: heap, streams: streams)
    }

    /// Fills the part with the fill value.
    public func fill(_ count: [Int], of representation: ChunkRepresentation) throws(ZarrError) {
        let elementSize = representation.dataType.byteCount
        if let heap, representation.dataType.isVariableLength {
            withUnsafeBytes(of: try heap.element(of: representation.fillValue)) {
                StridedCopy.fill(base, strides: strides, shape: count, element: $0)
            }
        } else {
            representation.fillValue.bytes.withUnsafeBytes {
                guard $0.count == elementSize else { return }
                StridedCopy.fill(base, strides: strides, shape: count, element: $0)
            }
        }
    }

    /// Whether the elements of a whole array of this shape lie one behind the other in C order.
    func isContiguous(_ shape: [Int], elementSize: Int) -> Bool {
        var expected = elementSize
        for axis in shape.indices.reversed() where shape[axis] != 1 {
            guard strides[axis] == expected else { return false }
            expected *= shape[axis]
        }
        return true
    }
}

/// The elements of a whole chunk that is to be encoded, in somebody's memory.
public struct ArrayView {
    /// The place of the first element.
    public var base: UnsafeRawPointer
    /// The distances between neighbours, in bytes, per axis.
    public var strides: [Int]
    /// What the variable-length elements point to.
    public var heap: ElementHeap?

    /// A view of somebody's memory.
    public init(base: UnsafeRawPointer, strides: [Int], heap: ElementHeap? = nil) {
        self.base = base
        self.strides = strides
        self.heap = heap
    }

    /// A view of a whole array of this shape, in C order.
    init(contiguous buffer: UnsafeRawPointer, _ representation: ChunkRepresentation, heap: ElementHeap?) {
        self.init(
            base: buffer,
            strides: StridedCopy.contiguousStrides(
                representation.shape, elementSize: representation.dataType.byteCount),
            heap: heap)
    }

    func permuted(by order: [Int]) -> ArrayView {
        ArrayView(base: base, strides: order.map { strides[$0] }, heap: heap)
    }

    func isContiguous(_ shape: [Int], elementSize: Int) -> Bool {
        ArrayTarget(base: UnsafeMutableRawPointer(mutating: base), strides: strides)
            .isContiguous(shape, elementSize: elementSize)
    }
}
