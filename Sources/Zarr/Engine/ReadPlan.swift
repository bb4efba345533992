import ZarrBase
package import ZarrCodecs
package import ZarrIndexing
package import ZarrStorage

/// What a read would ask its store for, value by value.
package struct ReadPlan: Sendable {
    /// One stored value: a chunk, or a shard.
    package struct Value: Sendable {
        package let key: StoreKey
        /// Nil where there is no such value: the elements are fill.
        package var size: Int?
        /// The ranges that are read, one request each.
        package var reads: [DecodingPlan.Read] = []
        /// The bytes that come out of the codecs.
        package var decodedBytes = 0
        /// The chunks or subchunks that are touched, those of them that are fill, and those that a cache holds.
        package var pieces = 0
        package var missingPieces = 0
        package var cachedPieces = 0

        /// The bytes that are read.
        package var readBytes: Int { reads.reduce(0) { $0 + $1.range.count } }
        /// The requests that reading it takes; asking for what is not there takes one.
        package var requests: Int { size == nil ? 1 : reads.count }
    }

    /// The values in the order of the grid.
    package let values: [Value]
    /// The elements that are asked for.
    package let elementCount: Int
    /// Their bytes.
    package let askedBytes: Int
    /// The extents of a bounding box of what is asked for, one an axis of the array.
    package let extents: [Int]
}

extension ZarrArray {
    /// What reading a selection would ask the store for. Opens every value that the read touches, and reads the indexes of
    /// shards, nothing else.
    ///
    /// - Throws: as reading does; ``ZarrError/Code/unsupported`` where the store must be awaited,
    ///   ``ZarrError/Code/limitExceeded`` where the read touches more values than are worth listing.
    package func readPlan(_ selection: Selection) async throws -> ReadPlan {
        let resolved = try await resolve(selection)
        return try await atNode {
            try ReadEngine(chunks: chunks.caching(resolved), pool: context.pool, progress: nil).plan(resolved)
        }
    }
}

extension ReadEngine {
    /// The most values that a plan lists.
    private static let mostValues = 1 << 20

    func plan(_ selection: ResolvedSelection) throws -> ReadPlan {
        guard let store = chunks.store.synchronous else {
            throw ZarrError(
                .unsupported, "\(chunks.store) must be awaited, so that what a read asks of it is not told beforehand",
                hint: "run the read and count")
        }
        let values = try pool.runInline { worker in
            selection.isBasic
                ? try planBasic(selection, store, worker) : try planGather(selection, store, worker)
        }
        return ReadPlan(
            values: values, elementCount: selection.elementCount,
            askedBytes: try selection.elementCount.checkedTimes(chunks.elementSize),
            extents: selection.points == nil ? selection.axes.map(\.count) : chunks.shape.map { _ in 1 })
    }

    private func requireFew(_ count: Int) throws {
        guard count > Self.mostValues else { return }
        throw ZarrError(
            .limitExceeded, "the selection touches \(count) stored values", hint: "explain a smaller selection")
    }

    private func planBasic(
        _ selection: ResolvedSelection, _ store: any SynchronousStore, _ worker: CodecWorker
    ) throws -> [ReadPlan.Value] {
        let partition = try ChunkPartition(selection, grid: chunks.grid, shape: chunks.shape)
        try requireFew(partition.count)
        var strides = StridedCopy.contiguousStrides(selection.fullShape, elementSize: chunks.elementSize)
        for (axis, selected) in selection.axes.enumerated() where selected.isReversed && selected.count > 0 {
            strides[axis].negate()
        }
        var projection = ChunkProjection(rank: chunks.shape.count)
        return try (0..<partition.count).map { number in
            partition.project(number, into: &projection)
            let key = chunks.key(projection)
            return try plan(
                key, [(ChunkPart(projection), strides)], try chunks.pipeline(for: projection),
                isWhole: projection.coversChunk, store, worker)
        }
    }

    private func planGather(
        _ selection: ResolvedSelection, _ store: any SynchronousStore, _ worker: CodecWorker
    ) throws -> [ReadPlan.Value] {
        let partition = try GatherPartition(
            selection, grid: chunks.grid, shape: chunks.shape, pieceShape: chunks.pipeline.pieceShape)
        try requireFew(partition.chunkCount)
        return try (0..<partition.chunkCount).map { chunk in
            var parts: [(ChunkPart, [Int])] = []
            var pipeline = chunks.pipeline
            var isWhole = true
            for piece in 0..<partition.pieceCount(ofChunk: chunk) {
                let gather = partition.gather(chunk: chunk, piece: piece)
                pipeline = try chunks.pipeline(for: gather)
                isWhole = isWhole && gather.coversChunk
                parts.append(
                    (
                        ChunkPart(start: gather.start, step: gather.step, count: gather.count),
                        StridedCopy.contiguousStrides(gather.count, elementSize: chunks.elementSize)
                    ))
            }
            return try plan(
                chunks.key(partition.chunkIndices(chunk)), parts, pipeline, isWhole: isWhole, store, worker)
        }
    }

    /// What is read of one value for some parts of it.
    private func plan(
        _ key: StoreKey, _ parts: [(ChunkPart, [Int])], _ pipeline: CodecPipeline, isWhole: Bool,
        _ store: any SynchronousStore, _ worker: CodecWorker
    ) throws -> ReadPlan.Value {
        var value = ReadPlan.Value(key: key)
        do {
            guard let source = try store.source(for: key).map({ RememberingSource($0) }) else { return value }
            value.size = try source.size()
            var plan = DecodingPlan()
            for (part, strides) in parts {
                guard let cached = chunks.cached, let shape = pipeline.cachedShape,
                    cached.keeps(shape, pipeline, cached.key(key, chunks), isWhole: isWhole)
                else {
                    try plan.add(part, of: pipeline, from: source, strides: strides, worker)
                    continue
                }
                try cached.forEachPiece(part, shape, pipeline, cached.key(key, chunks)) { key, origin, _, _ in
                    if cached.cache.holds([key]) {
                        value.cachedPieces += 1
                        return
                    }
                    try plan.add(
                        ChunkPart(start: origin, step: shape.map { _ in 1 }, count: shape), of: pipeline, from: source,
                        strides: StridedCopy.contiguousStrides(shape, elementSize: chunks.elementSize), worker)
                }
            }
            value.reads = plan.reads.filter { read in
                guard read.isIndex, let indexes = chunks.indexes, let version = source.version else { return true }
                return !indexes.holds(key, read.range, version)
            }
            value.decodedBytes = plan.decodedBytes
            value.pieces = plan.pieces + value.cachedPieces
            value.missingPieces = plan.missingPieces
            return value
        } catch let error as ZarrError {
            throw error.at(key: key.path)
        }
    }
}
