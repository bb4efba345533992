import ZarrBase
import ZarrCodecs
import ZarrIndexing
import ZarrStorage

/// Encodes what a selection touches and replaces the stored chunks, each whole or not at all.
struct WriteEngine {
    let chunks: ChunkAccess
    let store: any WritableStore
    let pool: WorkerPool
    /// Whether no other program writes to a store that is awaited.
    let isOnlyWriter: Bool
    var options: WriteOptions
    let progress: ProgressCounter?

    /// Writes the elements of `source`, whose first element and strides per axis of the array it gives.
    ///
    /// - Complexity: one request a chunk whose in-bounds elements are all covered; any other is read first.
    func write(_ selection: ResolvedSelection, from source: ArrayView) async throws {
        guard selection.isBasic else {
            try await gather(selection, from: source, ElementAccess(chunks.pipeline.decoded.dataType))
            return
        }
        let partition = try ChunkPartition(selection, grid: chunks.grid, shape: chunks.shape)
        guard partition.count > 0 else { return }
        let source = SharedView(source.reversed(where: selection))
        guard let synchronous = store.synchronous else {
            try await writeRemote(partition, from: source)
            return
        }
        if partition.count == 1, chunks.isQuick(1, selection) {
            try Task.checkNotCancelled()
            try pool.runInline { worker in
                var projection = ChunkProjection(rank: chunks.shape.count)
                partition.project(0, into: &projection)
                try write(projection, to: synchronous, from: source.value, worker)
            }
            return
        }
        let pieces = pieces(of: partition)
        let shards = ShardsUnderWay(pieces: pieces)
        let values = ValueWriter(synchronous)
        try await values.finishing {
            try await pool.run(count: partition.count * pieces, memory: chunks.writeMemory) { job, worker in
                var projection = ChunkProjection(rank: chunks.shape.count)
                while let number = job.next() {
                    let (chunk, piece) = number.quotientAndRemainder(dividingBy: pieces)
                    partition.project(chunk, into: &projection)
                    if let encoder = try shardEncoder(for: projection) {
                        try write(
                            piece: piece, ofShard: chunk, encoder, projection, from: source.value, to: values, shards,
                            worker)
                    } else if piece == 0 {
                        try write(projection, to: synchronous, from: source.value, worker, values)
                    }
                }
            }
        }
    }

    private func write(
        _ projection: ChunkProjection, to synchronous: any SynchronousStore, from source: ArrayView,
        _ worker: CodecWorker, _ values: ValueWriter? = nil
    ) throws {
        let key = chunks.key(projection)
        do {
            if needsNoRead(projection) {
                try withChunk(projection, from: source, over: nil, worker) { bytes in
                    guard let bytes else { return try synchronous.remove(key) }
                    if let values { try values.replace(key, [bytes]) } else { try synchronous.replace(key, [bytes]) }
                }
            } else {
                try chunks.change(key, in: synchronous) { value in
                    let extend = value.mayExtend ? { shard in try put(shard, in: value) } : nil
                    try withChanged(projection, from: source, value.old, worker, extend: extend, value.put)
                }
            }
        } catch let error as ZarrError {
            throw error.at(key: key.path)
        }
        progress?.add(projection.count.reduce(chunks.elementSize, *))
    }

    /// Calls `body` with the encoded chunk, nil where it holds nothing but fill and need not be stored.
    private func withChunk<Result>(
        _ projection: ChunkProjection, from source: ArrayView, over old: (any ByteSource)?, _ worker: CodecWorker,
        _ body: (UnsafeRawBufferPointer?) throws -> Result
    ) throws -> Result {
        let pipeline = try chunks.pipeline(
            for: chunks.pipeline(for: projection), of: projection.chunkShape, over: old)
        let representation = pipeline.decoded
        let view = source.shifted(to: projection)
        let isFilled = !options.storesFillChunks
        if projection.isWholeChunk, !isFilled || !representation.beginsWithFill(view) {
            return try pipeline.withEncoded(view, worker: worker, body)
        }
        let scratch = worker.takeScratch()
        defer { worker.giveBack(scratch) }
        try scratch.resize(to: max(1, representation.byteCount))
        guard let base = scratch.bytes.baseAddress else { return try body(nil) }
        let strides = StridedCopy.contiguousStrides(representation.shape, elementSize: chunks.elementSize)
        // What the chunk held goes with it, not with the caller's array.
        let heap = projection.isWholeChunk ? source.heap : source.heap.map(ElementHeap.init(copying:))
        var chunk = ArrayTarget(base: base, strides: strides, heap: heap)
        if !projection.isWholeChunk {
            let whole = ChunkPart(whole: representation.shape)
            if try old.map({ try pipeline.decode($0, whole, into: chunk, worker: worker) }) != true {
                try chunk.fill(representation.shape, of: representation)
            }
        }
        for axis in strides.indices {
            chunk.base += projection.start[axis] * strides[axis]
            chunk.strides[axis] *= projection.step[axis]
        }
        StridedCopy.copy(
            from: view.base, strides: view.strides, to: chunk.base, strides: chunk.strides, shape: projection.count,
            elementSize: chunks.elementSize)
        return try withEncoded(base, strides, heap, pipeline, worker, body)
    }

    /// Puts a shard in its place that shares the front of the old one; nil where that is not worth it, or not to be had.
    private func put(_ shard: ShardExtension, in value: ChangingValue) throws -> Void? {
        guard shard.keptBytes > chunks.sizes.sharedFront else { return nil }
        return try value.put(shard) ? () : nil
    }

