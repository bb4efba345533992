import Testing
import ZarrBase
import ZarrCodecs

/// Where `zfp` and `zfpy` end; their streams are compared with those of zfpy in `CodecVectorTests` and live.
@Suite struct ZFPCodecTests {
    private static func pipeline(
        _ codec: any ArrayToBytesCodec, shape: [Int], _ dataType: DataType
    ) throws -> CodecPipeline {
        try CodecChain(arrayToBytes: codec).bind(
            ChunkRepresentation(shape: shape, dataType: dataType, fillValue: .zero(of: dataType)))
    }

    private static func bytes<Number: BitwiseCopyable>(_ numbers: [Number]) -> [UInt8] {
        numbers.withUnsafeBytes { Array($0) }
    }

    @Test func aPointIsARowOfOne() throws {
        let point = try Self.pipeline(ZFPCodec(), shape: [], .float64)
        let row = try Self.pipeline(ZFPCodec(), shape: [1], .float64)
        let encoded = try point.encoded(Self.bytes([3.25]))
        #expect(encoded == (try row.encoded(Self.bytes([3.25]))))
        #expect(try point.decodedChunk(encoded) == Self.bytes([3.25]))
    }

    /// By fewer bits than a block begins with, the library would read and write beyond its memory.
    @Test(arguments: [(DataType.float32, 9, 15), (.float64, 12, 19), (.int32, 1, 5), (.int64, 1, 6)])
    func blocksHaveRoomForWhatTheyBeginWith(type: DataType, least: UInt32, leastReversible: UInt32) throws {
        let chunk = (0..<64 * type.byteCount).map { UInt8(truncatingIfNeeded: $0 * $0 / 3) }
        for (minExponent, least) in [(Int32(-1074), least), (-1075, leastReversible)] {
            for maxBits in [1, least - 1, least, least + 1, 200] as [UInt32] {
                let run = {
                    let codec = ZFPCodec(
                        .expert(minBits: 1, maxBits: maxBits, maxPrecision: 64, minExponent: minExponent))
                    let pipeline = try Self.pipeline(codec, shape: [4, 4, 4], type)
                    return try pipeline.decodedChunk(pipeline.encoded(chunk)).count
                }
                if maxBits == 0 || maxBits < least {
                    #expect(throws: ZarrError.self) { _ = try run() }
                } else {
                    #expect(try run() == chunk.count)
                }
            }
        }
    }

    @Test func streamsAreWholeWords() throws {
        for count in 1...40 {
            let numbers = (0..<count).map { Float($0) * 1.7 - 9 }
            let pipeline = try Self.pipeline(ZFPYCodec(), shape: [count], .float32)
            let encoded = try pipeline.encoded(Self.bytes(numbers))
            #expect(encoded.count % 8 == 0)
            #expect(try pipeline.decodedChunk(encoded) == Self.bytes(numbers))
            #expect(throws: ZarrError.self) { try pipeline.decodedChunk(encoded + [UInt8](repeating: 0, count: 8)) }
            #expect(throws: ZarrError.self) { try pipeline.decodedChunk(encoded.dropLast(8) + []) }
        }
    }

