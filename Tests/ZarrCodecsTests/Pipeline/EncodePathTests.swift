import Testing
import ZarrBase
import ZarrCodecs
import ZarrTesting

/// The fast ways to encode against the simple one: a chunk in one piece in memory, encoded as a whole.
@Suite struct EncodePathTests {
    /// Elements in somebody's memory: with gaps between the rows, some axes running backwards.
    private struct Memory {
        let shape: [Int]
        var strides: [Int]
        var base = 0
        let bytes: [UInt8]

        init(shape: [Int], size: Int, _ random: inout SeededGenerator) {
            self.shape = shape
            let order = shape.indices.shuffled(using: &random)
            strides = shape
            var stride = size
            for axis in order {
                strides[axis] = stride
                stride *= shape[axis] + (random.oneIn(2) ? random.number(0...2) : 0)
            }
            for axis in shape.indices where random.oneIn(4) {
                base += (shape[axis] - 1) * strides[axis]
                strides[axis].negate()
            }
            bytes = (0..<max(1, stride)).map { UInt8(truncatingIfNeeded: $0 % 11 * ($0 / 700)) }
        }

        /// The elements in C order of a chunk that may be larger; `fill` where there are none.
        func elements(in chunk: [Int], size: Int, fill: [UInt8]) -> [UInt8] {
            var result: [UInt8] = []
            for number in 0..<chunk.reduce(1, *) {
                var rest = number
                var place = base
                var isInside = true
                for axis in chunk.indices.reversed() {
                    let index = rest % chunk[axis]
                    rest /= chunk[axis]
                    isInside = isInside && index < shape[axis]
                    place += index * strides[axis]
                }
                result += isInside ? Array(bytes[place..<place + size]) : fill
            }
            return result
        }

        func withView<Result>(_ body: (ArrayView) throws -> Result) throws -> Result {
            try bytes.withUnsafeBytes {
                try body(ArrayView(base: try #require($0.baseAddress) + base, strides: strides))
            }
        }
    }

    @Test(arguments: UInt64(1)...60) func blocksAreGatheredAsTheWholeChunkIs(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        let type = random.pick(DataType.uint16, .float32, .complex64, .uint8)
        let shape = (0..<random.number(0...4)).map { _ in random.number(1...14) }
        let chain = CodecChain(
            arrayToArray: random.oneIn(3) ? [TransposeCodec(order: .reversed)] : [],
            arrayToBytes: BytesCodec(endian: random.pick(.little, .big)),
            bytesToBytes: [
                BloscCodec(
                    compressor: random.pick("lz4", "zstd"), level: random.number(1...5), shuffle: .byte,
                    typeSize: random.pick(nil, 2, 8), blockSize: random.pick(0, 1, 200, 1000)), CRC32CCodec(),
            ])
        let pipeline = try chain.bind(ChunkRepresentation(shape: shape, dataType: type, fillValue: .zero(of: type)))
        let memory = Memory(shape: shape, size: type.byteCount, &random)
        let elements = memory.elements(in: shape, size: type.byteCount, fill: [])
        let encoded = try memory.withView { try pipeline.withEncoded($0, worker: CodecWorker()) { Array($0) } }
        #expect(try encoded == pipeline.encoded(elements), "seed \(seed): \(shape) of \(type)")
        #expect(try pipeline.decodedChunk(encoded) == elements, "seed \(seed): \(shape) of \(type)")
    }

    @Test(arguments: UInt64(1)...80) func shardsInPiecesAreThoseEncodedWhole(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        let type = random.pick(DataType.uint16, .float32, .uint8)
        let subchunk = (0..<random.number(1...3)).map { _ in random.number(1...5) }
        let shape = subchunk.map { $0 * random.number(1...4) }
        let order = random.oneIn(3) ? shape.indices.shuffled(using: &random) : Array(shape.indices)
        let stored = order.map { subchunk[$0] }
        var inner = CodecChain(
            arrayToBytes: BytesCodec(endian: random.pick(.little, .big)),
            bytesToBytes: random.oneIn(2) ? [] : [ZstdCodec(level: 1), CRC32CCodec()])
        if random.oneIn(3) {
            inner = CodecChain(
                arrayToBytes: ShardingCodec(
                    subchunkShape: stored.map { extent in extent % 2 == 0 ? extent / 2 : extent }, codecs: inner))
        }
        let chain = CodecChain(
            arrayToArray: order != Array(shape.indices) ? [TransposeCodec(order: .axes(order))] : [],
            arrayToBytes: ShardingCodec(
                subchunkShape: stored, codecs: inner, indexLocation: random.pick(.start, .end)))
        let fill = FillValue(bytes: [UInt8](repeating: random.pick(0, 1), count: type.byteCount))
        let pipeline = try chain.bind(ChunkRepresentation(shape: shape, dataType: type, fillValue: fill))
        let covered = shape.map { random.oneIn(2) ? $0 : random.number(1...$0) }
        let memory = Memory(shape: covered, size: type.byteCount, &random)
        let elements = memory.elements(in: shape, size: type.byteCount, fill: fill.bytes)
        let encoder = try #require(pipeline.shardEncoder)
        let pieces = random.number(1...(encoder.subchunkCount + 1))
        let worker = CodecWorker()
        let encoded = try memory.withView { view in
            let encoded = try (0..<pieces).map { piece in
                let numbers = encoder.subchunkCount * piece / pieces..<encoder.subchunkCount * (piece + 1) / pieces
                return try encoder.encode(
                    numbers, of: view, covered: covered, into: ScratchBuffer(), worker: worker)
            }
            let isFill = stride(from: 0, to: elements.count, by: type.byteCount)
                .allSatisfy { Array(elements[$0..<$0 + type.byteCount]) == fill.bytes }
            #expect(encoded.allSatisfy(\.isFill) == isFill, "seed \(seed)")
            return try encoder.withShard(of: encoded, worker: worker) { $0.flatMap { Array($0) } }
        }
        #expect(try encoded == pipeline.encoded(elements), "seed \(seed): \(covered) of \(shape) by \(subchunk)")
        #expect(try pipeline.decodedChunk(encoded) == elements, "seed \(seed): \(covered) of \(shape) by \(subchunk)")
    }
}
