import Synchronization
import ZarrBase
import ZarrCodecs
import ZarrIndexing
import ZarrStorage

extension ReadEngine {
    /// Fills `target` by way of scratch memory: for lists, single elements, fields and conversions.
    ///
    /// - Parameter target: the place of the result's first element, and its strides per axis of the array, or per axis of the
    ///   result where single elements are selected.
    /// - Complexity: each touched chunk (of a shard each touched subchunk) is read and decoded once, the index of a shard
    ///   once; memory for one of them a worker.
    func gather(_ selection: ResolvedSelection, into target: ArrayTarget, _ access: ElementAccess) async throws {
        let partition = try GatherPartition(
            selection, grid: chunks.grid, shape: chunks.shape, pieceShape: chunks.pipeline.pieceShape)
        guard partition.chunkCount > 0 else { return }
        let run = GatherRead(
            engine: self, partition: partition, selection: selection, target: SharedTarget(target), access: access)
        guard let store = chunks.store.synchronous else {
            try await forEachConcurrently(count: partition.chunkCount, limit: 32) { chunk in
                try await pool.reserving(run.memory(ofChunk: chunk)) { try await run.readRemote(chunk) }
            }
            return
        }
        if run.isQuick {
            try Task.checkNotCancelled()
            try pool.runInline { worker in
                for chunk in 0..<partition.chunkCount { try run.read(chunk, lane: 0, of: 1, from: store, worker) }
            }
            return
        }
        let lanes = run.lanes(width: pool.width)
        try await pool.run(count: partition.chunkCount * lanes, memory: chunks.readMemory) { job, worker in
            while let number = job.next() {
                try run.read(number / lanes, lane: number % lanes, of: lanes, from: store, worker)
            }
        }
    }
}

/// One read through scratch memory.
private final class GatherRead: Sendable {
    private let engine: ReadEngine
    private let partition: GatherPartition
    private let selection: ResolvedSelection
    private let target: SharedTarget
    private let access: ElementAccess
    /// The values that several workers read from, by the number of the touched chunk, with the lanes that are left.
    private let open = Mutex<[Int: OpenValue]>([:])

    private struct OpenValue {
        let source: RememberingSource?
        var lanes: Int
    }

    init(
        engine: ReadEngine, partition: GatherPartition, selection: ResolvedSelection, target: SharedTarget,
        access: ElementAccess
    ) {
        self.engine = engine
        self.partition = partition
        self.selection = selection
        self.target = target
        self.access = access
    }

    private var chunks: ChunkAccess { engine.chunks }

    /// Whether all is decoded before another thread would have woken up.
    var isQuick: Bool {
        guard partition.chunkCount <= 16 else { return false }
        let shape = chunks.pipeline.pieceShape ?? chunks.pipeline.decoded.shape
        guard let size = try? shape.elementCount().checkedTimes(max(1, chunks.elementSize)) else { return false }
        var room = chunks.sizes.quick / max(1, size)
        for chunk in 0..<partition.chunkCount {
            room -= min(partition.pieceCount(ofChunk: chunk), room + 1)
            if room < 0 { return false }
        }
        return true
    }

    /// In how many parts the pieces of each chunk are decoded: several where there are few chunks.
    func lanes(width: Int) -> Int {
        guard partition.chunkCount < 4 * width else { return 1 }
        let most = (0..<partition.chunkCount).reduce(1) { max($0, partition.pieceCount(ofChunk: $1)) }
        return min(most, 4 * width)
    }

    /// What is fetched of a chunk at once, and what decoding it takes, in bytes.
    func memory(ofChunk chunk: Int) -> Int {
        let piece = (chunks.pipeline.pieceShape ?? chunks.pipeline.decoded.shape).reduce(1, *)
        let count = piece.multipliedReportingOverflow(by: partition.pieceCount(ofChunk: chunk))
        return chunks.fetchMemory(of: count.overflow ? .max : count.partialValue)
    }

    func read(
        _ chunk: Int, lane: Int, of lanes: Int, from store: any SynchronousStore, _ worker: CodecWorker
    ) throws {
        let count = partition.pieceCount(ofChunk: chunk)
        let range = count * lane / lanes..<count * (lane + 1) / lanes
        let key = key(chunk)
        do {
            let source = try source(chunk, lanes, key, store)
            defer { release(chunk, lanes) }
            for piece in range {
                try tellMissing(chunk, piece, key, of: source, worker)
                if try !readCached(chunk, piece, key, from: store, worker) {
                    try read(chunk, piece, from: source, worker)
                }
            }
        } catch let error as ZarrError {
            throw error.at(key: key.path)
        }
    }

    private func key(_ chunk: Int) -> StoreKey { chunks.key(partition.chunkIndices(chunk)) }

    /// Says what is missing of a piece of a chunk, where somebody wants to know.
    private func tellMissing(
        _ chunk: Int, _ piece: Int, _ key: StoreKey, of source: RememberingSource?, _ worker: CodecWorker
    ) throws {
        guard let missing = engine.missing else { return }
        let gather = partition.gather(chunk: chunk, piece: piece)
        guard let source else { return try missing.note(key, gather.chunkIndices) }
        try missing.look(
            for: ChunkPart(gather), of: gather.chunkIndices, key, in: source, chunks.pipeline(for: gather), worker)
    }

