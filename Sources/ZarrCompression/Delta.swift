public import ZarrBase

/// Differences of neighbouring numbers, as the `delta` filter of numcodecs takes them: the first number as it is, then each
/// less the one before.
///
/// Differences are taken in the type of the elements, where integers wrap, and then converted to the type in which they are
/// stored. Sums are taken in the type to which NumPy promotes both, and then converted to the type of the elements; only
/// where NumPy would go from integers to reals and lose digits, they stay integers, so that every integer comes back. All
/// numbers are in the byte order of the machine, at any alignment.
public enum Delta {
    /// A type of numbers, by its name in Zarr v3.
    public enum NumericType: String, Sendable, Hashable, CaseIterable {
        case int8, int16, int32, int64
        case uint8, uint16, uint32, uint64
        case float16, float32, float64

        /// The bytes of a number.
        public var size: Int {
            switch self {
            case .int8, .uint8: 1
            case .int16, .uint16, .float16: 2
            case .int32, .uint32, .float32: 4
            case .int64, .uint64, .float64: 8
            }
        }
    }

    /// Writes the differences of the numbers in `source` to the front of `destination`.
    ///
    /// - Throws: ``ZarrError/Code/invalidArgument`` where `source` is not whole numbers or `destination` too small.
    /// - Complexity: linear; fastest where both types are the same.
    public static func encode(
        _ source: UnsafeRawBufferPointer, of elements: NumericType, into destination: UnsafeMutableRawBufferPointer,
        of differences: NumericType
    ) throws(ZarrError) {
        let count = try count(source, elements, destination, differences, .invalidArgument)
        guard let from = source.baseAddress, let to = destination.baseAddress, count > 0 else { return }
        let element = try elements.number()
        guard elements != differences else { return element.differences(from, to, count) }
        let difference = try differences.number()
        inTiles(count) { words, start, length in
            element.differences(from, start: start, words, length)
            difference.narrow(words, element.wideKind, to + start * difference.size, length)
        }
    }

    /// Writes the numbers whose differences are in `source` to the front of `destination`.
    ///
    /// - Throws: ``ZarrError/Code/corruptData`` where `source` is not whole numbers, ``ZarrError/Code/invalidArgument`` where
    ///   `destination` is too small.
    /// - Complexity: linear; fastest where both types are the same.
    public static func decode(
        _ source: UnsafeRawBufferPointer, of differences: NumericType, into destination: UnsafeMutableRawBufferPointer,
        of elements: NumericType
    ) throws(ZarrError) {
        let count = try count(source, differences, destination, elements, .corruptData)
        guard let from = source.baseAddress, let to = destination.baseAddress, count > 0 else { return }
        let element = try elements.number()
        guard elements != differences else { return element.sums(from, to, count) }
        let difference = try differences.number()
        let adder = try elements.promoted(with: differences).number()
        var sum: UInt64?
        inTiles(count) { words, start, length in
            difference.widen(from + start * difference.size, words, length)
            adder.sums(words, difference.wideKind, length, &sum)
            element.narrow(words, adder.wideKind, to + start * element.size, length)
        }
    }

    private static func count(
        _ source: UnsafeRawBufferPointer, _ type: NumericType, _ destination: UnsafeMutableRawBufferPointer,
        _ other: NumericType, _ code: ZarrError.Code
    ) throws(ZarrError) -> Int {
        guard source.count % type.size == 0 else {
            throw ZarrError(code, "\(source.count) bytes are not whole numbers of type \(type)")
        }
        let count = source.count / type.size
        guard try count.checkedTimes(other.size) <= destination.count else {
            throw ZarrError(.invalidArgument, "\(count) numbers of type \(other) do not fit \(destination.count) bytes")
        }
        return count
    }

    /// Between different types, numbers go through words of 64 bits, a tile at a time: one loop for each type instead of
    /// one for each pair.
    private static func inTiles(_ count: Int, _ body: (UnsafeMutablePointer<UInt64>, Int, Int) -> Void) {
        withUnsafeTemporaryAllocation(of: UInt64.self, capacity: 512) { tile in
            guard let words = tile.baseAddress else { return }
            for start in stride(from: 0, to: count, by: tile.count) {
                body(words, start, min(tile.count, count - start))
            }
        }
    }
}

extension Delta.NumericType {
    private var isReal: Bool { self == .float16 || self == .float32 || self == .float64 }

    /// The type that holds all numbers of both, as NumPy promotes; this one for integers, whose sums may wrap.
    func promoted(with other: Self) -> Self {
        guard isReal || other.isReal else { return self }
        // Reals of 16 bits hold integers of 8, and so on; no real holds all of 64 bits, for which the largest is taken.
        let size = max(isReal ? size : 2 * size, other.isReal ? other.size : 2 * other.size)
        return size <= 2 ? .float16 : size <= 4 ? .float32 : .float64
    }

    func number() throws(ZarrError) -> any DeltaNumber.Type {
        switch self {
        case .int8: return Int8.self
        case .int16: return Int16.self
        case .int32: return Int32.self
        case .int64: return Int64.self
        case .uint8: return UInt8.self
        case .uint16: return UInt16.self
        case .uint32: return UInt32.self
        case .uint64: return UInt64.self
        case .float32: return Float.self
        case .float64: return Double.self
        case .float16:
            #if arch(x86_64) && (os(macOS) || targetEnvironment(macCatalyst))
                throw ZarrError(.unsupported, "differences of float16 are not known on this machine")
            #else
                return Float16.self
            #endif
        }
    }
}
