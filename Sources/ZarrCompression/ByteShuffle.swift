public import ZarrBase

/// The byte shuffle: all first bytes of the elements, then all second bytes, and so on. Similar bytes become neighbours.
public enum ByteShuffle {
    /// Writes the shuffled bytes of `source`, whole elements of `elementSize` bytes, to the front of `destination`.
    ///
    /// - Throws: ``ZarrError/Code/invalidArgument`` where `source` is not whole elements or `destination` is smaller.
    public static func shuffle(
        _ source: UnsafeRawBufferPointer, into destination: UnsafeMutableRawBufferPointer, elementSize: Int
    ) throws(ZarrError) {
        guard let (from, to, count) = try operands(source, destination, elementSize, .invalidArgument) else { return }
        switch elementSize {
        case 1: to.copyMemory(from: from, byteCount: count)
        case 2, 4, 8, 16:
            let done = shuffleTiles(from, to, count, steps: elementSize.trailingZeroBitCount)
            transpose(from, to, rows: done..<count, count, elementSize)
        default: transpose(from, to, rows: 0..<count, count, elementSize)
        }
    }

    /// Writes what ``shuffle(_:into:elementSize:)`` was given to the front of `destination`.
    ///
    /// - Throws: ``ZarrError/Code/corruptData`` where `source` is not whole elements, ``ZarrError/Code/invalidArgument``
    ///   where `destination` is smaller.
    public static func unshuffle(
        _ source: UnsafeRawBufferPointer, into destination: UnsafeMutableRawBufferPointer, elementSize: Int
    ) throws(ZarrError) {
        guard let (from, to, count) = try operands(source, destination, elementSize, .corruptData) else { return }
        switch elementSize {
        case 1: to.copyMemory(from: from, byteCount: count)
        case 2, 4, 8, 16:
            let done = unshuffleTiles(from, to, count, steps: elementSize.trailingZeroBitCount)
            untranspose(from, to, rows: done..<count, count, elementSize)
        default: untranspose(from, to, rows: 0..<count, count, elementSize)
        }
    }

    private static func operands(
        _ source: UnsafeRawBufferPointer, _ destination: UnsafeMutableRawBufferPointer, _ elementSize: Int,
        _ code: ZarrError.Code
    ) throws(ZarrError) -> (UnsafeRawPointer, UnsafeMutableRawPointer, Int)? {
        guard elementSize > 0 else { throw ZarrError(.invalidArgument, "a shuffle of \(elementSize)-byte elements") }
        guard source.count % elementSize == 0 else {
            throw ZarrError(
                code, "\(source.count) bytes are not whole elements of \(elementSize) bytes, as a shuffle needs")
        }
        guard destination.count >= source.count else {
            throw ZarrError(.invalidArgument, "\(source.count) shuffled bytes do not fit \(destination.count)")
        }
        guard let from = source.baseAddress, let to = destination.baseAddress, !source.isEmpty else { return nil }
        return (from, to, source.count / elementSize)
    }
}

extension ByteShuffle {
    private static func transpose(
        _ from: UnsafeRawPointer, _ to: UnsafeMutableRawPointer, rows: Range<Int>, _ count: Int, _ size: Int
    ) {
        let from = from.assumingMemoryBound(to: UInt8.self)
        let to = to.assumingMemoryBound(to: UInt8.self)
        for byte in 0..<size {
            for row in rows { to[byte &* count &+ row] = from[row &* size &+ byte] }
        }
    }

    private static func untranspose(
        _ from: UnsafeRawPointer, _ to: UnsafeMutableRawPointer, rows: Range<Int>, _ count: Int, _ size: Int
    ) {
        let from = from.assumingMemoryBound(to: UInt8.self)
        let to = to.assumingMemoryBound(to: UInt8.self)
        for row in rows {
            for byte in 0..<size { to[row &* size &+ byte] = from[byte &* count &+ row] }
        }
    }
}