    /// The open value of a chunk, one for all lanes; nil where it is missing.
    private func source(
        _ chunk: Int, _ lanes: Int, _ key: StoreKey, _ store: any SynchronousStore
    ) throws -> RememberingSource? {
        guard lanes > 1 else { return try chunks.source(for: key, in: store).map { RememberingSource($0) } }
        return try open.withLock { open in
            if let value = open[chunk] { return value.source }
            let source = try chunks.source(for: key, in: store).map { RememberingSource($0) }
            open[chunk] = OpenValue(source: source, lanes: lanes)
            return source
        }
    }

    private func release(_ chunk: Int, _ lanes: Int) {
        guard lanes > 1 else { return }
        open.withLock { open in
            guard var value = open[chunk] else { return }
            value.lanes -= 1
            open[chunk] = value.lanes > 0 ? value : nil
        }
    }

    private func read(_ chunk: Int, _ piece: Int, from source: RememberingSource?, _ worker: CodecWorker) throws {
        let gather = partition.gather(chunk: chunk, piece: piece)
        let scratch = worker.takeScratch()
        defer { worker.giveBack(scratch) }
        let pipeline = try chunks.pipeline(for: gather)
        let elementSize = chunks.elementSize
        let heap = target.value.heap
        if let source {
            try scratch.resize(to: max(1, gather.count.elementCount().checkedTimes(elementSize)))
            guard let base = scratch.bytes.baseAddress else { return }
            let strides = StridedCopy.contiguousStrides(gather.count, elementSize: elementSize)
            let isStored = try pipeline.decode(
                source, ChunkPart(gather), into: ArrayTarget(base: base, strides: strides, heap: heap), worker: worker)
            if isStored { return try deliver(gather, base, strides, worker) }
        }
        try engine.missing?.note(key(chunk), gather.chunkIndices)
        // One element of fill, seen at every place.
        try scratch.resize(to: max(1, elementSize))
        guard let base = scratch.bytes.baseAddress else { return }
        let strides = [Int](repeating: 0, count: gather.count.count)
        try ArrayTarget(base: base, strides: strides, heap: heap)
            .fill(strides.map { _ in 1 }, of: pipeline.decoded)
        try deliver(gather, base, strides, worker)
    }

    /// Takes what is asked for of a piece from the cache; false where that has nothing to do with it.
    private func readCached(
        _ chunk: Int, _ piece: Int, _ key: StoreKey, from store: any SynchronousStore, _ worker: CodecWorker
    ) throws -> Bool {
        guard let cached = chunks.cached else { return false }
        let gather = partition.gather(chunk: chunk, piece: piece)
        let pipeline = try chunks.pipeline(for: gather)
        let scratch = worker.takeScratch()
        defer { worker.giveBack(scratch) }
        try scratch.resize(to: max(1, gather.count.elementCount().checkedTimes(chunks.elementSize)))
        guard let base = scratch.bytes.baseAddress else { return false }
        let strides = StridedCopy.contiguousStrides(gather.count, elementSize: chunks.elementSize)
        let value = CachedValue(
            key: cached.key(key, chunks), pipeline: pipeline, indexes: chunks.indexes, isWhole: gather.coversChunk)
        guard
            try cached.read(
                ChunkPart(gather), of: value, from: store, into: ArrayTarget(base: base, strides: strides), worker)
        else { return false }
        try deliver(gather, base, strides, worker)
        return true
    }

    private func deliver(
        _ gather: Gather, _ box: UnsafeMutableRawPointer, _ strides: [Int], _ worker: CodecWorker
    ) throws {
        let move = GatherMove(gather, box: strides, result: target.value.strides, selection, access)
        try worker.copying { try move.deliver(from: box, to: target.value.base, worker) }
        engine.progress?.add(gather.elementCount * access.seen.byteCount)
    }

    /// Asks for what all pieces of a chunk need in one round, and decodes each as soon as it is there.
    func readRemote(_ chunk: Int) async throws {
        let key = key(chunk)
        let fetched = FetchedSource(chunks.store, key)
        let source = RememberingSource(fetched)
        let isDone = Mutex([Bool](repeating: false, count: partition.pieceCount(ofChunk: chunk)))
        do {
            try await fetched.satisfy {
                try engine.pool.runInline { worker in
                    var missing: Set<ByteRange> = []
                    for piece in 0..<partition.pieceCount(ofChunk: chunk) where !isDone.withLock({ $0[piece] }) {
                        do {
                            try tellMissing(chunk, piece, key, of: source, worker)
                            try read(chunk, piece, from: source, worker)
                            isDone.withLock { $0[piece] = true }
                        } catch let ranges as MissingRanges {
                            missing.formUnion(ranges.ranges)
                        }
                    }
                    if !missing.isEmpty { throw MissingRanges(Array(missing)) }
                }
            }
        } catch let error as ZarrError {
            throw error.at(key: key.path)
        }
    }
}
