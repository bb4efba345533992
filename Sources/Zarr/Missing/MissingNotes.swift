import Synchronization
import ZarrBase
import ZarrCodecs
import ZarrIndexing
import ZarrStorage

/// Tells what one read finds missing; there is none where missing chunks are fill.
final class MissingNotes: Sendable {
    private let policy: MissingChunks
    private let node: String
    private let grid: ChunkGrid
    private let shape: [Int]
    /// What was told, as several workers may come upon one shard.
    private let told = Mutex<Set<MissingChunk>>([])

    init(_ policy: MissingChunks, node: String, grid: ChunkGrid, shape: [Int]) {
        self.policy = policy
        self.node = node
        self.grid = grid
        self.shape = shape
    }

    /// Those who come upon one shard do so at about the same time.
    private static let mostTold = 1 << 16

    /// Says that a chunk is missing, or a piece of it, which lies there in the chunk.
    func note(_ key: StoreKey, _ indices: [Int], piece: Region? = nil) throws(ZarrError) {
        // Only what lies in the array is ever touched, so that every corner is an index.
        var region = grid.chunkRegion(at: indices)
        if let piece { region = Region(origin: zip(region.origin, piece.origin).map { $0 + $1 }, shape: piece.shape) }
        region = region.intersection(Region(whole: shape)) ?? Region(whole: [Int](repeating: 0, count: shape.count))
        let chunk = MissingChunk(
            node: node, key: key.path, indices: indices, region: region, isSubchunk: piece != nil)
        switch policy {
        case .fill: return
        case .error:
            throw ZarrError(
                .missingChunk, chunk.fact, hint: "restore it, or read what is missing as the fill value"
            ).at(key: key.path)
        case .report(let report):
            let isNew = told.withLock { told in
                if told.count >= Self.mostTold { told.removeAll() }
                return told.insert(chunk).inserted
            }
            if isNew { report(chunk) }
        }
    }

    /// Looks for what `part` of an open value lacks, and tells it.
    func look(
        for part: ChunkPart, of indices: [Int], _ key: StoreKey, in source: any ByteSource, _ pipeline: CodecPipeline,
        _ worker: CodecWorker
    ) throws {
        guard pipeline.mayMissPieces else { return }
        _ = try pipeline.forEachMissingPiece(of: part, in: source, worker: worker) { piece in
            try note(key, indices, piece: piece)
        }
    }

    /// Opens a value and looks for what `part` of it lacks; whether it is there.
    func look(
        for part: ChunkPart, of indices: [Int], _ key: StoreKey, _ chunks: ChunkAccess,
        in store: any SynchronousStore, _ pipeline: CodecPipeline, _ worker: CodecWorker
    ) throws -> Bool {
        guard let source = try chunks.source(for: key, in: store) else {
            try note(key, indices)
            return false
        }
        try look(for: part, of: indices, key, in: source, pipeline, worker)
        return true
    }

    /// Tells all pieces of one value that were found while it was awaited.
    func note(_ key: StoreKey, _ indices: [Int], pieces: [Region]) throws(ZarrError) {
        for piece in pieces { try note(key, indices, piece: piece) }
    }
}
