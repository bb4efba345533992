import ZarrBase
import ZarrCodecs
import ZarrIndexing

/// Blocks of N5 that end with the array: no other block may be shorter than the chunk.
extension ChunkAccess {
    /// The codecs of a chunk that takes the place of `old`, of which it keeps a part.
    ///
    /// Whoever grew the array meanwhile may have written more of the chunk than this array knows of: what the old block
    /// reaches, the new one reaches, too.
    func pipeline(
        for pipeline: CodecPipeline, of chunkShape: [Int], over old: (any ByteSource)?
    ) throws -> CodecPipeline {
        guard isWriting, truncatesEdges, pipeline.decoded.shape != chunkShape, let old,
            let stored = try N5BlockCodec.shape(of: old, rank: chunkShape.count)
        else { return pipeline }
        let shape = chunkShape.indices.map { max(pipeline.decoded.shape[$0], min(stored[$0], chunkShape[$0])) }
        return try pipelines.pipeline(forChunkOf: shape)
    }

    /// The codecs of a block that reaches as far as the stored one, and along one axis to the end of the chunk; nil where
    /// that does already, or says nothing of its shape.
    func completing(_ old: any ByteSource, along axis: Int) throws -> CodecPipeline? {
        let whole = pipeline.decoded.shape
        guard let stored = try N5BlockCodec.shape(of: old, rank: whole.count), stored[axis] < whole[axis]
        else { return nil }
        var shape = zip(stored, whole).map { min($0, $1) }
        shape[axis] = whole[axis]
        return try pipelines.pipeline(forChunkOf: shape)
    }
}
