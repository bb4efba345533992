/// 16 bytes: the vector that every 64-bit machine has.
typealias ByteVector = SIMD16<UInt8>

/// A word of which a square block, one vector a row, can be transposed in registers.
///
/// All widths go the same way: zipping row `i` with row `i + n/2`, for every `i`, and doing that log2(n) times to `n` rows
/// of `n` words transposes them.
protocol BlockWord: FixedWidthInteger, BitwiseCopyable {
    /// The words of both vectors alternating, as two vectors.
    static func zipped(_ a: ByteVector, _ b: ByteVector) -> (ByteVector, ByteVector)

    /// Transposes `16 / size` vectors that lie `sourceStride` bytes apart to ones `destinationStride` bytes apart.
    static func transposeBlock(
        _ source: UnsafeRawPointer, _ sourceStride: Int,
        _ destination: UnsafeMutableRawPointer, _ destinationStride: Int)
}

extension UInt8: BlockWord {
    @inline(__always)
    static func zipped(_ a: ByteVector, _ b: ByteVector) -> (ByteVector, ByteVector) {
        var both = SIMD32<UInt8>()
        both.evenHalf = a
        both.oddHalf = b
        return (both.lowHalf, both.highHalf)
    }

    @inline(__always)
    static func transposeBlock(
        _ source: UnsafeRawPointer, _ sourceStride: Int,
        _ destination: UnsafeMutableRawPointer, _ destinationStride: Int
    ) {
        var low = load8(source, sourceStride)
        var high = load8(source + 8 &* sourceStride, sourceStride)
        for _ in 0..<4 {
            (low, high) = (
                zipped8(low.0, low.1, low.2, low.3, high.0, high.1, high.2, high.3),
                zipped8(low.4, low.5, low.6, low.7, high.4, high.5, high.6, high.7)
            )
        }
        store8(low, destination, destinationStride)
        store8(high, destination + 8 &* destinationStride, destinationStride)
    }
}

extension UInt16: BlockWord {
    @inline(__always)
    static func zipped(_ a: ByteVector, _ b: ByteVector) -> (ByteVector, ByteVector) {
        var both = SIMD16<UInt16>()
        both.evenHalf = unsafeBitCast(a, to: SIMD8<UInt16>.self)
        both.oddHalf = unsafeBitCast(b, to: SIMD8<UInt16>.self)
        return (
            unsafeBitCast(both.lowHalf, to: ByteVector.self), unsafeBitCast(both.highHalf, to: ByteVector.self)
        )
    }

    @inline(__always)
    static func transposeBlock(
        _ source: UnsafeRawPointer, _ sourceStride: Int,
        _ destination: UnsafeMutableRawPointer, _ destinationStride: Int
    ) {
        var rows = load8(source, sourceStride)
        for _ in 0..<3 {
            rows = zipped8(rows.0, rows.1, rows.2, rows.3, rows.4, rows.5, rows.6, rows.7)
        }
        store8(rows, destination, destinationStride)
    }
}

extension UInt32: BlockWord {
    @inline(__always)
    static func zipped(_ a: ByteVector, _ b: ByteVector) -> (ByteVector, ByteVector) {
        var both = SIMD8<UInt32>()
        both.evenHalf = unsafeBitCast(a, to: SIMD4<UInt32>.self)
        both.oddHalf = unsafeBitCast(b, to: SIMD4<UInt32>.self)
        return (
            unsafeBitCast(both.lowHalf, to: ByteVector.self), unsafeBitCast(both.highHalf, to: ByteVector.self)
        )
    }

