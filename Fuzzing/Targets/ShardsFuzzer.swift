import ZarrBase
import ZarrCodecs
import ZarrTesting

extension FuzzTarget {
    /// Shards: their index, their subchunks, what salvages them and what changes a part of them.
    static func shards() throws -> FuzzTarget {
        let plain = CodecChain()
        return FuzzTarget(
            name: "shards",
            subjects: try [
                // Without a checksum over the index, so that its words can be anything.
                ShardSubject(
                    ShardingCodec(subchunkShape: [2, 5], codecs: plain, indexCodecs: plain)),
                ShardSubject(
                    ShardingCodec(subchunkShape: [3, 5], codecs: plain, indexCodecs: plain, indexLocation: .start)),
                ShardSubject(
                    ShardingCodec(
                        subchunkShape: [2, 5], codecs: CodecChain(bytesToBytes: [ZstdCodec(), CRC32CCodec()]),
                        indexCodecs: plain)),
                ShardSubject(
                    ShardingCodec(
                        subchunkShape: [6, 5],
                        codecs: CodecChain(
                            arrayToArray: [TransposeCodec(order: .axes([1, 0]))],
                            arrayToBytes: ShardingCodec(
                                subchunkShape: [5, 3], codecs: plain, indexCodecs: plain, indexLocation: .start)),
                        indexCodecs: CodecChain(arrayToBytes: BytesCodec(endian: .big)))),
                ShardSubject(
                    ShardingCodec(
                        subchunkShape: [3, 5], codecs: CodecChain(arrayToBytes: VlenUTF8Codec()), indexCodecs: plain),
                    of: .string),
                ShardSubject(ShardingCodec(subchunkShape: [2, 5], codecs: CodecChain(bytesToBytes: [BloscCodec()]))),
                ShardSubject(
                    ShardingCodec(
                        subchunkShape: [6, 2], codecs: CodecChain(bytesToBytes: [GzipCodec()]), indexLocation: .start),
                    of: .uint8),
            ])
    }
}

/// A shard does what every chunk does, is examined and salvaged, and takes a change of a part.
private struct ShardSubject: FuzzSubject {
    private let chunks: ChunkSubject
    private let shape = [6, 10]
    private let dataType: DataType

    var name: String { chunks.name }

    init(_ codec: ShardingCodec, of dataType: DataType = .int32) throws {
        chunks = try ChunkSubject(codec, shape: shape, of: dataType)
        self.dataType = dataType
    }

    func seeds() throws -> [[UInt8]] { try chunks.seeds() }

    func run(_ input: Bytes) throws {
        _ = try attempt { try examine(input) }
        _ = try attempt { try change(input) }
        try chunks.run(input)
    }

    private var worker: CodecWorker { CodecWorker(limits: .narrow) }

    /// What is salvaged has nothing wrong with it.
    private func examine(_ input: Bytes) throws {
        guard let examiner = chunks.pipeline.shardExaminer, let state = try examiner.examine(input, worker: worker)
        else { throw FuzzFailure("a shard that nobody examines") }
        let salvaged = try examiner.withSalvaged(state, of: input, worker: worker) { $0.map(joined) }
        guard let salvaged else { return try demand(state.keptCount == 0, "\(state.keptCount) subchunks are lost") }
        guard let second = try examiner.examine(salvaged, worker: worker) else { return }
        try demand(second.findings.isEmpty, "what was salvaged is damaged: \(second.findings)")
        try demand(
            second.keptCount == state.keptCount, "of \(state.keptCount) subchunks \(second.keptCount) are salvaged")
    }

    /// What is written is there afterwards, and so is what was there before.
    private func change(_ input: Bytes) throws {
        guard let encoder = chunks.pipeline.shardEncoder else { throw FuzzFailure("a shard that nobody changes") }
        let part = ChunkPart(start: [1, 3], step: [1, 1], count: [3, 6])
        let new = try TestChunk(random: 5, dataType, shape: part.count)
        let changing = try attempt {
            try encoder.withShard(replacing: part, of: input, by: new.view, storesFill: true, worker: worker) {
                $0.map(joined)
            }
        }
        let old = try attempt { try chunks.pipeline.decodedElements(of: input, shape: shape) }.made
        if case .failure(let error) = changing, old != nil { throw FuzzFailure("can be read, not changed: \(error)") }
        guard let changed = try changing.get() else { throw FuzzFailure("a shard that stores its fill is not stored") }
        let written = try new.elements()
        if let old {
            var expected = old
            for row in 0..<3 {
                for column in 0..<6 { expected[(1 + row) * 10 + 3 + column] = written[row * 6 + column] }
            }
            let found = try chunks.pipeline.decodedElements(of: changed, shape: shape)
            try demand(found == expected, "a part was written, others than its elements have changed")
        }
        let target = try TestChunk(dataType, shape: part.count)
        _ = try chunks.pipeline.decode(changed, part, into: target.target, worker: worker)
        try demand(try target.elements() == written, "what was written is not there")
    }

    private func joined(_ parts: [UnsafeRawBufferPointer]) -> Bytes { Bytes(parts.flatMap { Array($0) }) }
}
