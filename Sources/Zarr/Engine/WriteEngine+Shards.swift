import Synchronization
import ZarrBase
import ZarrCodecs
import ZarrIndexing
import ZarrStorage

extension WriteEngine {
    /// In how many pieces each shard is encoded: several where there are so few that some workers would have none at the end.
    func pieces(of partition: ChunkPartition) -> Int {
        guard pool.width > 1, partition.count < 8 * pool.width,
            chunks.pipeline.decoded.byteCount > chunks.sizes.wholeShard,
            let encoder = chunks.pipeline.shardEncoder
        else { return 1 }
        return min(encoder.subchunkCount, 4 * pool.width)
    }

    /// Encodes shards in pieces; nil where what the shard holds must be read first, or a codec must see it whole.
    func shardEncoder(for projection: ChunkProjection) throws -> ShardEncoder? {
        // What is behind the array's edge would have to be added to the caller's heap.
        guard needsNoRead(projection), projection.isWholeChunk || !chunks.pipeline.decoded.dataType.isVariableLength
        else { return nil }
        return try chunks.pipeline(for: projection).shardEncoder
    }

    /// Encodes one piece of a shard; the worker that encodes the last one writes the shard.
    func write(
        piece: Int, ofShard shard: Int, _ encoder: ShardEncoder, _ projection: ChunkProjection, from source: ArrayView,
        to values: ValueWriter, _ shards: ShardsUnderWay, _ worker: CodecWorker
    ) throws {
        let key = chunks.key(projection)
        do {
            let count = encoder.subchunkCount
            let numbers = count * piece / shards.pieces..<count * (piece + 1) / shards.pieces
            let encoded = try encoder.encode(
                numbers, of: source.shifted(to: projection), covered: projection.count, into: shards.takeBuffer(),
                worker: worker)
            guard let pieces = shards.add(encoded, at: piece, of: shard) else { return }
            if !options.storesFillChunks, pieces.allSatisfy(\.isFill) {
                try values.remove(key)
            } else {
                try encoder.withShard(of: pieces, worker: worker) { try values.replace(key, $0) }
            }
            shards.giveBack(pieces)
        } catch let error as ZarrError {
            throw error.at(key: key.path)
        }
        progress?.add(projection.count.reduce(chunks.elementSize, *))
    }
}

/// The shards of one write of which some pieces are encoded and some are not. Workers take pieces in order, so that these are
/// never more than there are workers.
final class ShardsUnderWay: Sendable {
    /// The number of pieces of a shard.
    let pieces: Int
    private let state = Mutex(State())

    private struct State {
        var shards: [Int: [ShardEncoder.Piece?]] = [:]
        /// Memory of shards that are written, for the next ones.
        var buffers: [Buffer] = []
    }

    /// In the list it is used by nobody.
    private struct Buffer: @unchecked Sendable { let value: ScratchBuffer }

    init(pieces: Int) { self.pieces = pieces }

    func takeBuffer() -> ScratchBuffer { state.withLock { $0.buffers.popLast() }?.value ?? ScratchBuffer() }

    /// All pieces of the shard where this is the last of them.
    func add(_ piece: ShardEncoder.Piece, at place: Int, of shard: Int) -> [ShardEncoder.Piece]? {
        if pieces == 1 { return [piece] }
        return state.withLock { state in
            var known = state.shards.removeValue(forKey: shard) ?? Array(repeating: nil, count: pieces)
            known[place] = piece
            let all = known.compactMap { $0 }
            if all.count == pieces { return all }
            state.shards[shard] = known
            return nil
        }
    }

    func giveBack(_ pieces: [ShardEncoder.Piece]) {
        let buffers = pieces.map { Buffer(value: $0.bytes) }
        state.withLock { $0.buffers += buffers }
    }
}

/// The pieces of what is encoded at once, handed over by the worker that encoded the last of them.
final class DonePieces: Sendable {
    private let list = Mutex<[ShardEncoder.Piece]>([])

    var pieces: [ShardEncoder.Piece] { list.withLock { $0 } }

    func set(_ pieces: [ShardEncoder.Piece]) { list.withLock { $0 = pieces } }
}
