import Testing
import ZarrCompression

@Suite struct XXHash32Tests {
    private func checksum(_ bytes: [UInt8], seed: UInt32 = 0) -> UInt32 {
        bytes.withUnsafeBytes { XXHash32.checksum($0, seed: seed) }
    }

    /// The buffer of xxHash's own self-test, xsum_sanity_check.c: the top bytes of a generator of 64 bits.
    private static let sanityBuffer: [UInt8] = {
        var state: UInt64 = 2_654_435_761
        return (0..<2367).map { _ in
            defer { state &*= 11_400_714_785_074_694_797 }
            return UInt8(truncatingIfNeeded: state >> 56)
        }
    }()

    @Test(
        arguments: [
            (0, 0x0000_0000, 0x02CC_5D05), (0, 0x9E37_79B1, 0x36B7_8AE7), (1, 0x0000_0000, 0xCF65_B03E),
            (1, 0x9E37_79B1, 0xB454_5AA4), (14, 0x0000_0000, 0x1208_E7E2), (14, 0x9E37_79B1, 0x6AF1_D1FE),
            (222, 0x0000_0000, 0x5BD1_1DBD), (222, 0x9E37_79B1, 0x5880_3C5F),
        ] as [(Int, UInt32, UInt32)])
    func publishedVectors(count: Int, seed: UInt32, hash: UInt32) {
        #expect(checksum(Array(Self.sanityBuffer[..<count]), seed: seed) == hash)
    }

    @Test func publishedTexts() {
        #expect(checksum(Array("a".utf8)) == 0x550D_7456)
        #expect(checksum(Array("abc".utf8)) == 0x32D1_53FF)
        #expect(checksum(Array("Nobody inspects the spammish repetition".utf8)) == 0xE229_3B2F)
    }

    /// Step by step as the specification has it.
    private static func definition(_ bytes: ArraySlice<UInt8>, seed: UInt32) -> UInt32 {
        let primes: [UInt32] = [2_654_435_761, 2_246_822_519, 3_266_489_917, 668_265_263, 374_761_393]
        func rotated(_ word: UInt32, _ count: UInt32) -> UInt32 { word << count | word >> (32 - count) }
        func word(_ bytes: ArraySlice<UInt8>) -> UInt32 { bytes.reversed().reduce(0) { $0 << 8 | UInt32($1) } }
        var rest = bytes
        var hash = seed &+ primes[4]
        if bytes.count >= 16 {
            var lanes = [seed &+ primes[0] &+ primes[1], seed &+ primes[1], seed, seed &- primes[0]]
            while rest.count >= 16 {
                for lane in 0..<4 {
                    lanes[lane] = rotated(lanes[lane] &+ word(rest.prefix(4)) &* primes[1], 13) &* primes[0]
                    rest = rest.dropFirst(4)
                }
            }
            hash = zip(lanes, [1, 7, 12, 18] as [UInt32]).reduce(0) { $0 &+ rotated($1.0, $1.1) }
        }
        hash &+= UInt32(bytes.count)
        while rest.count >= 4 {
            hash = rotated(hash &+ word(rest.prefix(4)) &* primes[2], 17) &* primes[3]
            rest = rest.dropFirst(4)
        }
        for byte in rest { hash = rotated(hash &+ UInt32(byte) &* primes[4], 11) &* primes[0] }
        hash = (hash ^ hash >> 15) &* primes[1]
        hash = (hash ^ hash >> 13) &* primes[2]
        return hash ^ hash >> 16
    }

    @Test func everyLengthAndOffsetAgreesWithTheDefinition() {
        let bytes = Sample.random.bytes(300)
        for start in 0..<9 {
            for end in start...300 where end < 70 || end % 7 == 0 {
                let part = bytes[start..<end]
                let found = bytes.withUnsafeBytes {
                    XXHash32.checksum(UnsafeRawBufferPointer(rebasing: $0[start..<end]), seed: 0x9747_B28C)
                }
                #expect(found == Self.definition(part, seed: 0x9747_B28C), "\(start)..<\(end)")
            }
        }
    }
}
