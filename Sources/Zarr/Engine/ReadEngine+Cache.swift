import Synchronization
import ZarrBase
import ZarrCodecs
import ZarrIndexing
import ZarrStorage

extension ChunkAccess {
    /// The same chunks for reading a selection: without the cache where that could only cost.
    func caching(_ selection: ResolvedSelection) -> ChunkAccess {
        guard let cached else { return self }
        var access = self
        let size = selection.elementCount.multipliedReportingOverflow(by: max(1, elementSize))
        // What streams through once would drive out what is read again.
        let isStreaming =
            selection.isBasic && zip(selection.axes, shape).allSatisfy { $0.count == $1 }
            || size.overflow || size.partialValue > cached.cache.byteLimit / 2
        if isStreaming || store.synchronous == nil || pipeline.cachedShape == nil { access.cached = nil }
        return access
    }

    /// A stored value as the cache knows it.
    func cachedValue(_ projection: ChunkProjection, _ key: StoreKey, _ pipeline: CodecPipeline) -> CachedValue? {
        cached.map {
            CachedValue(
                key: $0.key(key, self), pipeline: pipeline, indexes: indexes, isWhole: projection.coversChunk)
        }
    }
}

extension ReadEngine {
    /// Reads a part of a chunk through the cache; false where that has nothing to do with it.
    func readCached(
        _ part: ChunkPart, of projection: ChunkProjection, _ key: StoreKey, _ pipeline: CodecPipeline,
        from store: any SynchronousStore, into target: ArrayTarget, _ worker: CodecWorker
    ) throws -> Bool {
        guard let cached = chunks.cached, let value = chunks.cachedValue(projection, key, pipeline) else {
            return false
        }
        return try cached.read(part, of: value, from: store, into: target, worker)
    }

    /// Whether all that is read lies in the cache: copying it takes no other thread.
    func isAtHand(_ partition: ChunkPartition, _ selection: ResolvedSelection) -> Bool {
        guard let cached = chunks.cached, partition.count <= Self.mostAtHand,
            selection.elementCount <= chunks.sizes.quick / max(1, chunks.elementSize)
        else { return false }
        var projection = ChunkProjection(rank: chunks.shape.count)
        var keys: [PieceKey] = []
        for number in 0..<partition.count {
            partition.project(number, into: &projection)
            guard let pipeline = try? chunks.pipeline(for: projection), let shape = pipeline.cachedShape else {
                return false
            }
            var key = cached.key(chunks.key(projection), chunks)
            // The pieces at the corners speak for those between.
            for isLast in [false, true] {
                let indices = shape.indices.map { axis in
                    let last = isLast ? (projection.count[axis] - 1) * projection.step[axis] : 0
                    return (projection.start[axis] + last) / max(1, shape[axis])
                }
                key.piece = CachedArray.number(of: indices, shape, in: pipeline.decoded.shape)
                keys.append(key)
            }
        }
        return cached.cache.holds(keys)
    }

    private static let mostAtHand = 64

    /// Lets idle workers decode what a caller that walks along an axis will read next.
    func readAhead(of selection: ResolvedSelection) {
        guard let cached = chunks.cached, cached.cache.readsAhead, selection.isBasic,
            case .regular = chunks.grid, let shape = chunks.pipeline.cachedShape
        else { return }
        let verdict = cached.walk.withLock {
            $0.note(selection.axes, pieceShape: shape, shape: chunks.shape)
        }
        switch verdict {
        case .none: return
        case .broken: cached.ahead.withLock { $0.take() }.map(pool.cancel)
        case .next(let axis, let range): readAhead(of: selection, axis, range, cached)
        }
    }

    private func readAhead(
        of selection: ResolvedSelection, _ axis: Int, _ range: Range<Int>, _ cached: CachedArray
    ) {
        var axes = selection.axes
        axes[axis] = ResolvedSelection.Axis(start: range.lowerBound, count: range.count)
        guard let store = chunks.store.synchronous, let next = try? ResolvedSelection(axes: axes),
            let partition = try? ChunkPartition(next, grid: chunks.grid, shape: chunks.shape), partition.count > 0,
            fits(next, cached.cache)
        else { return }
        let chunks = chunks
        let job = pool.makeJob(count: partition.count, memory: chunks.readMemory, isBackground: true) { share, worker in
            var projection = ChunkProjection(rank: chunks.shape.count)
            while let number = share.next() {
                partition.project(number, into: &projection)
                let key = chunks.key(projection)
                guard
                    let value = chunks.cachedValue(projection, key, try chunks.pipeline(for: projection))
                else { return }
                // Whatever is wrong with it is an error when it is read.
                _ = try? cached.read(ChunkPart(projection), of: value, from: store, into: nil, worker)
            }
        }
        // One look ahead at a time: an earlier one that has not ended is of no more use.
        let old = cached.ahead.withLock { ahead in
            defer { ahead = job }
            return ahead
        }
        old.map(pool.cancel)
        // The job holds the array's side of the cache, which must not hold the job for longer than it runs.
        pool.add(job) { [weak cached] _ in
            cached?.ahead.withLock { ahead in
                if ahead === job { ahead = nil }
            }
        }
    }

    /// Whether reading ahead leaves room for what is read now.
    private func fits(_ next: ResolvedSelection, _ cache: ChunkCache) -> Bool {
        guard let shape = chunks.pipeline.cachedShape, let count = try? shape.elementCount(),
            let pieces = try? ChunkPartition(next, grid: .regular(chunkShape: shape), shape: chunks.shape),
            let elements = try? count.checkedTimes(pieces.count)
        else { return false }
        return elements <= cache.byteLimit / 2 / max(1, chunks.elementSize)
    }
}
