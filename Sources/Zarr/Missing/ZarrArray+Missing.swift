import Synchronization
import ZarrBase
import ZarrCodecs
public import ZarrIndexing
import ZarrStorage

extension ZarrArray {
    /// What reads make of chunks that are not stored, as the context says that the array was opened with.
    public var missingChunks: MissingChunks { context.missingChunks }

    /// The chunks that a selection touches and that are not stored, and the subchunks that their shards do not hold, by key and
    /// elements. Nothing is decoded.
    ///
    /// - Complexity: opens every chunk of the selection, and reads the indexes of shards; memory for what is missing.
    public func missingChunks(in selection: Selection = .all) async throws -> [MissingChunk] {
        let found = Mutex<[MissingChunk]>([])
        try await lookForMissing(selection, .report { chunk in found.withLock { $0.append(chunk) } })
        return found.withLock { $0 }.sorted { left, right in
            if left.key != right.key { return StoreKey(unchecked: left.key) < StoreKey(unchecked: right.key) }
            return left.region.origin.lexicographicallyPrecedes(right.region.origin)
        }
    }

    /// Tells what is missing of the array as a read of all of it would, without decoding anything; the same array whose reads
    /// make fill of it, for work that reads some chunks several times and others never.
    package func tellingMissingChunks() async throws -> ZarrArray {
        if missingChunks.isFill { return self }
        try await lookForMissing(.all, missingChunks)
        return try ZarrArray(description, storage: storage, context: context.taking(missingChunks: .fill))
    }

    private func lookForMissing(_ selection: Selection, _ policy: MissingChunks) async throws {
        let resolved = try await resolve(selection)
        try await atNode {
            var engine = ReadEngine(chunks: chunks, pool: context.pool, progress: nil)
            engine.missing = notes(policy)
            try await engine.lookForMissing(resolved)
        }
    }

    /// What a read tells of missing chunks; nil where they are fill.
    func notes(_ policy: MissingChunks? = nil) -> MissingNotes? {
        let policy = policy ?? context.missingChunks
        return policy.isFill
            ? nil : MissingNotes(policy, node: storage.displayPath, grid: chunkGrid, shape: shape)
    }
}

extension ReadEngine {
    /// Opens what a selection touches, and tells what is missing of it.
    fileprivate func lookForMissing(_ selection: ResolvedSelection) async throws {
        guard let missing else { return }
        let partition = try GatherPartition(
            selection, grid: chunks.grid, shape: chunks.shape, pieceShape: chunks.pipeline.pieceShape)
        guard let store = chunks.store.synchronous else {
            return try await forEachConcurrently(count: partition.chunkCount, limit: 32) { chunk in
                try await lookRemotely(chunk, of: partition, missing)
            }
        }
        try await pool.run(count: partition.chunkCount, memory: 0) { job, worker in
            while let chunk = job.next() {
                let indices = partition.chunkIndices(chunk)
                let key = chunks.key(indices)
                do {
                    guard let source = try chunks.source(for: key, in: store) else {
                        try missing.note(key, indices)
                        continue
                    }
                    let remembering = RememberingSource(source)
                    for piece in 0..<partition.pieceCount(ofChunk: chunk) where chunks.pipeline.mayMissPieces {
                        let gather = partition.gather(chunk: chunk, piece: piece)
                        try missing.look(
                            for: ChunkPart(gather), of: indices, key, in: remembering, chunks.pipeline(for: gather),
                            worker)
                    }
                } catch let error as ZarrError {
                    throw error.at(key: key.path)
                }
            }
        }
    }

    private func lookRemotely(_ chunk: Int, of partition: GatherPartition, _ missing: MissingNotes) async throws {
        let indices = partition.chunkIndices(chunk)
        let key = chunks.key(indices)
        let source = FetchedSource(chunks.store, key)
        do {
            guard chunks.pipeline.mayMissPieces else {
                if try await chunks.store.size(of: key) == nil { try missing.note(key, indices) }
                return
            }
            let remembering = RememberingSource(source)
            let pieces = try await source.satisfy { () -> [Region]? in
                var pieces: [Region] = []
                for piece in 0..<partition.pieceCount(ofChunk: chunk) {
                    let gather = partition.gather(chunk: chunk, piece: piece)
                    let isStored = try pool.runInline { worker in
                        try chunks.pipeline(for: gather).forEachMissingPiece(
                            of: ChunkPart(gather), in: remembering, worker: worker
                        ) { pieces.append($0) }
                    }
                    if !isStored { return nil }
                }
                return pieces
            }
            guard let pieces else { return try missing.note(key, indices) }
            try missing.note(key, indices, pieces: pieces)
        } catch let error as ZarrError {
            throw error.at(key: key.path)
        }
    }
}
