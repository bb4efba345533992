import Testing
import ZarrBase
import ZarrCodecs
import ZarrTesting

/// What is said of a read beforehand is what it asks for.
@Suite struct ReadCostTests {
    @Test(arguments: UInt64(1)...60) func uncompressedPartsCostTheirRequests(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        let shape = (0..<random.number(1...4)).map { _ in random.number(1...70) }
        let chain = CodecChain(
            arrayToArray: random.oneIn(3) ? [TransposeCodec(order: .reversed)] : [],
            arrayToBytes: BytesCodec(endian: .little), bytesToBytes: [])
        let pipeline = try chain.bind(
            ChunkRepresentation(shape: shape, dataType: .float64, fillValue: .zero(of: .float64)))
        let start = shape.map { random.number(0...$0 - 1) }
        let step = shape.map { _ in random.number(1...3) }
        let count = shape.indices.map { random.number(1...(shape[$0] - start[$0] + step[$0] - 1) / step[$0]) }
        let part = ChunkPart(start: start, step: step, count: count)
        let file = SizedSource(byteCount: shape.reduce(8, *))
        var plan = DecodingPlan()
        // Far apart, so that nothing is read in one piece with its neighbour's memory.
        try plan.add(
            part, of: pipeline, from: RememberingSource(file), strides: shape.map { _ in 1 << 20 }, CodecWorker())
        let cost = plan.reads.reduce(0) { $0 + $1.range.count + CodecPipeline.requestCost }
        let largest = plan.reads.map(\.range.count).max() ?? 0
        let said = pipeline.readCost(of: part)
        #expect(said >= cost, "seed \(seed): \(part) of \(shape)")
        // The last slab of a run may be shorter than the others.
        #expect(said <= plan.reads.count * (largest + CodecPipeline.requestCost), "seed \(seed): \(part) of \(shape)")
    }

    /// A filter makes one axis of several.
    @Test func whatIsDecodedAsAWholeCostsAllOfIt() throws {
        let packed = CodecChain(
            arrayToArray: [BooleanPackingCodec()], arrayToBytes: BytesCodec(endian: nil), bytesToBytes: [])
        let shards = CodecChain(arrayToBytes: ShardingCodec(subchunkShape: [2, 3], codecs: packed))
        let chunk = try ChunkRepresentation(shape: [4, 6], dataType: .bool, fillValue: .zero(of: .bool))
        let part = ChunkPart(start: [1, 1], step: [1, 2], count: [3, 3])
        #expect(try packed.bind(chunk).readCost(of: part) == 24)
        #expect(try shards.bind(chunk).readCost(of: part) == 4 * 6)
    }
}

/// A file of zeros that is read in pieces.
private struct SizedSource: ByteSource {
    let byteCount: Int
    var preferredReadSize: Int { 256 << 10 }
    func size() throws -> Int? { byteCount }
    func read(_ ranges: [ByteRange]) throws -> [Bytes]? {
        try ranges.map { Bytes([UInt8](repeating: 0, count: try $0.resolved(in: byteCount).count)) }
    }
}