    /// zarrs keeps unsigned numbers as signed ones and takes the largest of those for larger ones; here nothing is lost
    /// without a word.
    @Test func largeUnsignedNumbersAreRefused() throws {
        let pipeline = try Self.pipeline(ZFPCodec(), shape: [3], .uint32)
        let good = Self.bytes([0, 1, UInt32(Int32.max)])
        #expect(try pipeline.decodedChunk(pipeline.encoded(good)) == good)
        #expect {
            try pipeline.encoded(Self.bytes([0, 1, UInt32(Int32.max) + 1]))
        } throws: {
            ($0 as? ZarrError)?.code == .unsupported
        }
        let wide = try Self.pipeline(ZFPCodec(), shape: [2], .uint64)
        #expect(throws: ZarrError.self) { try wide.encoded(Self.bytes([0, UInt64(Int64.max) + 1])) }
    }

    @Test func theErrorStaysBelowTheTolerance() throws {
        let numbers = (0..<60).map { Double($0 * $0 % 31) / 7 }
        for codec in [ZFPCodec(.fixedAccuracy(tolerance: 0.01)) as any ArrayToBytesCodec, ZFPYCodec(tolerance: 0.01)] {
            let pipeline = try Self.pipeline(codec, shape: [3, 4, 5], .float64)
            let found = try pipeline.decodedChunk(pipeline.encoded(Self.bytes(numbers)))
            let errors = found.withUnsafeBytes { bytes in
                numbers.indices.map { abs(bytes.loadUnaligned(fromByteOffset: 8 * $0, as: Double.self) - numbers[$0]) }
            }
            #expect(errors.allSatisfy { $0 <= 0.01 })
            #expect(errors.contains { $0 > 0 })
        }
    }

    @Test func shapesAndTypesThatAreNotHeld() {
        for (shape, dataType) in [
            ([2, 2, 2, 2, 2], DataType.float32), ([4], .bool), ([4], .complex64), ([4], .string), ([4], .fixedBytes(4)),
        ] {
            #expect {
                try Self.pipeline(ZFPCodec(), shape: shape, dataType)
            } throws: {
                ($0 as? ZarrError)?.code == .unsupported
            }
        }
        #expect(throws: ZarrError.self) { try Self.pipeline(ZFPYCodec(), shape: [4], .uint8) }
    }

    @Test(arguments: [
        #"{"mode": "lossless"}"#, #"{}"#, #"{"mode": "fixed_rate"}"#, #"{"mode": "fixed_rate", "rate": "8"}"#,
        #"{"mode": "fixed_rate", "rate": 1e300}"#, #"{"mode": "fixed_accuracy", "tolerance": -1}"#,
        #"{"mode": "fixed_accuracy", "tolerance": NaN}"#, #"{"mode": "fixed_precision", "precision": -1}"#,
        #"{"mode": "expert", "minbits": 9, "maxbits": 8, "maxprec": 64, "minexp": 0}"#,
        #"{"mode": "expert", "minbits": 1, "maxbits": 8, "maxprec": 65, "minexp": 0}"#,
        #"{"mode": "expert", "minbits": 1, "maxbits": 8, "maxprec": 4}"#,
    ])
    func refusesOtherConfigurations(configuration: String) throws {
        let json = try JSONValue.parse(#"{"name": "zfp", "configuration": \#(configuration)}"#)
        #expect {
            let codec = try CodecCatalog.standard.codec(v3: NamedConfiguration(json))
            guard let codec = codec as? any ArrayToBytesCodec else { return }
            _ = try Self.pipeline(codec, shape: [4], .float32)
        } throws: { error in
            let codes: [ZarrError.Code] = [.invalidMetadata, .invalidArgument]
            return codes.contains { $0 == (error as? ZarrError)?.code }
        }
    }

    /// A header that lies about the shape, the type or the mode of what follows.
    @Test func lyingHeadersAreRefused() throws {
        let numbers = Self.bytes((0..<64).map { Float($0) })
        let stored = try Self.pipeline(ZFPYCodec(), shape: [64], .float32).encoded(numbers)
        #expect(throws: ZarrError.self) { try Self.pipeline(ZFPYCodec(), shape: [63], .float32).decodedChunk(stored) }
        #expect(throws: ZarrError.self) { try Self.pipeline(ZFPYCodec(), shape: [64], .int32).decodedChunk(stored) }
        // numcodecs flattens what filters have gone over: another shape of as many numbers is no lie.
        #expect(try Self.pipeline(ZFPYCodec(), shape: [4, 16], .float32).decodedChunk(stored) == numbers)
        let pipeline = try Self.pipeline(ZFPYCodec(), shape: [64], .float32)
        for place in 0..<24 {
            for bit in 0..<8 {
                var changed = stored
                changed[place] ^= 1 << UInt8(bit)
                do { _ = try pipeline.decodedChunk(changed) } catch { #expect(error is ZarrError) }
            }
        }
    }
}
