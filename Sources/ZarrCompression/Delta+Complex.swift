public import ZarrBase

extension Delta {
    /// Writes the differences of complex numbers, real and imaginary parts each on their own, to `destination`.
    ///
    /// - Parameter part: the type of a part, `float32` or `float64`.
    /// - Throws: ``ZarrError/Code/invalidArgument`` where the buffers are not whole numbers of one size.
    public static func encodeComplex(
        _ source: UnsafeRawBufferPointer, into destination: UnsafeMutableRawBufferPointer, part: NumericType
    ) throws(ZarrError) {
        try check(source, destination, part, .invalidArgument)
        switch part {
        case .float32: differences(source, destination, Float.self)
        default: differences(source, destination, Double.self)
        }
    }

    /// Writes the complex numbers whose differences are in `source` to `destination`.
    ///
    /// - Throws: ``ZarrError/Code/corruptData`` where the buffers are not whole numbers of one size.
    public static func decodeComplex(
        _ source: UnsafeRawBufferPointer, into destination: UnsafeMutableRawBufferPointer, part: NumericType
    ) throws(ZarrError) {
        try check(source, destination, part, .corruptData)
        switch part {
        case .float32: sums(source, destination, Float.self)
        default: sums(source, destination, Double.self)
        }
    }

    private static func check(
        _ source: UnsafeRawBufferPointer, _ destination: UnsafeMutableRawBufferPointer, _ part: NumericType,
        _ code: ZarrError.Code
    ) throws(ZarrError) {
        guard part == .float32 || part == .float64 else {
            throw ZarrError(.unsupported, "complex numbers of two \(part) parts have no differences")
        }
        guard source.count == destination.count, source.count % (2 * part.size) == 0 else {
            throw ZarrError(code, "\(source.count) bytes are not whole complex numbers of two \(part) parts")
        }
    }

    private static func differences<Part: BinaryFloatingPoint & BitwiseCopyable>(
        _ source: UnsafeRawBufferPointer, _ destination: UnsafeMutableRawBufferPointer, _ type: Part.Type
    ) {
        let size = MemoryLayout<Part>.size
        var before = (Part.zero, Part.zero)
        for offset in stride(from: 0, to: source.count, by: 2 * size) {
            let number = (
                source.loadUnaligned(fromByteOffset: offset, as: Part.self),
                source.loadUnaligned(fromByteOffset: offset + size, as: Part.self)
            )
            // The first number is stored as it is: minus zero would turn -0.0 into 0.0.
            let isFirst = offset == 0
            destination.storeBytes(of: isFirst ? number.0 : number.0 - before.0, toByteOffset: offset, as: Part.self)
            destination.storeBytes(
                of: isFirst ? number.1 : number.1 - before.1, toByteOffset: offset + size, as: Part.self)
            before = number
        }
    }

    private static func sums<Part: BinaryFloatingPoint & BitwiseCopyable>(
        _ source: UnsafeRawBufferPointer, _ destination: UnsafeMutableRawBufferPointer, _ type: Part.Type
    ) {
        let size = MemoryLayout<Part>.size
        var sum = (Part.zero, Part.zero)
        for offset in stride(from: 0, to: source.count, by: 2 * size) {
            let step = (
                source.loadUnaligned(fromByteOffset: offset, as: Part.self),
                source.loadUnaligned(fromByteOffset: offset + size, as: Part.self)
            )
            sum = offset == 0 ? step : (sum.0 + step.0, sum.1 + step.1)
            destination.storeBytes(of: sum.0, toByteOffset: offset, as: Part.self)
            destination.storeBytes(of: sum.1, toByteOffset: offset + size, as: Part.self)
        }
    }
}
