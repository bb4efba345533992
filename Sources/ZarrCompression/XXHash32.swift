/// The hash xxHash of 32 bits (Yann Collet, XXH32), with which lz4-java checks its blocks.
///
/// Specification: <https://github.com/Cyan4973/xxHash/blob/dev/doc/xxhash_spec.md>
public enum XXHash32 {
    /// The hash of `bytes`.
    ///
    /// - Complexity: linear; sixteen bytes a step.
    public static func checksum(_ bytes: UnsafeRawBufferPointer, seed: UInt32 = 0) -> UInt32 {
        guard var next = bytes.baseAddress else { return finished(seed &+ prime5) }
        var left = bytes.count
        var hash = seed &+ prime5
        if left >= stripe {
            var lane1 = seed &+ prime1 &+ prime2
            var lane2 = seed &+ prime2
            var lane3 = seed
            var lane4 = seed &- prime1
            for _ in 0..<left / stripe {
                lane1 = mixed(lane1, word(next))
                lane2 = mixed(lane2, word(next + 4))
                lane3 = mixed(lane3, word(next + 8))
                lane4 = mixed(lane4, word(next + 12))
                next += stripe
            }
            left %= stripe
            hash = rotated(lane1, 1) &+ rotated(lane2, 7) &+ rotated(lane3, 12) &+ rotated(lane4, 18)
        }
        hash &+= UInt32(truncatingIfNeeded: bytes.count)
        while left >= 4 {
            hash = rotated(hash &+ word(next) &* prime3, 17) &* prime4
            next += 4
            left -= 4
        }
        while left > 0 {
            hash = rotated(hash &+ UInt32(next.load(as: UInt8.self)) &* prime5, 11) &* prime1
            next += 1
            left -= 1
        }
        return finished(hash)
    }

    private static let stripe = 16
    private static let prime1: UInt32 = 0x9E37_79B1
    private static let prime2: UInt32 = 0x85EB_CA77
    private static let prime3: UInt32 = 0xC2B2_AE3D
    private static let prime4: UInt32 = 0x27D4_EB2F
    private static let prime5: UInt32 = 0x1656_67B1

    @inline(__always)
    private static func word(_ place: UnsafeRawPointer) -> UInt32 {
        UInt32(littleEndian: place.loadUnaligned(as: UInt32.self))
    }

    @inline(__always)
    private static func rotated(_ word: UInt32, _ count: UInt32) -> UInt32 {
        word &<< count | word &>> (32 &- count)
    }

    @inline(__always)
    private static func mixed(_ lane: UInt32, _ word: UInt32) -> UInt32 {
        rotated(lane &+ word &* prime2, 13) &* prime1
    }

    private static func finished(_ hash: UInt32) -> UInt32 {
        var hash = hash
        hash = (hash ^ hash &>> 15) &* prime2
        hash = (hash ^ hash &>> 13) &* prime3
        return hash ^ hash &>> 16
    }
}
