import ZarrBase
import ZarrIndexing

extension BoundShardingCodec {
    /// Writes the subchunks that hold more than the fill value in C order, and the index.
    func encode(_ array: ArrayView, into encoded: ScratchBuffer, worker: CodecWorker) throws {
        var shardIndex = ShardIndex(count: try grid.elementCount())
        let subchunk = subchunks.decoded
        let scratch = worker.takeScratch()
        defer { worker.giveBack(scratch) }
        try scratch.resize(to: subchunk.byteCount)
        try encoded.resize(to: indexLocation == .start ? indexSize : 0)
        let partition = try ChunkPartition(
            Selection.all.resolved(in: decoded.shape), grid: .regular(chunkShape: subchunk.shape), shape: decoded.shape)
        var projection = ChunkProjection(rank: decoded.shape.count)
        guard let base = scratch.bytes.baseAddress else { return }
        for number in 0..<partition.count {
            partition.project(number, into: &projection)
            let view = array.shifted(to: projection)
            subchunk.gather(view, into: scratch.bytes)
            if subchunk.isFill(UnsafeRawBufferPointer(scratch.bytes), heap: array.heap) { continue }
            let start = encoded.count
            try subchunks.withEncoded(
                ArrayView(contiguous: base, subchunk, heap: array.heap), worker: worker
            ) { bytes in
                try encoded.append(bytes)
            }
            shardIndex.set(number, to: start..<encoded.count)
        }
        try append(shardIndex, to: encoded, worker: worker)
    }

    private func append(_ shardIndex: ShardIndex, to encoded: ScratchBuffer, worker: CodecWorker) throws {
        try shardIndex.withView { words in
            try index.withEncoded(ArrayView(contiguous: words, index.decoded, heap: nil), worker: worker) { bytes in
                if indexLocation == .end {
                    try encoded.append(bytes)
                } else {
                    UnsafeMutableRawBufferPointer(rebasing: encoded.bytes.prefix(indexSize)).copyMemory(from: bytes)
                }
            }
        }
    }
}