    @inline(__always)
    static func transposeBlock(
        _ source: UnsafeRawPointer, _ sourceStride: Int,
        _ destination: UnsafeMutableRawPointer, _ destinationStride: Int
    ) {
        let (a, b) = zipped(load(source, 0, sourceStride), load(source, 2, sourceStride))
        let (c, d) = zipped(load(source, 1, sourceStride), load(source, 3, sourceStride))
        let (first, second) = zipped(a, c)
        let (third, fourth) = zipped(b, d)
        store(first, destination, 0, destinationStride)
        store(second, destination, 1, destinationStride)
        store(third, destination, 2, destinationStride)
        store(fourth, destination, 3, destinationStride)
    }
}

extension UInt64: BlockWord {
    @inline(__always)
    static func zipped(_ a: ByteVector, _ b: ByteVector) -> (ByteVector, ByteVector) {
        let a = unsafeBitCast(a, to: SIMD2<UInt64>.self)
        let b = unsafeBitCast(b, to: SIMD2<UInt64>.self)
        return (
            unsafeBitCast(SIMD2(a.x, b.x), to: ByteVector.self), unsafeBitCast(SIMD2(a.y, b.y), to: ByteVector.self)
        )
    }

    @inline(__always)
    static func transposeBlock(
        _ source: UnsafeRawPointer, _ sourceStride: Int,
        _ destination: UnsafeMutableRawPointer, _ destinationStride: Int
    ) {
        let (first, second) = zipped(load(source, 0, sourceStride), load(source, 1, sourceStride))
        store(first, destination, 0, destinationStride)
        store(second, destination, 1, destinationStride)
    }
}

extension UInt128: BlockWord {
    @inline(__always)
    static func zipped(_ a: ByteVector, _ b: ByteVector) -> (ByteVector, ByteVector) { (a, b) }

    @inline(__always)
    static func transposeBlock(
        _ source: UnsafeRawPointer, _ sourceStride: Int,
        _ destination: UnsafeMutableRawPointer, _ destinationStride: Int
    ) {
        store(load(source, 0, sourceStride), destination, 0, destinationStride)
    }
}

private typealias Eight = (
    ByteVector, ByteVector, ByteVector, ByteVector, ByteVector, ByteVector, ByteVector, ByteVector
)

extension BlockWord {
    @inline(__always)
    fileprivate static func zipped8(
        _ a: ByteVector, _ b: ByteVector, _ c: ByteVector, _ d: ByteVector,
        _ e: ByteVector, _ f: ByteVector, _ g: ByteVector, _ h: ByteVector
    ) -> Eight {
        let (first, second, third, fourth) = (zipped(a, e), zipped(b, f), zipped(c, g), zipped(d, h))
        return (first.0, first.1, second.0, second.1, third.0, third.1, fourth.0, fourth.1)
    }

    @inline(__always)
    fileprivate static func load(_ source: UnsafeRawPointer, _ row: Int, _ stride: Int) -> ByteVector {
        (source + row &* stride).loadUnaligned(as: ByteVector.self)
    }

    @inline(__always)
    fileprivate static func store(
        _ vector: ByteVector, _ destination: UnsafeMutableRawPointer, _ row: Int, _ stride: Int
    ) {
        (destination + row &* stride).storeBytes(of: vector, as: ByteVector.self)
    }

    @inline(__always)
    fileprivate static func load8(_ source: UnsafeRawPointer, _ stride: Int) -> Eight {
        (
            load(source, 0, stride), load(source, 1, stride), load(source, 2, stride), load(source, 3, stride),
            load(source, 4, stride), load(source, 5, stride), load(source, 6, stride), load(source, 7, stride)
        )
    }

    @inline(__always)
    fileprivate static func store8(_ rows: Eight, _ destination: UnsafeMutableRawPointer, _ stride: Int) {
        store(rows.0, destination, 0, stride)
        store(rows.1, destination, 1, stride)
        store(rows.2, destination, 2, stride)
        store(rows.3, destination, 3, stride)
        store(rows.4, destination, 4, stride)
        store(rows.5, destination, 5, stride)
        store(rows.6, destination, 6, stride)
        store(rows.7, destination, 7, stride)
    }
}
