import ZarrBase
import ZarrCodecs
import ZarrIndexing
import ZarrStorage

/// Decodes what a selection touches straight into the result.
struct ReadEngine {
    let chunks: ChunkAccess
    let pool: WorkerPool
    let progress: ProgressCounter?
    /// Who is told of chunks that are not stored; nil where they are fill.
    var missing: MissingNotes?

    /// Fills `target`, the place of the result's first element and its strides per axis of the array.
    ///
    /// - Complexity: one request a chunk; for parts of shards one for the index and one for the subchunks.
    func read(_ selection: ResolvedSelection, into target: ArrayTarget) async throws {
        guard selection.isBasic else {
            try await gather(selection, into: target, ElementAccess(chunks.pipeline.decoded.dataType))
            return
        }
        let partition = try ChunkPartition(selection, grid: chunks.grid, shape: chunks.shape)
        guard partition.count > 0 else { return }
        var target = target.reversed(where: selection)
        target.streams = selection.elementCount > chunks.sizes.cachedResult / max(1, chunks.elementSize)
        try await read(partition, selection, into: SharedTarget(target))
    }

    private func read(
        _ partition: ChunkPartition, _ selection: ResolvedSelection, into target: SharedTarget
    ) async throws {
        guard let store = chunks.store.synchronous else {
            try await readRemote(partition, into: target)
            return
        }
        if chunks.isQuick(partition.count, selection) || isAtHand(partition, selection) {
            try Task.checkNotCancelled()
            try pool.runInline { worker in
                var projection = ChunkProjection(rank: chunks.shape.count)
                for number in 0..<partition.count {
                    partition.project(number, into: &projection)
                    try read(projection, from: store, into: target.value, worker)
                }
            }
            return
        }
        let cut = ChunkCut(chunks, selection, chunkCount: partition.count, workers: pool.width)
        try await pool.run(count: partition.count * cut.count, memory: chunks.readMemory) { job, worker in
            var projection = ChunkProjection(rank: chunks.shape.count)
            while let number = job.next() {
                partition.project(number / cut.count, into: &projection)
                if cut.count == 1 {
                    try read(projection, from: store, into: target.value, worker)
                } else {
                    try read(number % cut.count, of: cut, projection, from: store, into: target.value, worker)
                }
            }
        }
    }

    private func read(
        _ projection: ChunkProjection, from store: any SynchronousStore, into target: ArrayTarget,
        _ worker: CodecWorker
    ) throws {
        try read(ChunkPart(projection), of: projection, from: store, into: target.shifted(to: projection), worker)
    }

    private func read(
        _ slice: Int, of cut: ChunkCut, _ projection: ChunkProjection, from store: any SynchronousStore,
        into target: ArrayTarget, _ worker: CodecWorker
    ) throws {
        guard let (part, first) = cut.slice(slice, of: projection) else { return }
        var target = target.shifted(to: projection)
        target.base += first * target.strides[cut.axis]
        try read(part, of: projection, from: store, into: target, worker)
    }

    private func read(
        _ part: ChunkPart, of projection: ChunkProjection, from store: any SynchronousStore, into target: ArrayTarget,
        _ worker: CodecWorker
    ) throws {
        let key = chunks.key(projection)
        do {
            let pipeline = try chunks.pipeline(for: projection)
            if let missing {
                try read(part, of: projection, key, pipeline, from: store, into: target, telling: missing, worker)
            } else if try !readCached(part, of: projection, key, pipeline, from: store, into: target, worker) {
                let isStored =
                    try pipeline.decodeSmall(
                        key, of: store, ofAtMost: chunks.sizes.smallValue, part, into: target, worker: worker)
                    ?? chunks.source(for: key, in: store).map {
                        try pipeline.decode($0, part, into: target, worker: worker)
                    }
                if isStored != true { try target.fill(part.count, of: pipeline.decoded) }
            }
        } catch let error as ZarrError {
            throw error.at(key: key.path)
        }
        progress?.add(part.count.reduce(chunks.elementSize, *))
    }

    /// A remote store is awaited by one task a chunk; decoding runs again as often as it learns of bytes that it needs.
    private func readRemote(_ partition: ChunkPartition, into target: SharedTarget) async throws {
        try await forEachConcurrently(count: partition.count, limit: 32) { number in
            var projection = ChunkProjection(rank: chunks.shape.count)
            partition.project(number, into: &projection)
            let touched = projection
            try await pool.reserving(chunks.fetchMemory(of: touched.count.reduce(1, *))) {
                try await readRemote(touched, into: target)
            }
        }
    }

    private func readRemote(_ projection: ChunkProjection, into target: SharedTarget) async throws {
        let key = chunks.key(projection)
        let source = FetchedSource(chunks.store, key)
        do {
            let pipeline = try chunks.pipeline(for: projection)
            let part = ChunkPart(projection)
            let (isStored, pieces) = try await source.satisfy {
                try pool.runInline { worker in
                    let pieces = try missingPieces(of: part, in: source, pipeline, worker)
                    let target = target.value.shifted(to: projection)
                    return (try pipeline.decode(source, part, into: target, worker: worker), pieces)
                }
            }
            if !isStored {
                try missing?.note(key, projection.chunkIndices)
                try target.value.shifted(to: projection).fill(projection.count, of: pipeline.decoded)
            } else if let missing {
                try missing.note(key, projection.chunkIndices, pieces: pieces)
            }
        } catch let error as ZarrError {
            throw error.at(key: key.path)
        }
        progress?.add(projection.count.reduce(chunks.elementSize, *))
    }
}

/// A target that several workers write to, each its own disjoint part, while its owner waits.
struct SharedTarget: @unchecked Sendable {
    let value: ArrayTarget
    init(_ value: ArrayTarget) { self.value = value }
}

/// A source that several workers read from while its owner waits.
struct SharedView: @unchecked Sendable {
    let value: ArrayView
    init(_ value: ArrayView) { self.value = value }
}

extension ArrayTarget {
    /// The same memory with the axes that a selection reverses running backwards.
    func reversed(where selection: ResolvedSelection) -> ArrayTarget {
        var target = self
        for (axis, selected) in selection.axes.enumerated() where selected.isReversed && selected.count > 0 {
            target.base += (selected.count - 1) * target.strides[axis]
            target.strides[axis].negate()
        }
        return target
    }
}

extension Task where Success == Never, Failure == Never {
    package static func checkNotCancelled() throws(ZarrError) {
        if isCancelled { throw ZarrError(.cancelled, "the work was cancelled") }
    }
}
