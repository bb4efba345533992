import ZarrBase
import ZarrCodecs
import ZarrIndexing
import ZarrStorage

extension WriteEngine {
    /// Writes blocks that end short along an axis as whole ones along it: for an array that is about to grow beyond them.
    ///
    /// Blocks that are whole, or that nobody can decode, stay as they are.
    ///
    /// - Parameter edge: elements of all these blocks.
    /// - Complexity: one request a block; for each that is short a lock, and the block read and written.
    func completeBlocks(at edge: ResolvedSelection, along axis: Int) async throws {
        let partition = try ChunkPartition(edge, grid: chunks.grid, shape: chunks.shape)
        guard partition.count > 0 else { return }
        guard let synchronous = store.synchronous else {
            try await forEachConcurrently(count: partition.count, limit: 16) { number in
                try await pool.reserving(chunks.writeMemory) { try await completeRemote(key(number, partition), axis) }
            }
            return
        }
        try await pool.run(count: partition.count, memory: chunks.writeMemory) { job, worker in
            while let number = job.next() { try complete(key(number, partition), axis, in: synchronous, worker) }
        }
    }

    private func key(_ number: Int, _ partition: ChunkPartition) -> StoreKey {
        var projection = ChunkProjection(rank: chunks.shape.count)
        partition.project(number, into: &projection)
        return chunks.key(projection)
    }

    private func complete(
        _ key: StoreKey, _ axis: Int, in synchronous: any SynchronousStore, _ worker: CodecWorker
    ) throws {
        do {
            // A look before the lock: most blocks are whole, or were never written.
            guard let block = try chunks.source(for: key, in: synchronous),
                try chunks.completing(block, along: axis) != nil
            else { return }
            try chunks.change(key, in: synchronous) { value in
                guard let old = value.old else { return }
                try withCompleted(old, axis, worker) { bytes in if let bytes { try value.put([bytes]) } }
            }
        } catch let error as ZarrError {
            throw error.at(key: key.path)
        }
    }

    private func completeRemote(_ key: StoreKey, _ axis: Int) async throws {
        do {
            guard let block = try await store.get(key), try chunks.completing(block, along: axis) != nil else { return }
            try await change(key) { old, engine in
                guard let old else { return nil }
                return try engine.pool.runInline { worker in
                    try engine.withCompleted(old, axis, worker) { bytes in
                        try [bytes.map { bytes throws(ZarrError) in try Bytes(copying: bytes) } ?? old]
                    }
                }
            }
        } catch let error as ZarrError {
            throw error.at(key: key.path)
        }
    }

    /// Calls `body` with the block as it is to be; nil where it stays.
    private func withCompleted<Result>(
        _ old: any ByteSource, _ axis: Int, _ worker: CodecWorker, _ body: (UnsafeRawBufferPointer?) throws -> Result
    ) throws -> Result {
        guard let pipeline = try chunks.completing(old, along: axis) else { return try body(nil) }
        let representation = pipeline.decoded
        let scratch = worker.takeScratch()
        defer { worker.giveBack(scratch) }
        try scratch.resize(to: max(1, representation.byteCount))
        guard let base = scratch.bytes.baseAddress else { return try body(nil) }
        let strides = StridedCopy.contiguousStrides(representation.shape, elementSize: chunks.elementSize)
        let heap = representation.dataType.isVariableLength ? ElementHeap() : nil
        do {
            let block = ArrayTarget(base: base, strides: strides, heap: heap)
            let isThere = try pipeline.decode(
                old, ChunkPart(whole: representation.shape), into: block, worker: worker)
            guard isThere else { return try body(nil) }
        } catch let error as ZarrError where error.code == .corruptData || error.code == .unsupported {
            // Who reads it is told; that is no reason not to grow.
            return try body(nil)
        }
        return try pipeline.withEncoded(
            ArrayView(base: UnsafeRawPointer(base), strides: strides, heap: heap), worker: worker, body)
    }
}
