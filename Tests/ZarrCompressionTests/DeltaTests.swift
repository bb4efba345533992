import Testing
import ZarrBase
import ZarrCompression

@Suite struct DeltaTests {
    typealias NumericType = Delta.NumericType

    private func encode(_ bytes: [UInt8], _ elements: NumericType, _ differences: NumericType) throws -> [UInt8] {
        var target = [UInt8](repeating: 0, count: bytes.count / elements.size * differences.size)
        try bytes.withUnsafeBytes { source in
            try target.withUnsafeMutableBytes { target in
                try Delta.encode(source, of: elements, into: target, of: differences)
            }
        }
        return target
    }

    private func decode(_ bytes: [UInt8], _ differences: NumericType, _ elements: NumericType) throws -> [UInt8] {
        var target = [UInt8](repeating: 0, count: bytes.count / differences.size * elements.size)
        try bytes.withUnsafeBytes { source in
            try target.withUnsafeMutableBytes { target in
                try Delta.decode(source, of: differences, into: target, of: elements)
            }
        }
        return target
    }

    private func bytes<Number: BitwiseCopyable>(_ numbers: [Number]) -> [UInt8] {
        numbers.withUnsafeBytes { Array($0) }
    }

    @Test func theFirstIsAbsoluteAndIntegersWrap() throws {
        #expect(
            try encode(bytes([100, 3, 250] as [UInt8]), .uint8, .int16) == bytes([100, 159, 247] as [Int16]))
        #expect(try decode(bytes([100, 159, 247] as [Int16]), .int16, .uint8) == [100, 3, 250])
        let extremes: [Int64] = [.min, .max, 0, -1, .min]
        #expect(try encode(bytes(extremes), .int64, .int64) == bytes([.min, -1, .min + 1, -1, .min + 1] as [Int64]))
        #expect(try decode(encode(bytes(extremes), .int64, .int64), .int64, .int64) == bytes(extremes))
        let single: [Double] = [-0.0]
        #expect(try decode(encode(bytes(single), .float64, .float32), .float32, .float64) == bytes(single))
    }

    /// As numpy.cumsum rounds: the sum of doubles, in single precision.
    @Test func sumsAreTakenInTheWiderType() throws {
        #expect(
            try decode(bytes([16_777_216, 1, 1, 1] as [Double]), .float64, .float32)
                == bytes([16_777_216, 16_777_216, 16_777_218, 16_777_220] as [Float]))
        #expect(
            try decode(bytes([16_777_216, 1, 1, 1] as [Float]), .float32, .float32)
                == bytes([16_777_216, 16_777_216, 16_777_216, 16_777_216] as [Float]))
    }

    @Test func realNumbersBeyondIntegersDoNotTrap() throws {
        let wild: [Double] = [
            .nan, .infinity, -.infinity, 1e300, -1e300, .greatestFiniteMagnitude, Double.leastNonzeroMagnitude, -1.9,
        ]
        for type in NumericType.allCases {
            #expect(try encode(bytes(wild), .float64, type).count == 8 * type.size)
            #expect(try decode(bytes(wild), .float64, type).count == 8 * type.size)
        }
    }

    @Test(arguments: NumericType.allCases.filter { !$0.rawValue.hasPrefix("float") })
    func integersComeBackThroughEveryTypeThatIsNoSmaller(type: NumericType) throws {
        for count in [0, 1, 2, 511, 512, 513, 2000] {
            let numbers = Sample.random.bytes(count * type.size)
            for other in NumericType.allCases where other.size >= type.size && !other.rawValue.hasPrefix("float") {
                #expect(
                    try decode(encode(numbers, type, other), other, type) == numbers, "\(count) of \(type) by \(other)")
            }
        }
    }

    @Test func buffersNeedNotBeAligned() throws {
        let numbers = Sample.smooth.bytes(4 * 1000)
        var moved = [0] + numbers
        var target = [UInt8](repeating: 0, count: 4001)
        try moved.withUnsafeBytes { source in
            try target.withUnsafeMutableBytes { target in
                try Delta.encode(
                    UnsafeRawBufferPointer(rebasing: source[1...]), of: .int32,
                    into: UnsafeMutableRawBufferPointer(rebasing: target[1...]), of: .int32)
            }
        }
        #expect(try Array(target[1...]) == encode(numbers, .int32, .int32))
        try target.withUnsafeBytes { source in
            try moved.withUnsafeMutableBytes { target in
                try Delta.decode(
                    UnsafeRawBufferPointer(rebasing: source[1...]), of: .int32,
                    into: UnsafeMutableRawBufferPointer(rebasing: target[1...]), of: .int32)
            }
        }
        #expect(Array(moved[1...]) == numbers)
    }

    @Test func buffersThatDoNotFitAreErrors() {
        var target = [UInt8](repeating: 0, count: 4)
        target.withUnsafeMutableBytes { target in
            [1, 2, 3, 4, 5].withUnsafeBytes { source in
                let five = UnsafeRawBufferPointer(rebasing: source[..<5])
                expectCode(.invalidArgument) { try Delta.encode(five, of: .int16, into: target, of: .int8) }
                expectCode(.corruptData) { try Delta.decode(five, of: .int16, into: target, of: .int8) }
                expectCode(.invalidArgument) { try Delta.encode(five, of: .int8, into: target, of: .int8) }
                expectCode(.invalidArgument) { try Delta.decode(five, of: .int8, into: target, of: .int8) }
            }
        }
    }

    /// Every pair of types that numcodecs 0.17.1 with numpy 2.5.5 gives a meaning: types of elements and differences,
    /// CRC-32C of what it encodes and of what it decodes that to, little-endian.
    @Test(.enabled(if: Int(littleEndian: 1) == 1))
    func everyPairOfTypesIsAsNumcodecsHasIt() throws {
        let integers: [UInt64] = [
            100, 3, 250, 7, 0, 65535, 32768, 4_294_967_295, 9_223_372_036_854_775_807, 12_345_678_901, 0, 1,
        ]
        let reals: [Double] = [100, 3.5, -250.25, 7, 0, 1024, 0.125, -0.0]
        func checksum(_ bytes: [UInt8]) -> UInt32 { bytes.withUnsafeBytes { CRC32C.checksum($0) } }
        for line in Self.numcodecs.split(separator: "\n") {
            let fields = line.split(separator: " ").map(String.init)
            try #require(fields.count == 4)
            let elements = try #require(NumericType(rawValue: fields[0]))
            let differences = try #require(NumericType(rawValue: fields[1]))
            let numbers: [UInt8]
            switch elements {
            case .float32: numbers = bytes(reals.map(Float.init))
            case .float64: numbers = bytes(reals)
            case .float16: numbers = Self.halves
            default:
                // Elsewhere numpy sums reals, which is only defined while they fit.
                let hasReals = differences.rawValue.hasPrefix("float")
                let isSplit = Set([elements, differences].map { $0.rawValue.hasPrefix("u") }).count == 2
                let widest = [elements, differences].contains(.uint64)
                let chosen = hasReals || isSplit && widest ? [3, 7, 50, 100, 127] : integers
                numbers = chosen.flatMap { bytes([$0])[..<elements.size] }
            }
            let encoded = try encode(numbers, elements, differences)
            #expect(checksum(encoded) == UInt32(fields[2], radix: 16), "encode \(elements) as \(differences)")
            let decoded = try decode(encoded, differences, elements)
            #expect(checksum(decoded) == UInt32(fields[3], radix: 16), "decode \(elements) from \(differences)")
        }
    }

    /// The same real numbers in half precision.
    private static let halves = [UInt8](hex: "4056 0043 d2db 0047 0000 0064 0030 0080")

    private static let numcodecs = """
        int8 int8 f838d89f 6f9da5de
        int8 int16 b996a49f 6f9da5de
        int8 int32 b0d04295 6f9da5de
        int8 int64 6c9b46a5 6f9da5de
        int8 uint8 f838d89f 6f9da5de
        int8 uint16 b996a49f 6f9da5de
        int8 uint32 b0d04295 6f9da5de
        int8 uint64 0f5ad597 2b55866b
        int8 float16 b1929644 2b55866b
        int8 float32 3b00ec79 2b55866b
        int8 float64 057767ed 2b55866b
        int16 int8 f838d89f 886d8e48
        int16 int16 7143330d a8fe6654
        int16 int32 bc9f8197 a8fe6654
        int16 int64 f63f0226 a8fe6654
        int16 uint8 f838d89f ffe0aa05
        int16 uint16 7143330d a8fe6654
        int16 uint32 bc9f8197 a8fe6654
        int16 uint64 0f5ad597 80672de4
        int16 float16 b1929644 80672de4
        int16 float32 3b00ec79 80672de4
        int16 float64 057767ed 80672de4
        int32 int8 f838d89f 0d371a11
        int32 int16 7143330d 500bb41e
        int32 int32 0fd4b97c d6c68471
        int32 int64 027b388d d6c68471
        int32 uint8 f838d89f 0d4bce98
        int32 uint16 7143330d 7fdf8770
        int32 uint32 0fd4b97c d6c68471
        int32 uint64 0f5ad597 35da4f0f
        int32 float16 b1929644 35da4f0f
        int32 float32 3b00ec79 35da4f0f
        int32 float64 057767ed 35da4f0f
        int64 int8 f838d89f 34d176f8
        int64 int16 7143330d b1ca0f7c
        int64 int32 0fd4b97c 4e4619f4
        int64 int64 b0749af7 3b056725
        int64 uint8 f838d89f 3334ab6d
        int64 uint16 7143330d 4725e554
        int64 uint32 0fd4b97c 7fc17035
        int64 uint64 0f5ad597 e925bc19
        int64 float16 b1929644 e925bc19
        int64 float32 3b00ec79 e925bc19
        int64 float64 057767ed e925bc19
        uint8 int8 f838d89f 6f9da5de
        uint8 int16 29829668 6f9da5de
        uint8 int32 387d38b8 6f9da5de
        uint8 int64 d2d188bb 6f9da5de
        uint8 uint8 f838d89f 6f9da5de
        uint8 uint16 29829668 6f9da5de
        uint8 uint32 387d38b8 6f9da5de
        uint8 uint64 d2d188bb 6f9da5de
        uint8 float16 b1929644 2b55866b
        uint8 float32 3b00ec79 2b55866b
        uint8 float64 057767ed 2b55866b
        uint16 int8 f838d89f 886d8e48
        uint16 int16 7143330d a8fe6654
        uint16 int32 b0870a04 a8fe6654
        uint16 int64 09cd0d0c a8fe6654
        uint16 uint8 f838d89f ffe0aa05
        uint16 uint16 7143330d a8fe6654
        uint16 uint32 b0870a04 a8fe6654
        uint16 uint64 09cd0d0c a8fe6654
        uint16 float16 b1929644 80672de4
        uint16 float32 3b00ec79 80672de4
        uint16 float64 057767ed 80672de4
        uint32 int8 f838d89f 0d371a11
        uint32 int16 7143330d 500bb41e
        uint32 int32 0fd4b97c d6c68471
        uint32 int64 5d62a57e d6c68471
        uint32 uint8 f838d89f 0d4bce98
        uint32 uint16 7143330d 7fdf8770
        uint32 uint32 0fd4b97c d6c68471
        uint32 uint64 5d62a57e d6c68471
        uint32 float16 b1929644 35da4f0f
        uint32 float32 3b00ec79 35da4f0f
        uint32 float64 057767ed 35da4f0f
        uint64 int8 ab84bca9 e925bc19
        uint64 int16 5c8851c7 e925bc19
        uint64 int32 aaaa3494 e925bc19
        uint64 int64 0f5ad597 e925bc19
        uint64 uint8 f838d89f 3334ab6d
        uint64 uint16 7143330d 4725e554
        uint64 uint32 0fd4b97c 7fc17035
        uint64 uint64 b0749af7 3b056725
        uint64 float16 b1929644 e925bc19
        uint64 float32 3b00ec79 e925bc19
        uint64 float64 057767ed e925bc19
        float16 int8 92eb4d43 33957261
        float16 int16 dc183e93 c2d682d8
        float16 int32 95635497 c2d682d8
        float16 int64 8a3f1505 c2d682d8
        float16 float16 39728629 87727205
        float16 float32 8be9594e 87727205
        float16 float64 40078f62 87727205
        float32 int8 8149d534 f3cfe988
        float32 int16 015d942b c9b79394
        float32 int32 dc5f29b0 c9b79394
        float32 int64 783318fb c9b79394
        float32 float16 39728629 d1c0f1d4
        float32 float32 5aa6fab4 0e2782c7
        float32 float64 c40e4635 0e2782c7
        float64 int8 8149d534 b6ab6706
        float64 int16 015d942b 5502e716
        float64 int32 dc5f29b0 5502e716
        float64 int64 783318fb 5502e716
        float64 float16 39728629 e4fc6234
        float64 float32 5aa6fab4 ab31467e
        float64 float64 c40e4635 ab31467e
        """
}
