public import ZarrBase
public import ZarrCodecs
import ZarrIndexing

/// An array in memory whose data type is known at run time: elements in C order, in the byte order of the machine.
public struct AnyNDArray: Sendable {
    /// The extents.
    public let shape: [Int]
    /// The type of the elements.
    public let dataType: DataType
    /// The number of elements.
    public let count: Int
    let memory: MemoryBlock
    package let heap: ElementHeap

    /// Memory for an array of this shape; what it holds is undefined.
    ///
    /// - Throws: ``ZarrError/Code/limitExceeded`` where the machine does not have the memory.
    init(shape: [Int], dataType: DataType) throws(ZarrError) {
        let count = try shape.elementCount()
        let memory = try MemoryBlock(count: count.checkedTimes(dataType.byteCount))
        self.init(shape: shape, dataType: dataType, count: count, memory: memory, heap: ElementHeap())
    }

    private init(shape: [Int], dataType: DataType, count: Int, memory: MemoryBlock, heap: ElementHeap) {
        self.shape = shape
        self.dataType = dataType
        self.count = count
        self.memory = memory
        self.heap = heap
    }

    /// An array of elements that lie one behind the other in C order, in the byte order of the machine.
    ///
    /// - Throws: ``ZarrError/Code/invalidArgument`` where there are not as many as the shape says, or they are of
    ///   variable length.
    public init(shape: [Int], dataType: DataType, bytes: UnsafeRawBufferPointer) throws(ZarrError) {
        guard !dataType.isVariableLength else {
            throw ZarrError(.invalidArgument, "elements of type \(dataType) do not lie one behind the other")
        }
        try self.init(shape: shape, dataType: dataType)
        guard bytes.count == memory.count else {
            throw ZarrError(.invalidArgument, "\(bytes.count) bytes are given where \(shape) takes \(memory.count)")
        }
        memory.bytes.copyMemory(from: bytes)
    }

    /// The same elements in another shape.
    public func reshaped(to shape: [Int]) throws(ZarrError) -> AnyNDArray {
        guard try shape.elementCount() == count else {
            throw ZarrError(.invalidArgument, "\(count) elements do not have the shape \(shape)")
        }
        return AnyNDArray(shape: shape, dataType: dataType, count: count, memory: memory, heap: heap)
    }

    /// The bytes of all elements; of elements of variable length the bytes that point to them.
    public var bytes: Bytes { Bytes(memory) }

    /// The scalar at number `place`, in C order, as documents write it.
    public func json(at place: Int) -> JSONValue {
        guard place >= 0, place < count else { return .null }
        let element = memory.baseAddress + place * dataType.byteCount
        if dataType.isVariableLength {
            guard let bytes = heap.snapshot.bytes(of: element.loadUnaligned(as: VariableElement.self)) else {
                return .null
            }
            return bytes.withUnsafeBytes { dataType.definition.json(of: $0, dialect: .v3) }
        }
        return dataType.definition.json(
            of: UnsafeRawBufferPointer(start: element, count: dataType.byteCount), dialect: .v3)
    }

    var target: ArrayTarget {
        ArrayTarget(
            base: memory.baseAddress,
            strides: StridedCopy.contiguousStrides(shape, elementSize: dataType.byteCount), heap: heap)
    }

    var view: ArrayView {
        ArrayView(
            base: UnsafeRawPointer(memory.baseAddress),
            strides: StridedCopy.contiguousStrides(shape, elementSize: dataType.byteCount), heap: heap)
    }
}
