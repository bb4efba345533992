package import ZarrBase

/// Rewrites shards without the bytes that no entry of their index points to. Subchunks are taken over as they are stored.
///
/// Whoever appends new subchunks and a new index to a shard leaves the old ones behind.
package struct ShardCompactor: Sendable {
    private let sharding: BoundShardingCodec

    fileprivate init(_ sharding: BoundShardingCodec) { self.sharding = sharding }

    /// How the bytes of a shard are used; nil where there is no such value.
    ///
    /// - Throws: ``ZarrError/Code/corruptData`` where the index cannot be believed: its checksum is wrong, it points out of the
    ///   shard or to subchunks that overlap, or, where it has no checksum, to one that does not decode.
    /// - Complexity: one request for the index; without a checksum in it each subchunk once.
    package func usage(of source: any ByteSource, worker: CodecWorker) throws -> ShardUsage? {
        try layout(of: source, worker)?.usage
    }

    /// Calls `body` with the parts of the shard without garbage, whose bytes are valid until it returns, and with how the old
    /// one is used; `body` gets nil for the parts where `isWorthIt` says so, and for both where there is no such value.
    ///
    /// A shard whose subchunks are all missing keeps its index.
    ///
    /// - Complexity: that of ``usage(of:worker:)``, and one request a run of subchunks; memory for the stored bytes of all.
    package func withCompacted<Result>(
        _ source: any ByteSource, where isWorthIt: (ShardUsage) -> Bool, worker: CodecWorker,
        _ body: ([UnsafeRawBufferPointer]?, ShardUsage?) throws -> Result
    ) throws -> Result {
        guard let (index, usage) = try layout(of: source, worker) else { return try body(nil, nil) }
        guard isWorthIt(usage) else { return try body(nil, usage) }
        let kept = worker.takeScratch()
        defer { worker.giveBack(kept) }
        try kept.resize(to: 0)
        let isAtStart = sharding.indexLocation == .start
        var compact = ShardIndex(count: index.count)
        try sharding.keep(
            index, of: source, except: [], in: kept, &compact, at: isAtStart ? sharding.indexSize : 0)
        return try sharding.withEncoded(compact, worker: worker) { index in
            let parts = kept.count > 0 ? [UnsafeRawBufferPointer(kept.bytes)] : []
            return try body(isAtStart ? [index] + parts : parts + [index], usage)
        }
    }

    private func layout(
        of source: any ByteSource, _ worker: CodecWorker
    ) throws -> (index: ShardIndex, usage: ShardUsage)? {
        guard let size = try source.size(), let index = try sharding.readIndex(source, worker) else { return nil }
        let isAtStart = sharding.indexLocation == .start
        let area = isAtStart ? sharding.indexSize..<size : 0..<(size - sharding.indexSize)
        var stored: [(number: Int, range: Range<Int>)] = []
        for number in 0..<index.count {
            guard let range = try index.range(of: number) else { continue }
            try sharding.require(range, of: number, in: area, worker)
            stored.append((number, range))
        }
        stored.sort { ($0.range.lowerBound, $0.range.upperBound) < ($1.range.lowerBound, $1.range.upperBound) }
        var usage = ShardUsage(byteCount: size, usedBytes: sharding.indexSize)
        var last = 0..<0
        for (number, range) in stored where range != last {
            // Some writers let equal subchunks share their bytes; nobody lets different ones overlap.
            guard range.lowerBound >= last.upperBound else {
                throw ZarrError(
                    .corruptData,
                    "the index puts subchunk \(sharding.indices(of: number)) at the bytes \(range), over another one")
            }
            usage.usedBytes += range.count
            last = range
        }
        if usage.garbageBytes > 0, !sharding.index.checksItself { try requireDecodable(source, worker) }
        return (index, usage)
    }

    /// What an index without a checksum says is believed where all of it decodes: the bytes that it does not name are lost.
    private func requireDecodable(_ source: any ByteSource, _ worker: CodecWorker) throws {
        guard let state = try ShardExaminer(sharding).examine(source, worker: worker),
            let finding = state.findings.first
        else { return }
        let place = finding.subchunk.map { "subchunk \($0): " } ?? ""
        throw ZarrError(.corruptData, "\(place)\(finding.message), and the index has no checksum")
    }
}

/// How the bytes of a shard are used.
package struct ShardUsage: Sendable, Hashable {
    /// Those of the shard.
    package let byteCount: Int
    /// Those of the index, and those that an entry of it points to.
    package fileprivate(set) var usedBytes: Int

    /// Those that nobody reads.
    package var garbageBytes: Int { byteCount - usedBytes }
}

extension CodecPipeline {
    /// Rewrites stored shards; nil where the values are none, or are compressed as a whole.
    package var shardCompactor: ShardCompactor? {
        guard bytesToBytes.isEmpty, let sharding = arrayToBytes as? BoundShardingCodec else { return nil }
        return ShardCompactor(sharding)
    }
}
