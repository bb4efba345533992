import Testing
import ZarrBase
import ZarrCompression

@Suite struct ByteShuffleTests {
    @Test(arguments: [1, 2, 3, 4, 5, 8, 12, 16, 24, 32, 255, 1000])
    func itTransposesAndComesBack(elementSize: Int) throws {
        for count in [0, 1, 2, 15, 16, 17, 255, 256, 257, 511, 512, 1000] {
            let bytes = Sample.random.bytes(count * elementSize, seed: UInt64(count))
            var shuffled = [UInt8](repeating: 0, count: bytes.count + 8)
            var back = shuffled
            try bytes.withUnsafeBytes { source in
                try shuffled.withUnsafeMutableBytes { target in
                    try ByteShuffle.shuffle(source, into: target, elementSize: elementSize)
                }
            }
            var expected = [UInt8](repeating: 0, count: bytes.count + 8)
            for element in 0..<count {
                for byte in 0..<elementSize { expected[byte * count + element] = bytes[element * elementSize + byte] }
            }
            #expect(shuffled == expected, "\(count) elements of \(elementSize)")
            try shuffled.withUnsafeBytes { source in
                try back.withUnsafeMutableBytes { target in
                    try ByteShuffle.unshuffle(
                        UnsafeRawBufferPointer(rebasing: source[..<bytes.count]), into: target, elementSize: elementSize
                    )
                }
            }
            #expect(back == bytes + [UInt8](repeating: 0, count: 8), "\(count) elements of \(elementSize)")
        }
    }

    @Test func leftoversAndSmallDestinationsAreErrors() {
        let bytes: [UInt8] = [1, 2, 3, 4, 5]
        var target = [UInt8](repeating: 0, count: 5)
        bytes.withUnsafeBytes { source in
            target.withUnsafeMutableBytes { target in
                for size in [2, 3, 4, 8] {
                    expectCode(.invalidArgument) { try ByteShuffle.shuffle(source, into: target, elementSize: size) }
                    expectCode(.corruptData) { try ByteShuffle.unshuffle(source, into: target, elementSize: size) }
                }
                for size in [0, -1, .min] {
                    expectCode(.invalidArgument) { try ByteShuffle.shuffle(source, into: target, elementSize: size) }
                    expectCode(.invalidArgument) { try ByteShuffle.unshuffle(source, into: target, elementSize: size) }
                }
                let small = UnsafeMutableRawBufferPointer(rebasing: target[..<4])
                expectCode(.invalidArgument) { try ByteShuffle.shuffle(source, into: small, elementSize: 5) }
                expectCode(.invalidArgument) { try ByteShuffle.unshuffle(source, into: small, elementSize: 5) }
            }
        }
    }
}
