/// Sixteen neighbouring bytes.
private typealias Vector = SIMD16<UInt8>

// The byte index of a tile of 2^t elements of 2^k bytes has t bits of element above k bits of byte. To put the bytes with
// even index before those with odd index moves the lowest bit to the top: k such passes are the transposition to byte
// lanes, and k of the reverse the way back. The tile stays in the first-level cache; the first pass reads the source, and
// the last one writes the destination.
extension ByteShuffle {
    static let tileElements = 256
    private static let largestElement = 16

    /// Shuffles the whole tiles among `count` elements of 2^`steps` bytes; returns the elements done.
    static func shuffleTiles(
        _ from: UnsafeRawPointer, _ to: UnsafeMutableRawPointer, _ count: Int, steps: Int
    ) -> Int {
        withTiles { one, other in
            var element = 0
            while count - element >= tileElements {
                var input = from + (element << steps)
                var (output, spare) = (one, other)
                for _ in 1..<steps {
                    part(input, output, lanes: 1 << steps, stride: tileElements)
                    input = UnsafeRawPointer(output)
                    swap(&output, &spare)
                }
                part(input, to + element, lanes: 1 << steps, stride: count)
                element += tileElements
            }
            return element
        }
    }

    /// The reverse of ``shuffleTiles(_:_:_:steps:)``.
    static func unshuffleTiles(
        _ from: UnsafeRawPointer, _ to: UnsafeMutableRawPointer, _ count: Int, steps: Int
    ) -> Int {
        withTiles { one, other in
            var element = 0
            while count - element >= tileElements {
                var input = from + element
                var inputStride = count
                var (output, spare) = (one, other)
                for _ in 1..<steps {
                    join(input, stride: inputStride, lanes: 1 << steps, output)
                    input = UnsafeRawPointer(output)
                    inputStride = tileElements
                    swap(&output, &spare)
                }
                join(input, stride: inputStride, lanes: 1 << steps, to + (element << steps))
                element += tileElements
            }
            return element
        }
    }

    private static func withTiles(_ body: (UnsafeMutableRawPointer, UnsafeMutableRawPointer) -> Int) -> Int {
        let size = tileElements * largestElement
        return withUnsafeTemporaryAllocation(byteCount: 2 * size, alignment: 64) { memory in
            guard let start = memory.baseAddress else { return 0 }
            return body(start, start + size)
        }
    }

    /// Even bytes to the first half of the lanes, odd ones to the second; the input is contiguous.
    @inline(__always)
    private static func part(
        _ from: UnsafeRawPointer, _ to: UnsafeMutableRawPointer, lanes: Int, stride: Int
    ) {
        for lane in 0..<lanes / 2 {
            let input = from + 2 * lane * tileElements
            let evens = to + lane * stride
            let odds = evens + lanes / 2 * stride
            var offset = 0
            while offset < tileElements {
                let a = input.loadUnaligned(fromByteOffset: 2 * offset, as: Vector.self)
                let b = input.loadUnaligned(fromByteOffset: 2 * offset + 16, as: Vector.self)
                evens.storeBytes(of: even(a, b), toByteOffset: offset, as: Vector.self)
                odds.storeBytes(of: odd(a, b), toByteOffset: offset, as: Vector.self)
                offset += 16
            }
        }
    }

    /// Bytes of the first half of the lanes and of the second in turn; the output is contiguous.
    @inline(__always)
    private static func join(
        _ from: UnsafeRawPointer, stride: Int, lanes: Int, _ to: UnsafeMutableRawPointer
    ) {
        for lane in 0..<lanes / 2 {
            let evens = from + lane * stride
            let odds = evens + lanes / 2 * stride
            let output = to + 2 * lane * tileElements
            var offset = 0
            while offset < tileElements {
                let a = evens.loadUnaligned(fromByteOffset: offset, as: Vector.self)
                let b = odds.loadUnaligned(fromByteOffset: offset, as: Vector.self)
                output.storeBytes(of: low(a, b), toByteOffset: 2 * offset, as: Vector.self)
                output.storeBytes(of: high(a, b), toByteOffset: 2 * offset + 16, as: Vector.self)
                offset += 16
            }
        }
    }

    // With constant indices each of these is an instruction or two; the standard library's `evenHalf` stays a loop.

    @inline(__always)
    private static func even(_ a: Vector, _ b: Vector) -> Vector {
        Vector(
            a[0], a[2], a[4], a[6], a[8], a[10], a[12], a[14], b[0], b[2], b[4], b[6], b[8], b[10], b[12], b[14])
    }

    @inline(__always)
    private static func odd(_ a: Vector, _ b: Vector) -> Vector {
        Vector(
            a[1], a[3], a[5], a[7], a[9], a[11], a[13], a[15], b[1], b[3], b[5], b[7], b[9], b[11], b[13], b[15])
    }

    @inline(__always)
    private static func low(_ a: Vector, _ b: Vector) -> Vector {
        Vector(
            a[0], b[0], a[1], b[1], a[2], b[2], a[3], b[3], a[4], b[4], a[5], b[5], a[6], b[6], a[7], b[7])
    }

    @inline(__always)
    private static func high(_ a: Vector, _ b: Vector) -> Vector {
        Vector(
            a[8], b[8], a[9], b[9], a[10], b[10], a[11], b[11], a[12], b[12], a[13], b[13], a[14], b[14], a[15], b[15])
    }
}
