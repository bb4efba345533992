import ZarrBase
package import ZarrCodecs
import ZarrFormats
import ZarrIndexing
package import ZarrStorage

extension ZarrArray {
    /// What became of a shard.
    package enum CompactedShard: Sendable {
        /// It is as it was.
        case kept(ShardUsage)
        /// One without garbage is in its place; how it was used before.
        case replaced(ShardUsage)
    }

    /// Whether the array's values are shards whose subchunks can be taken over as they are stored.
    package var hasCompactableShards: Bool { chunks.pipeline.shardCompactor != nil }

    /// Looks at a shard, and replaces it by one without garbage where `isWorthIt` says so; nil where there is none.
    ///
    /// The array reads the same before and after; who writes a part of the shard at the same time waits, or is waited for.
    ///
    /// - Throws: ``ZarrError/Code/corruptData`` where the index cannot be believed: the shard is untouched.
    /// - Complexity: one request for the index; where it is replaced a lock, the index again, and its subchunks read and
    ///   written once, with memory for all of them.
    package func compactShard(
        _ key: StoreKey, at indices: [Int], in store: any SynchronousStore, worker: CodecWorker,
        where isWorthIt: (ShardUsage) -> Bool
    ) throws -> CompactedShard? {
        let chunks = self.chunks
        do {
            let pipeline = try chunks.pipelines.pipeline(forChunkOf: chunks.grid.chunkRegion(at: indices).shape)
            guard let compactor = pipeline.shardCompactor,
                let source = try chunks.source(for: key, in: store),
                let usage = try compactor.usage(of: source, worker: worker)
            else { return nil }
            guard isWorthIt(usage) else { return .kept(usage) }
            var result: CompactedShard?
            try chunks.change(key, in: store) { value in
                result = nil
                guard let old = value.old else { return }
                try compactor.withCompacted(old, where: isWorthIt, worker: worker) { parts, usage in
                    guard let parts else {
                        result = usage.map { .kept($0) }
                        return
                    }
                    try value.put(parts)
                    result = usage.map { .replaced($0) }
                }
            }
            return result
        } catch let error as ZarrError {
            throw error.at(key: key.path)
        }
    }
}
