#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// Moves boxes of elements between memories of different layout.
///
/// Strides are in bytes, one an axis, and may be negative or zero; the pointers are those of the element with index 0 on
/// every axis. Nothing needs to be aligned. Source and destination must not overlap. A shape with a zero extent moves
/// nothing, a 0-d shape moves one element. Where strides of the destination make elements share memory, one of them wins.
public enum StridedCopy {
    /// Copies the elements of `shape`, `elementSize` bytes each.
    ///
    /// - Parameter streaming: whether the destination is so large that nothing of it will be in a cache when it is used:
    ///   rows of whole cache lines then go around the caches, which spares reading the lines that are overwritten.
    /// - Complexity: memory speed where runs are packed on both sides or one side is the other transposed; no allocation
    ///   up to rank 16, but for the buffer of a transposition.
    public static func copy(
        from source: UnsafeRawPointer, strides sourceStrides: [Int],
        to destination: UnsafeMutableRawPointer, strides destinationStrides: [Int],
        shape: [Int], elementSize: Int, streaming: Bool = false
    ) {
        // Elements of other sizes are runs of bytes.
        let isWord = isWordSize(elementSize)
        let unit = isWord ? elementSize : 1
        CopyPlan.make(
            from: source, strides: sourceStrides, to: destination, strides: destinationStrides,
            shape: shape, units: elementSize / unit, unit: unit
        ) { plan in
            if plan.rank > 0 {
                let inner = plan.axes[plan.rank - 1]
                if inner.source == unit, inner.destination == unit {
                    _ = plan.popInner()
                    let length = inner.extent * unit
                    return streaming && length >= shortestStreamedRow
                        ? streamRows(&plan, length: length) : copyRows(&plan, length: length)
                }
            }
            switch unit {
            case 2: copyElements(&plan, PlainWord<UInt16>.self)
            case 4: copyElements(&plan, PlainWord<UInt32>.self)
            case 8: copyElements(&plan, PlainWord<UInt64>.self)
            case 16: copyElements(&plan, PlainWord<UInt128>.self)
            default: copyElements(&plan, PlainWord<UInt8>.self)
            }
        }
    }

    /// Copies the elements of `shape` and reverses the bytes of each `unit` (2, 4, 8 or 16) of them.
    ///
    /// `elementSize` is a multiple of `unit`: a complex number has two units. With a unit of 1 it is ``copy``.
    public static func copySwapping(
        from source: UnsafeRawPointer, strides sourceStrides: [Int],
        to destination: UnsafeMutableRawPointer, strides destinationStrides: [Int],
        shape: [Int], elementSize: Int, unit: Int, streaming: Bool = false
    ) {
        precondition(isWordSize(unit) && elementSize % unit == 0, "bytes are swapped in units of 1, 2, 4, 8 or 16")
        if unit == 1 {
            return copy(
                from: source, strides: sourceStrides, to: destination, strides: destinationStrides,
                shape: shape, elementSize: elementSize, streaming: streaming)
        }
        CopyPlan.make(
            from: source, strides: sourceStrides, to: destination, strides: destinationStrides,
            shape: shape, units: elementSize / unit, unit: unit
        ) { plan in
            switch unit {
            case 2: copyElements(&plan, SwappedWord<UInt16>.self)
            case 4: copyElements(&plan, SwappedWord<UInt32>.self)
            case 8: copyElements(&plan, SwappedWord<UInt64>.self)
            default: copyElements(&plan, SwappedWord<UInt128>.self)
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

    /// Reverses the bytes of each `unit` (1, 2, 4, 8 or 16) of a buffer; a rest shorter than a unit stays as it is.
    public static func swapInPlace(_ buffer: UnsafeMutableRawBufferPointer, unit: Int) {
        precondition(isWordSize(unit), "bytes are swapped in units of 1, 2, 4, 8 or 16")
        guard let start = buffer.baseAddress else { return }
        let count = buffer.count / unit
        switch unit {
        case 1: return
        case 2: SwappedWord<UInt16>.movePacked(start, start, count: count)
        case 4: SwappedWord<UInt32>.movePacked(start, start, count: count)
        case 8: SwappedWord<UInt64>.movePacked(start, start, count: count)
        default: SwappedWord<UInt128>.movePacked(start, start, count: count)
        }
    }

    /// Whether a buffer is nothing but copies of `element`, bit for bit. An empty buffer is.
    ///
    /// - Complexity: memory speed; stops at the first difference.
    public static func isFilled(_ buffer: UnsafeRawBufferPointer, with element: UnsafeRawBufferPointer) -> Bool {
        guard let start = buffer.baseAddress, buffer.count > 0 else { return true }
        guard let first = element.baseAddress, element.count > 0, buffer.count % element.count == 0 else {
            return false
        }
        // A buffer that starts with the element and equals itself one element on is full of it.
        return memcmp(start, first, element.count) == 0
            && memcmp(start, start + element.count, buffer.count - element.count) == 0
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

    private static func isWordSize(_ unit: Int) -> Bool {
        unit == 1 || unit == 2 || unit == 4 || unit == 8 || unit == 16
    }
}
