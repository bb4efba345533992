import Zarr

/// How the elements of a file become those of an array: as they are, text of one kind as text of another, or numbers that
/// stand for those of a type that NumPy does not have.
enum NPYConversion {
    case same(DataType)
    /// Into wider elements of the same kind, padded with zeros.
    case padded(from: Int, to: DataType)
    case strings(ScalarKind)
    case substitute(NumpySubstitute, DataType)
    /// The bits of a type that NumPy does not have, as ml_dtypes saves them.
    case bits(DataType)

    /// - Throws: ``ZarrError/Code/invalidArgument`` where values would change.
    init(from file: DataType, to array: DataType) throws(ZarrError) {
        let fileKind = ScalarKind(file)
        switch (fileKind, ScalarKind(array)) {
        case _ where file == array: self = .same(array)
        case (.bytes(let have), .bytes(let want)) where have <= want: self = .padded(from: have, to: array)
        case (.unicode(let have), .unicode(let want)) where have <= want: self = .padded(from: 4 * have, to: array)
        case (.unicode, .string), (.bytes, .string): self = .strings(fileKind)
        case (.raw(let size), .minifloat) where size == array.byteCount,
            (.raw(let size), .signed) where size == array.byteCount && array.definition.numpyCode == nil,
            (.raw(let size), .unsigned) where size == array.byteCount && array.definition.numpyCode == nil:
            self = .bits(array)
        case _ where NumpySubstitute(array)?.dataType == file:
            self = NumpySubstitute(array).map { .substitute($0, array) } ?? .same(array)
        default:
            throw ZarrError(
                .invalidArgument, "the file holds \(file), the array \(array)",
                hint: "convert the file first, as by astype in NumPy")
        }
    }

    func convert(_ memory: MemoryBlock, shape: [Int]) throws(ZarrError) -> AnyNDArray {
        switch self {
        case .same(let dataType):
            return try AnyNDArray(shape: shape, dataType: dataType, adopting: memory)
        case .padded(let size, let dataType):
            let count = try shape.elementCount()
            let wide = try MemoryBlock(count: count.checkedTimes(dataType.byteCount))
            if wide.count > 0 { wide.bytes.initializeMemory(as: UInt8.self, repeating: 0) }
            StridedCopy.copy(
                from: UnsafeRawPointer(memory.baseAddress), strides: [size],
                to: wide.baseAddress, strides: [dataType.byteCount], shape: [size > 0 ? count : 0], elementSize: size)
            return try AnyNDArray(shape: shape, dataType: dataType, adopting: wide)
        case .substitute(let substitute, let dataType):
            return try substitute.elements(of: memory, shape: shape, dataType)
        case .bits(let dataType):
            // The upper bits that do not count are others in memory than in the file.
            for part in dataType.definition.partialBytes {
                for place in memory.bytes.indices { memory.bytes[place] = part.normalized(memory.bytes[place]) }
            }
            return try AnyNDArray(shape: shape, dataType: dataType, adopting: memory)
        case .strings(let kind):
            let base = UnsafeRawPointer(memory.baseAddress)
            let strings = (0..<(try shape.elementCount())).map { place in
                switch kind {
                case .unicode(let count): (base + 4 * count * place).unicode(count)
                case .bytes(let count): String(decoding: (base + count * place).unpadded(count), as: UTF8.self)
                default: ""
                }
            }
            defer { withExtendedLifetime(memory) {} }
            return try AnyNDArray(shape: shape, strings: strings)
        }
    }
}
