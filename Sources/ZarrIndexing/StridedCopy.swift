/// Moves boxes of elements between memories of different layout.
///
/// Strides are in bytes, one an axis, and may be negative or zero; the pointers are those of the element with index 0 on
/// every axis. Nothing needs to be aligned. Source and destination must not overlap. A shape with a zero extent moves
/// nothing, a 0-d shape moves one element. Where strides of the destination make elements share memory, one of them wins.
public enum StridedCopy {
    /// Copies the elements of `shape`, `elementSize` bytes each.
    public static func copy(
        from source: UnsafeRawPointer, strides sourceStrides: [Int],
        to destination: UnsafeMutableRawPointer, strides destinationStrides: [Int],
        shape: [Int], elementSize: Int
    ) {
        naive(
            from: source, strides: sourceStrides, to: destination, strides: destinationStrides, shape: shape[...]
        ) { $1.copyMemory(from: $0, byteCount: elementSize) }
    }

    /// Copies the elements of `shape` and reverses the bytes of each `unit` (2, 4, 8 or 16) of them.
    ///
    /// `elementSize` is a multiple of `unit`: a complex number has two units.
    public static func copySwapping(
        from source: UnsafeRawPointer, strides sourceStrides: [Int],
        to destination: UnsafeMutableRawPointer, strides destinationStrides: [Int],
        shape: [Int], elementSize: Int, unit: Int
    ) {
        naive(
            from: source, strides: sourceStrides, to: destination, strides: destinationStrides, shape: shape[...]
        ) { source, destination in
            for byte in 0..<elementSize {
                destination.storeBytes(
                    of: source.load(fromByteOffset: byte / unit * unit + (unit - 1 - byte % unit), as: UInt8.self),
                    toByteOffset: byte, as: UInt8.self)
            }
        }
    }

    /// Writes `element` to every place of `shape`.
    public static func fill(
        _ destination: UnsafeMutableRawPointer, strides: [Int], shape: [Int], element: UnsafeRawBufferPointer
    ) {
        guard let source = element.baseAddress else { return }
        copy(
            from: source, strides: [Int](repeating: 0, count: shape.count), to: destination, strides: strides,
            shape: shape, elementSize: element.count)
    }

    /// Reverses the bytes of each `unit` (2, 4, 8 or 16) of a buffer; a rest shorter than a unit stays as it is.
    public static func swapInPlace(_ buffer: UnsafeMutableRawBufferPointer, unit: Int) {
        for start in stride(from: 0, through: buffer.count - unit, by: unit) {
            buffer[start..<(start + unit)].reverse()
        }
    }

    /// Whether a buffer is nothing but copies of `element`, bit for bit. An empty buffer is.
    public static func isFilled(_ buffer: UnsafeRawBufferPointer, with element: UnsafeRawBufferPointer) -> Bool {
        if buffer.isEmpty { return true }
        guard !element.isEmpty, buffer.count % element.count == 0 else { return false }
        return buffer.indices.allSatisfy { buffer[$0] == element[$0 % element.count] }
    }

    /// The strides of a packed array in C order, in bytes.
    public static func contiguousStrides(_ shape: [Int], elementSize: Int) -> [Int] {
        var strides = [Int](repeating: 0, count: shape.count)
        var stride = elementSize
        for axis in shape.indices.reversed() {
            strides[axis] = stride
            stride = stride.multipliedSaturating(by: max(shape[axis], 1))
        }
        return strides
    }

    private static func naive(
        from source: UnsafeRawPointer, strides sourceStrides: [Int],
        to destination: UnsafeMutableRawPointer, strides destinationStrides: [Int],
        shape: ArraySlice<Int>, move: (UnsafeRawPointer, UnsafeMutableRawPointer) -> Void
    ) {
        guard let extent = shape.first else { return move(source, destination) }
        let axis = shape.startIndex
        for index in 0..<extent {
            naive(
                from: source + index * sourceStrides[axis], strides: sourceStrides,
                to: destination + index * destinationStrides[axis], strides: destinationStrides,
                shape: shape.dropFirst(), move: move)
        }
    }
}
