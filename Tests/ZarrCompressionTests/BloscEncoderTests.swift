import Testing
import ZarrBase
import ZarrCompression

/// The encoder of our own against the library, which decodes what it wrote.
@Suite struct BloscEncoderTests {
    @Test(arguments: UInt64(1)...60) func theLibraryReadsWhatItWrites(seed: UInt64) throws {
        var generator = SeededGenerator(seed: seed)
        func pick<Value>(_ values: [Value]) -> Value { values[Int(generator.next() % UInt64(values.count))] }
        let compressor: Blosc.Compressor = pick([.lz4, .zstd])
        let level = Int(1 + generator.next() % (compressor == .lz4 ? 9 : 6))
        let typeSize = pick([2, 3, 4, 7, 8, 12, 16])
        let blockSize = pick([0, 0, 1, 127, 1000, 4096, 70_000])
        let count = pick([128, 1000, 32_768, 65_536, 300_000, 700_001]) / typeSize * typeSize + pick([0, typeSize])
        let what = "seed \(seed): \(compressor) \(level), items of \(typeSize), blocks of \(blockSize), \(count) bytes"
        var bytes: [UInt8] = []
        // Runs of all kinds, so that some streams of a block are noise and some are not.
        while bytes.count < count {
            bytes += pick(Sample.allCases).bytes(Int(1 + generator.next() % 90_000), seed: generator.next())
        }
        bytes.removeLast(bytes.count - count)
        let encoder = try #require(
            BloscEncoder(
                compressor: compressor, level: level, shuffle: .shuffle, typeSize: typeSize, blockSize: blockSize),
            "\(what)")
        guard encoder.takes(count) else { return }
        let context = CompressionContext()
        let output = ScratchBuffer()
        try bytes.withUnsafeBytes { source in
            try encoder.encode(count, into: output, context: context) { (range, _) in
                UnsafeRawBufferPointer(rebasing: source[range])
            }
        }
        let encoded = Array(output.bytes)
        // Once more by way of the memory that the encoder lends, in a context that was used.
        try bytes.withUnsafeBytes { source in
            try encoder.encode(count, into: output, context: context) { (range, memory) in
                memory.copyMemory(from: UnsafeRawBufferPointer(rebasing: source[range]))
                return UnsafeRawBufferPointer(memory)
            }
        }
        #expect(Array(output.bytes) == encoded, "\(what)")
        let algorithm = Algorithm.blosc(compressor, level, .shuffle, typeSize, blockSize: blockSize)
        #expect(try algorithm.decompress(encoded, capacity: count) == bytes, "\(what)")
        #expect(try algorithm.compress(bytes) == encoded, "\(what)")
        let header = try encoded.withUnsafeBytes { try Blosc.Header($0) }
        #expect(header.storedSize == encoded.count && header.decodedSize == count, "\(what)")
        #expect(header.blockSize == encoder.blockSize(of: count) && header.typeSize == typeSize, "\(what)")
        #expect(header.compressor == compressor && header.shuffle == .shuffle, "\(what)")
        #expect(encoded.count <= count + Blosc.Header.size, "\(what)")
    }

    @Test func noiseIsStoredAsItIs() throws {
        let noise = Sample.random.bytes(200_000)
        for compressor in [Blosc.Compressor.lz4, .zstd] {
            let encoded = try Algorithm.blosc(compressor, 5, .shuffle, 4, blockSize: 0).compress(noise)
            #expect(encoded.count == noise.count + Blosc.Header.size)
            #expect(try encoded.withUnsafeBytes { try Blosc.Header($0) }.isCopy)
        }
    }

    @Test func whatItCannotDoIsLeftToTheLibrary() {
        func encoder(
            _ compressor: Blosc.Compressor = .zstd, level: Int = 3, _ shuffle: Blosc.Shuffle = .shuffle,
            typeSize: Int = 4
        ) -> BloscEncoder? {
            BloscEncoder(
                compressor: compressor, level: level, shuffle: shuffle, typeSize: typeSize, blockSize: 0)
        }
        #expect(encoder() != nil)
        #expect(encoder(.zlib) == nil && encoder(.lz4hc) == nil && encoder(.blosclz) == nil)
        #expect(encoder(level: 0) == nil && encoder(level: 7) == nil && encoder(.lz4, level: 0) == nil)
        #expect(encoder(.zstd, .bitshuffle) == nil && encoder(.zstd, .noshuffle) == nil)
        #expect(encoder(typeSize: 1) == nil && encoder(typeSize: 17) == nil)
        #expect(encoder()?.takes(1001) == false && encoder()?.takes(64) == false)
    }
}
