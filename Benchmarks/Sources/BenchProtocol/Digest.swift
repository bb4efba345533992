/// A digest that numpy computes as fast: `Benchmarks/peers/digest.py` says how.
package enum Digest {
    private static let factor: UInt64 = 0x9E37_79B9_7F4A_7C15
    private static let block = 65536

    /// The digest of one result.
    package static func of(_ bytes: UnsafeRawBufferPointer) -> UInt64 {
        var total = UInt64(bytes.count)
        let words = bytes.count / 8
        var start = 0
        while start < words {
            let count = min(block, words - start)
            var sum: UInt64 = 0
            var weight: UInt64 = 1
            for place in start..<start + count {
                sum &+= bytes.loadUnaligned(fromByteOffset: place * 8, as: UInt64.self) &* weight
                weight &+= 2
            }
            total = total &* factor &+ sum
            start += count
        }
        if bytes.count % 8 > 0 {
            var last: UInt64 = 0
            for (place, byte) in bytes[(words * 8)...].enumerated() { last |= UInt64(byte) << UInt64(8 * place) }
            total = total &* factor &+ last
        }
        return total
    }

    /// What result number `place` adds to the digest of all of them, in whatever order they come.
    package static func part(_ digest: UInt64, at place: Int) -> UInt64 { digest &* (2 &* UInt64(place) &+ 1) }
}
