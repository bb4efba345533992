import ZarrBase
import ZarrCodecs
import ZarrIndexing
import ZarrStorage

extension WriteEngine {
    /// Writes the elements of `source` by way of scratch memory: for lists, single elements, fields and conversions.
    ///
    /// - Parameter source: the place of the first element, and its strides per axis of the array, or per axis of the result
    ///   where single elements are selected.
    /// - Complexity: one request a chunk whose elements in the array are all covered; any other is read first, once.
    func gather(_ selection: ResolvedSelection, from source: ArrayView, _ access: ElementAccess) async throws {
        let partition = try GatherPartition(selection, grid: chunks.grid, shape: chunks.shape)
        guard partition.chunkCount > 0 else { return }
        let run = GatherWrite(
            engine: self, partition: partition, selection: selection, source: SharedView(source), access: access)
        guard let synchronous = store.synchronous else {
            try await forEachConcurrently(count: partition.chunkCount, limit: 16) { chunk in
                try await pool.reserving(chunks.writeMemory) { try await run.writeRemote(chunk) }
            }
            return
        }
        if partition.chunkCount == 1, chunks.isQuick(1, selection) {
            try Task.checkNotCancelled()
            try pool.runInline { try run.write(0, to: synchronous, $0) }
            return
        }
        try await pool.run(count: partition.chunkCount, memory: chunks.writeMemory) { job, worker in
            while let number = job.next() { try run.write(number, to: synchronous, worker) }
        }
    }
}

/// One write through scratch memory.
private struct GatherWrite: Sendable {
    var engine: WriteEngine
    let partition: GatherPartition
    let selection: ResolvedSelection
    let source: SharedView
    let access: ElementAccess

    private var chunks: ChunkAccess { engine.chunks }

    func write(_ chunk: Int, to store: any SynchronousStore, _ worker: CodecWorker) throws {
        let gather = partition.gather(chunk: chunk, piece: nil)
        let key = chunks.key(gather.chunkIndices)
        do {
            if needsNoRead(gather) {
                try withChunk(gather, over: nil, worker) { bytes in
                    if let bytes { try store.replace(key, [bytes]) } else { try store.remove(key) }
                }
            } else {
                try chunks.change(key, in: store) { value in
                    try withChunk(gather, over: value.old, worker) { bytes in try value.put(bytes.map { [$0] }) }
                }
            }
        } catch let error as ZarrError {
            throw error.at(key: key.path)
        }
        engine.progress?.add(gather.elementCount * access.seen.byteCount)
    }

    func writeRemote(_ chunk: Int) async throws {
        let gather = partition.gather(chunk: chunk, piece: nil)
        let key = chunks.key(gather.chunkIndices)
        do {
            if needsNoRead(gather) {
                try await engine.replace(key, by: encoded(gather, over: nil))
            } else {
                try await engine.change(key) { (old, engine) in
                    var run = self
                    run.engine = engine
                    return try run.encoded(gather, over: old)
                }
            }
        } catch let error as ZarrError {
            throw error.at(key: key.path)
        }
        engine.progress?.add(gather.elementCount * access.seen.byteCount)
    }

    private func encoded(_ gather: Gather, over old: Bytes?) throws -> [Bytes]? {
        try engine.pool.runInline { worker in
            try withChunk(gather, over: old, worker) { bytes in
                try bytes.map { bytes throws(ZarrError) in [try Bytes(copying: bytes)] }
            }
        }
    }

    /// Whether nothing that the chunk holds is kept.
    private func needsNoRead(_ gather: Gather) -> Bool {
        access.isWhole && (gather.isWholeChunk || gather.coversChunk && !engine.options.sharesEdge)
    }

    /// Calls `body` with the encoded chunk, nil where it holds nothing but fill and need not be stored.
    private func withChunk<Result>(
        _ gather: Gather, over old: (any ByteSource)?, _ worker: CodecWorker,
        _ body: (UnsafeRawBufferPointer?) throws -> Result
    ) throws -> Result {
        let pipeline = try chunks.pipeline(for: chunks.pipeline(for: gather), of: gather.chunkShape, over: old)
        let representation = pipeline.decoded
        let scratch = worker.takeScratch()
        defer { worker.giveBack(scratch) }
        try scratch.resize(to: max(1, representation.byteCount))
        guard let base = scratch.bytes.baseAddress else { return try body(nil) }
        let strides = StridedCopy.contiguousStrides(representation.shape, elementSize: chunks.elementSize)
        // What the chunk held goes with it, not with the caller's array.
        let heap = source.value.heap.map(ElementHeap.init(copying:))
        let chunk = ArrayTarget(base: base, strides: strides, heap: heap)
        if !access.isWhole || !gather.isWholeChunk {
            let whole = ChunkPart(whole: representation.shape)
            if try old.map({ try pipeline.decode($0, whole, into: chunk, worker: worker) }) != true {
                try chunk.fill(representation.shape, of: representation)
            }
        }
        var box = base
        for axis in strides.indices { box += gather.start[axis] * strides[axis] }
        try GatherMove(
            gather, box: zip(strides, gather.step).map { $0 * $1 }, result: source.value.strides, selection, access
        ).collect(from: source.value.base, to: box, worker)
        return try engine.withEncoded(base, strides, heap, pipeline, worker, body)
    }
}
