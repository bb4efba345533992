import Zarr

/// The type of NumPy that holds every number of one that NumPy does not have: int8 for int4, float32 for bfloat16, complex64
/// for pairs of small floating-point numbers.
struct NumpySubstitute {
    /// The type in NumPy.
    let dataType: DataType
    /// The type of the numbers, where they are not integers.
    private let part: MinifloatType?

    /// Nil where NumPy has the type itself, or none for it.
    init?(_ dataType: DataType) {
        guard dataType.definition.numpyCode == nil else { return nil }
        switch dataType.definition {
        case let type as IntegerType:
            self.dataType = type.isSigned ? .int8 : .uint8
            part = nil
        case let type as MinifloatType:
            self.dataType = .float32
            part = type
        case let type as ComplexType:
            guard let half = type.component.definition as? MinifloatType ?? (type.component == .float16 ? .half : nil)
            else { return nil }
            self.dataType = .complex64
            part = half
        default: return nil
        }
    }

    /// The numbers as NumPy has them.
    func bytes(of elements: UnsafeRawBufferPointer) -> [UInt8] {
        // The bytes of small integers are those of larger ones.
        guard let part else { return Array(elements) }
        let size = part.layout.byteCount
        var bytes: [UInt8] = []
        bytes.reserveCapacity(elements.count / size * 4)
        var known: [[UInt8]: Float] = [:]
        for place in stride(from: 0, to: elements.count - size + 1, by: size) {
            let element = UnsafeRawBufferPointer(rebasing: elements[place..<place + size])
            let key = Array(element)
            let number = known[key] ?? Float(part.value(of: element))
            known[key] = number
            withUnsafeBytes(of: number) { bytes.append(contentsOf: $0) }
        }
        return bytes
    }

    /// The elements that numbers of NumPy say.
    ///
    /// - Throws: ``ZarrError/Code/invalidArgument`` for a number that the type does not have exactly.
    func elements(of memory: MemoryBlock, shape: [Int], _ dataType: DataType) throws(ZarrError) -> AnyNDArray {
        defer { withExtendedLifetime(memory) {} }
        let block = try MemoryBlock(count: shape.elementCount().checkedTimes(dataType.byteCount))
        guard let part else {
            guard let bits = dataType.definition.partialBytes.first else { throw inexact("an integer", dataType) }
            for place in block.bytes.indices {
                let byte = memory.bytes[place]
                guard bits.normalized(byte) == byte else {
                    throw inexact(bits.isSigned ? "\(Int8(bitPattern: byte))" : "\(byte)", dataType)
                }
                block.bytes[place] = byte
            }
            return try AnyNDArray(shape: shape, dataType: dataType, adopting: block)
        }
        let size = part.layout.byteCount
        for place in 0..<block.count / size {
            let number = Double(memory.bytes.loadUnaligned(fromByteOffset: 4 * place, as: Float.self))
            guard let element = part.element(nearest: number),
                number.isNaN || element.withUnsafeBytes({ part.value(of: $0) }) == number
            else { throw inexact("\(number)", dataType) }
            for (offset, byte) in element.enumerated() { block.bytes[place * size + offset] = byte }
        }
        return try AnyNDArray(shape: shape, dataType: dataType, adopting: block)
    }

    private func inexact(_ number: String, _ dataType: DataType) -> ZarrError {
        ZarrError(
            .invalidArgument, "\(number) in the file is no number of type \(dataType)",
            hint: "round the numbers first, as by astype with the types of ml_dtypes")
    }
}
