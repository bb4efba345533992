import Testing
import ZarrBase
import ZarrCompression

@Suite struct LZ4BlocksTests {
    private static let headerSize = 21

    /// A stream taken apart by the description of the format.
    private struct Block: Equatable {
        var token: UInt8
        var stored: Int
        var decoded: Int
        var checksum: UInt32

        static func all(of stream: [UInt8]) throws -> [Block] {
            var blocks: [Block] = []
            var rest = stream[...]
            func number(_ place: Int) -> Int {
                rest.dropFirst(place).prefix(4).reversed().reduce(0) { $0 << 8 | Int($1) }
            }
            while !rest.isEmpty {
                try #require(rest.count >= headerSize)
                #expect(Array(rest.prefix(8)) == Array("LZ4Block".utf8))
                let block = Block(
                    token: rest[rest.startIndex + 8], stored: number(9), decoded: number(13),
                    checksum: UInt32(number(17)))
                blocks.append(block)
                rest = rest.dropFirst(headerSize + block.stored)
            }
            return blocks
        }
    }

    @Test func blocksAreCutAsTheyAreAskedFor() throws {
        let stream = try Algorithm.lz4Blocks(1000).compress(Sample.smooth.bytes(2500))
        let blocks = try Block.all(of: stream)
        #expect(blocks.map(\.decoded) == [1000, 1000, 500, 0])
        #expect(blocks.map(\.token) == [0x20, 0x20, 0x20, 0x10])
        #expect(blocks.allSatisfy { $0.checksum < 1 << 28 })
        #expect(blocks.last == Block(token: 0x10, stored: 0, decoded: 0, checksum: 0))
        #expect(stream.count < 2500)
    }

    /// z5 writes a block and no stream: here one as z5py writes it where nothing compresses, and one by hand.
    @Test func aBareBlockIsRead() throws {
        let literals = (0..<210).flatMap { [UInt8(0), UInt8($0)] }
        #expect(try Algorithm.lz4Blocks(64).decompress([0xf0, 0xff, 0x96] + literals, capacity: 420) == literals)
        // One literal, then 9 bytes from one byte before, then five literals.
        let block: [UInt8] = [0x15, 7, 1, 0, 0x50, 1, 2, 3, 4, 5]
        #expect(
            try Algorithm.lz4Blocks(64).decompress(block, capacity: 15) == [UInt8](repeating: 7, count: 10) + [
                1, 2, 3, 4, 5,
            ])
        for damaged in [Array(block.dropLast()), block + [1], [0x15, 7, 2, 0, 0x50, 1, 2, 3, 4, 5]] as [[UInt8]] {
            #expect(throws: ZarrError.self) { try Algorithm.lz4Blocks(64).decompress(damaged, capacity: 15) }
        }
    }

    @Test func whatDoesNotCompressIsStoredAsItIs() throws {
        let bytes = Sample.random.bytes(150)
        let stream = try Algorithm.lz4Blocks(64).compress(bytes)
        let blocks = try Block.all(of: stream)
        #expect(blocks.map(\.stored) == [64, 64, 22, 0])
        #expect(blocks.allSatisfy { $0.token == 0x10 })
        #expect(Array(stream[21..<85]) == Array(bytes[..<64]))
        #expect(stream.count == 150 + 4 * Self.headerSize)
    }

    /// The level is the power of two that a block fits, from 10 on.
    @Test(arguments: [
        (64, 0), (1000, 0), (1024, 0), (1025, 1), (2048, 1), (2049, 2), (65536, 6), (65537, 7), (1 << 25, 15),
    ])
    func levels(blockSize: Int, level: Int) throws {
        #expect(
            try Block.all(of: Algorithm.lz4Blocks(blockSize).compress([7])).map(\.token).last == UInt8(0x10 | level))
    }

    @Test func otherBlockSizesAreRefused() {
        for blockSize in [63, 0, -1, 1 << 25 + 1, .max, .min] {
            expectCode(.invalidArgument) { _ = try Algorithm.lz4Blocks(blockSize).compress([1]) }
        }
    }

    @Test func sizesAroundBlocksComeBack() throws {
        let context = CompressionContext()
        var generator = SeededGenerator(seed: 5)
        for _ in 0..<300 {
            let blockSize = 64 + Int(generator.next() % 200)
            let near = Int(generator.next() % 5) * blockSize + Int(generator.next() % 5) - 2
            let sample = Sample.allCases[Int(generator.next() % 3)]
            let bytes = sample.bytes(max(0, near), seed: generator.next())
            let algorithm = Algorithm.lz4Blocks(blockSize)
            let stream = try algorithm.compress(bytes, context: context)
            #expect(try algorithm.decompress(stream, capacity: bytes.count, context: context) == bytes)
            #expect(try algorithm.decompress(stream, limit: bytes.count, context: context) == bytes)
            let expected = bytes.count / blockSize + (bytes.count % blockSize == 0 ? 1 : 2)
            #expect(try Block.all(of: stream).count == expected, "\(bytes.count) bytes by \(blockSize)")
        }
    }

    @Test func streamsMayFollowEachOther() throws {
        let parts = [Sample.smooth.bytes(700), [], Sample.random.bytes(100)]
        let streams = try zip(parts, [64, 100, 1024]).map { try Algorithm.lz4Blocks($1).compress($0) }
        let algorithm = Algorithm.lz4Blocks(64)
        #expect(try algorithm.decompress(streams.flatMap { $0 }, capacity: 800) == parts.flatMap { $0 })
        #expect(try algorithm.decompress(streams.flatMap { $0 }, limit: 800) == parts.flatMap { $0 })
    }

    @Test func aMissingEndMarkIsDamage() throws {
        let algorithm = Algorithm.lz4Blocks(1024)
        let stream = try algorithm.compress(Sample.smooth.bytes(3000))
        for torn in [Array(stream.dropLast(Self.headerSize)), []] {
            expectCode(.corruptData) { _ = try algorithm.decompress(torn, capacity: 3000) }
            expectCode(.corruptData) { _ = try algorithm.decompress(torn, limit: 3000) }
        }
        // What follows an end mark is a stream again, or damage.
        for count in 1..<Self.headerSize {
            let longer = stream + stream.prefix(count)
            expectCode(.corruptData) { _ = try algorithm.decompress(longer, capacity: 3000) }
        }
    }

    /// What it says is refused before memory is taken for it.
    @Test func sizesThatCannotBeAreRefused() throws {
        let algorithm = Algorithm.lz4Blocks(1 << 25)
        let stream = try algorithm.compress(Sample.constant.bytes(1000))
        for size in [[0xFF, 0xFF, 0xFF, 0x01], [0, 0, 0, 2]] as [[UInt8]] {
            let lying = Array(stream[..<13]) + size + Array(stream[17...])
            expectCode(.corruptData) { _ = try algorithm.decompress(lying, limit: .max) }
            expectCode(.corruptData) { _ = try algorithm.decompress(lying, capacity: 1000) }
        }
    }

    /// Every byte that is stored is checked, but the level of a block and of the end mark, and the method of that.
    @Test func everyChangedByteIsFound() throws {
        let algorithm = Algorithm.lz4Blocks(256)
        for sample in Sample.allCases {
            let bytes = sample.bytes(600)
            let stream = try algorithm.compress(bytes)
            for place in stream.indices {
                var changed = stream
                changed[place] ^= 0x41
                guard let found = try? algorithm.decompress(changed, capacity: 600) else { continue }
                #expect(found == bytes, "\(sample): byte \(place) changes the rest")
            }
        }
    }
}
