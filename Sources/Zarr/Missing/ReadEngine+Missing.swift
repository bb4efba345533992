import ZarrBase
import ZarrCodecs
import ZarrIndexing
import ZarrStorage

extension ReadEngine {
    /// Reads a part of a chunk, and tells what of it is missing.
    ///
    /// - Complexity: that of a read which tells nothing; through a cache each value is opened beside it, for what is kept of a
    ///   missing subchunk is fill, too.
    func read(
        _ part: ChunkPart, of projection: ChunkProjection, _ key: StoreKey, _ pipeline: CodecPipeline,
        from store: any SynchronousStore, into target: ArrayTarget, telling missing: MissingNotes, _ worker: CodecWorker
    ) throws {
        let indices = projection.chunkIndices
        if chunks.cached != nil {
            let isStored = try missing.look(for: part, of: indices, key, chunks, in: store, pipeline, worker)
            guard isStored else { return try target.fill(part.count, of: pipeline.decoded) }
            if try readCached(part, of: projection, key, pipeline, from: store, into: target, worker) { return }
        }
        if let source = try chunks.source(for: key, in: store) {
            // The index is read once, for the look and for decoding.
            let source = pipeline.mayMissPieces ? RememberingSource(source) : source
            try missing.look(for: part, of: indices, key, in: source, pipeline, worker)
            if try pipeline.decode(source, part, into: target, worker: worker) { return }
        }
        try missing.note(key, indices)
        try target.fill(part.count, of: pipeline.decoded)
    }

    /// The subchunks that a part of a value lacks, where somebody wants to know; none where there is no value.
    func missingPieces(
        of part: ChunkPart, in source: any ByteSource, _ pipeline: CodecPipeline, _ worker: CodecWorker
    ) throws -> [Region] {
        guard missing != nil, pipeline.mayMissPieces else { return [] }
        var pieces: [Region] = []
        _ = try pipeline.forEachMissingPiece(of: part, in: source, worker: worker) { pieces.append($0) }
        return pieces
    }
}
