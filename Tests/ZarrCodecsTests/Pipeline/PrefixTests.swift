import Testing
import ZarrBase
import ZarrCodecs
import ZarrTesting

/// Chunks of which only the beginning is decoded.
@Suite struct PrefixTests {
    private static let shape = [64, 20, 50]
    private static let type = DataType.uint16

    private func pipeline(_ codecs: [any BytesToBytesCodec], transposed: Bool = false) throws -> CodecPipeline {
        try CodecChain(
            arrayToArray: transposed ? [TransposeCodec(order: .reversed)] : [],
            arrayToBytes: BytesCodec(endian: .big), bytesToBytes: codecs
        ).bind(ChunkRepresentation(shape: Self.shape, dataType: Self.type, fillValue: .zero(of: Self.type)))
    }

    private func chunk(_ random: inout SeededGenerator) -> [UInt8] {
        (0..<Self.shape.reduce(2, *)).map { UInt8(truncatingIfNeeded: $0 / 9 &+ random.number(0...3)) }
    }

    private func elements(of part: ChunkPart, in encoded: [UInt8], _ pipeline: CodecPipeline) throws -> [UInt8] {
        let block = try MemoryBlock(count: max(1, part.count.reduce(2, *)))
        let target = ArrayTarget(
            base: block.baseAddress, strides: [2 * part.count[1] * part.count[2], 2 * part.count[2], 2])
        try encoded.withUnsafeBytes { try pipeline.decode($0, part, into: target, worker: CodecWorker()) }
        return Array(block.bytes.prefix(part.count.reduce(2, *)))
    }

    private func expected(_ part: ChunkPart, of chunk: [UInt8]) -> [UInt8] {
        var result: [UInt8] = []
        for z in 0..<part.count[0] {
            for y in 0..<part.count[1] {
                for x in 0..<part.count[2] {
                    let index = [z, y, x].enumerated().map { part.start[$0] + $1 * part.step[$0] }
                    let place = 2 * ((index[0] * Self.shape[1] + index[1]) * Self.shape[2] + index[2])
                    result += chunk[place..<place + 2]
                }
            }
        }
        return result
    }

    @Test(arguments: UInt64(1)...40) func partsAreThoseOfTheWholeChunk(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        let chunk = chunk(&random)
        let pipeline = try pipeline(
            random.pick([ZstdCodec(level: 1)], [ZstdCodec(level: 5), CRC32CCodec()], [ZstdCodec(checksum: true)]),
            transposed: random.oneIn(3))
        let encoded = try pipeline.encoded(chunk)
        for _ in 0..<10 {
            let start = Self.shape.map { random.number(0...$0 - 1) }
            let step = Self.shape.map { _ in random.number(1...5) }
            let count = Self.shape.indices.map { axis in
                random.number(1...(Self.shape[axis] - start[axis] + step[axis] - 1) / step[axis])
            }
            let part = ChunkPart(start: start, step: step, count: count)
            let found = try elements(of: part, in: encoded, pipeline)
            #expect(found == expected(part, of: chunk), "seed \(seed): \(part)")
        }
    }

    /// What lies behind is not decoded: damage there shows in a read of all, not in one of the front.
    @Test func theRestIsNotLookedAt() throws {
        var random = SeededGenerator(seed: 5)
        let chunk = chunk(&random)
        let front = ChunkPart(start: [0, 0, 0], step: [1, 1, 1], count: [48, 20, 50])
        let kept = front.count.reduce(2, *)
        // RFC 8878, 3.1.1: one segment with a size of four bytes, two blocks as they are, and a compressed one of nonsense. The
        // library is a block ahead of what it gives.
        func block(_ kind: Int, _ size: Int, last: Int) -> [UInt8] {
            let header = size << 3 | kind << 1 | last
            return [UInt8(header & 0xFF), UInt8(header >> 8 & 0xFF), UInt8(header >> 16)]
        }
        let size = (0..<4).map { UInt8(truncatingIfNeeded: chunk.count >> (8 * $0)) }
        let stored = try self.pipeline([]).encoded(chunk)
        let header: [UInt8] = [0x28, 0xB5, 0x2F, 0xFD, 0xA0] + size
        let blocks = block(0, kept, last: 0) + stored[..<kept] + block(0, 100, last: 0) + stored[kept..<kept + 100]
        let frame = header + blocks + block(2, 9, last: 1) + [UInt8](repeating: 0xFF, count: 9)
        let pipeline = try pipeline([ZstdCodec()])
        #expect(try elements(of: front, in: frame, pipeline) == expected(front, of: chunk))
        let error = #expect(throws: ZarrError.self) { _ = try pipeline.decodedChunk(frame).count }
        #expect(error?.code == .corruptData)
    }
}
