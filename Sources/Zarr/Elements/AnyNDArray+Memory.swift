package import ZarrBase
package import ZarrCodecs

extension AnyNDArray {
    /// The elements that lie in `memory`, without a copy: whoever filled it must not write to it while the array is read.
    ///
    /// - Throws: ``ZarrError/Code/invalidArgument`` where the memory has another size than the shape says or the elements are of
    ///   variable length.
    package init(shape: [Int], dataType: DataType, adopting memory: MemoryBlock) throws(ZarrError) {
        let count = try shape.elementCount()
        let size = try count.checkedTimes(dataType.byteCount)
        guard !dataType.isVariableLength, memory.count == size else {
            throw ZarrError(.invalidArgument, "\(memory.count) bytes of memory do not hold \(shape) of \(dataType)")
        }
        self.shape = shape
        self.dataType = dataType
        self.count = count
        self.memory = memory
        heap = ElementHeap()
    }
}