    /// Calls `body` with the parts of what a value becomes, nil where it holds nothing but fill and need not be stored; or
    /// `extend`, where the value is a shard, with what comes behind the old one.
    private func withChanged<Result>(
        _ projection: ChunkProjection, from source: ArrayView, _ old: (any ByteSource)?, _ worker: CodecWorker,
        extend: ((ShardExtension) throws -> Result?)? = nil,
        _ body: ([UnsafeRawBufferPointer]?) throws -> Result
    ) throws -> Result {
        if !projection.isWholeChunk, let encoder = try chunks.pipeline(for: projection).shardEncoder {
            return try encoder.withShard(
                replacing: ChunkPart(projection), of: old, by: source.shifted(to: projection),
                storesFill: options.storesFillChunks, worker: worker, extend: extend, body)
        }
        return try withChunk(projection, from: source, over: old, worker) { bytes in try body(bytes.map { [$0] }) }
    }

    /// Calls `body` with the encoded form of a chunk that lies in C order; nil where it need not be stored.
    func withEncoded<Result>(
        _ base: UnsafeMutableRawPointer, _ strides: [Int], _ heap: ElementHeap?, _ pipeline: CodecPipeline,
        _ worker: CodecWorker, _ body: (UnsafeRawBufferPointer?) throws -> Result
    ) throws -> Result {
        let bytes = UnsafeRawBufferPointer(start: base, count: pipeline.decoded.byteCount)
        if !options.storesFillChunks, pipeline.decoded.isFill(bytes, heap: heap) { return try body(nil) }
        return try pipeline.withEncoded(
            ArrayView(base: UnsafeRawPointer(base), strides: strides, heap: heap), worker: worker, body)
    }

    /// Whether nothing that the chunk holds is kept. At the edge of an array that somebody else may be growing, the chunk may
    /// hold more by now than the elements that this write knows of.
    func needsNoRead(_ projection: ChunkProjection) -> Bool {
        projection.isWholeChunk || projection.coversChunk && !options.sharesEdge
    }

    private func writeRemote(_ partition: ChunkPartition, from source: SharedView) async throws {
        try await forEachConcurrently(count: partition.count, limit: 16) { number in
            var projection = ChunkProjection(rank: chunks.shape.count)
            partition.project(number, into: &projection)
            let key = chunks.key(projection)
            let touched = projection
            do {
                // Before the lock: who holds it must not wait for the memory of those who wait for it.
                try await pool.reserving(chunks.writeMemory) {
                    if needsNoRead(touched) {
                        try await replace(key, by: encoded(touched, from: source, over: nil))
                    } else {
                        try await change(key) { (old, engine) in
                            try engine.encoded(touched, from: source, over: old)
                        }
                    }
                }
            } catch let error as ZarrError {
                throw error.at(key: key.path)
            }
            progress?.add(projection.count.reduce(chunks.elementSize, *))
        }
    }

    private func encoded(
        _ projection: ChunkProjection, from source: SharedView, over old: Bytes?
    ) throws -> [Bytes]? {
        try pool.runInline { worker in
            try withChanged(projection, from: source.value, old, worker) { parts in
                try parts.map { try $0.map { bytes throws(ZarrError) in try Bytes(copying: bytes) } }
            }
        }
    }

    /// Replaces a value of a store that is awaited, or removes it.
    func replace(_ key: StoreKey, by parts: [Bytes]?) async throws {
        if let parts { try await store.set(key, parts) } else { try await store.erase(key) }
    }

    /// Replaces a value of a store that is awaited by what `encode` makes of it, while others change parts of it, too.
    ///
    /// - Parameter encode: gets the value, nil where there is none, and the engine that is to encode the new one; gives nil
    ///   for what need not be stored. It is called again where somebody else was quicker.
    /// - Throws: ``ZarrError/Code/unsupported`` where the store cannot keep writers apart and others may write.
    func change(_ key: StoreKey, _ encode: (Bytes?, WriteEngine) throws -> [Bytes]?) async throws {
        // Within the process first: to wait for each other is cheaper than to be refused.
        try await AwaitedKeyLocks.shared.withLock(of: store.place(of: key)) {
            guard let conditional = try await store.conditions(below: chunks.prefix, isOnlyWriter: isOnlyWriter) else {
                return try await replace(key, by: encode(store.get(key), self))
            }
            try await ConditionalChange(conditional, key).run { old in
                if let new = try encode(old, self) { return new }
                // Fill that is there already needs nothing; to erase a value knows no conditions, so fill is written.
                guard old != nil else { return nil }
                var storing = self
                storing.options.storesFillChunks = true
                return try encode(old, storing)
            }
        }
    }
}

/// How a write is done.
public struct WriteOptions: Sendable, Hashable {
    /// Whether chunks, and subchunks of shards, that hold nothing but the fill value are stored; else they are erased, which
    /// reads the same unless a reader asks for what is missing (``MissingChunks``).
    public var storesFillChunks: Bool

    /// Whether chunks at the edge are read before they are written: for appends that others may do at the same time.
    var sharesEdge = false

    /// Options with their usual values.
    public init(storesFillChunks: Bool = false) { self.storesFillChunks = storesFillChunks }
}

extension ChunkRepresentation {
    /// Whether the first element is the fill value: one look that spares almost every chunk the pass over all of it.
    func beginsWithFill(_ view: ArrayView) -> Bool {
        guard !dataType.isVariableLength else { return true }
        return UnsafeRawBufferPointer(start: view.base, count: dataType.byteCount).elementsEqual(fillValue.bytes)
    }
}

extension ArrayView {
    /// The same memory with the axes that a selection reverses running backwards.
    func reversed(where selection: ResolvedSelection) -> ArrayView {
        let target = ArrayTarget(base: UnsafeMutableRawPointer(mutating: base), strides: strides, heap: heap)
            .reversed(where: selection)
        return ArrayView(base: UnsafeRawPointer(target.base), strides: target.strides, heap: heap)
    }
}
