/// The Fletcher checksum as HDF5 has it: words of 16 bits, big-endian, an odd last byte as a high one; sums modulo 65535 of
/// which 65535 itself, not 0, stands for a full turn.
public enum Fletcher32 {
    /// The checksum of `bytes`.
    ///
    /// - Complexity: linear; sixteen bytes a step.
    public static func checksum(_ bytes: UnsafeRawBufferPointer) -> UInt32 {
        guard let start = bytes.baseAddress else { return 0 }
        var first: UInt64 = 0
        var second: UInt64 = 0
        var offset = 0
        while bytes.count - offset >= stepSize {
            let steps = min((bytes.count - offset) / stepSize, longestRun)
            let (sum, weighted) = sums(start + offset, steps)
            second += first * UInt64(8 * steps) + weighted
            first += sum
            (first, second) = (folded(first), folded(second))
            offset += steps * stepSize
        }
        while offset < bytes.count {
            let low = offset + 1 < bytes.count ? UInt64(bytes[offset + 1]) : 0
            first += UInt64(bytes[offset]) << 8 | low
            second += first
            offset += 2
        }
        return UInt32(truncatingIfNeeded: folded(second) << 16 | folded(first))
    }

    private static let stepSize = 16
    /// The weighted sum of a lane is then below 2^32.
    private static let longestRun = 256

    /// The sum of the words of `steps` vectors, and the sum of their sums so far.
    private static func sums(_ start: UnsafeRawPointer, _ steps: Int) -> (UInt64, UInt64) {
        var sums = SIMD8<UInt32>.zero
        var weighted = SIMD8<UInt32>.zero
        for step in 0..<steps {
            let stored = start.loadUnaligned(fromByteOffset: step &* stepSize, as: SIMD8<UInt16>.self)
            let words = UInt16(1).bigEndian == 1 ? stored : stored &<< 8 | stored &>> 8
            sums &+= SIMD8<UInt32>(truncatingIfNeeded: words)
            weighted &+= sums
        }
        var sum: UInt64 = 0
        var total: UInt64 = 0
        for lane in 0..<8 {
            sum += UInt64(sums[lane])
            // Lane 0 is the first word of its vector and so counts eight times in the last sum, lane 7 once.
            total += 8 * UInt64(weighted[lane]) - UInt64(lane) * UInt64(sums[lane])
        }
        return (sum, total)
    }

    private static func folded(_ sum: UInt64) -> UInt64 { sum == 0 ? 0 : (sum - 1) % 65535 + 1 }
}
