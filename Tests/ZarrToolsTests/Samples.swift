import Zarr

@testable import ZarrTools

/// The bytes of hexadecimal digits.
func bytes(_ digits: String) -> [UInt8] {
    let nibbles = digits.utf8.map { $0 < 0x3A ? $0 - 0x30 : $0 - 0x57 }
    return stride(from: 0, to: nibbles.count, by: 2).map { nibbles[$0] << 4 | nibbles[$0 + 1] }
}

extension ZarrArray {
    /// An array in memory of elements given as the cases of NumPy give them.
    static func sample(
        _ type: String, _ shape: [Int], _ elements: String, chunks: [Int]? = nil
    ) async throws -> ZarrArray {
        let (dataType, _) = try DataTypeText.parse(type)
        let array = try await ZarrArray.create(
            in: MemoryStore(), ArrayLayout(shape: shape, dataType: dataType, chunks: chunks))
        let count = try shape.elementCount()
        guard count > 0 else { return array }
        if dataType == .string {
            let strings = elements.split(separator: "|", omittingEmptySubsequences: false).map(String.init)
            try await array.write(try AnyNDArray(shape: shape, strings: strings))
        } else {
            try await array.write(
                try bytes(elements).withUnsafeBytes { try AnyNDArray(shape: shape, dataType: dataType, bytes: $0) })
        }
        return array
    }

    /// 0, 1, 2, ... in memory.
    static func counting(
        _ dataType: DataType, _ shape: [Int], chunks: [Int]? = nil, shards: [Int]? = nil, path: String = "",
        in store: MemoryStore = MemoryStore(), format: FormatIdentifier = .zarr3
    ) async throws -> ZarrArray {
        let array = try await ZarrArray.create(
            in: store, at: path,
            ArrayLayout(shape: shape, dataType: dataType, chunks: chunks, shards: shards, format: format))
        try await array.write(try AnyNDArray.counting(dataType, shape))
        return array
    }

    /// The whole array in a format.
    func written(_ format: ValueFormat, _ selection: Selection = .all, budget: Int = 32 << 20) async throws
        -> MemorySink
    {
        let sink = MemorySink()
        try await ValueWriter(self, selection, budget: budget).write(format, to: sink)
        return sink
    }
}

extension AnyNDArray {
    static func counting(_ dataType: DataType, _ shape: [Int]) throws -> AnyNDArray {
        let count = try shape.elementCount()
        let numbers = 0..<count
        func array<Element: ZarrElement>(_ make: (Int) -> Element) throws -> AnyNDArray {
            try NDArray(shape: shape, numbers.map(make)).erased
        }
        return switch dataType.name {
        case "float32": try array { Float($0) }
        case "float64": try array { Double($0) }
        case "int32": try array { Int32($0) }
        case "int64": try array { Int64($0) }
        case "uint8": try array { UInt8(truncatingIfNeeded: $0) }
        case "uint16": try array { UInt16(truncatingIfNeeded: $0) }
        case "string": try array { "s\($0)" }
        default: throw ZarrError(.invalidArgument, "no numbers of type \(dataType)")
        }
    }
}
