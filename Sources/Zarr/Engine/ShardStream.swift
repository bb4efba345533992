package import ZarrBase
import ZarrCodecs
package import ZarrIndexing
import ZarrStorage

extension ZarrArray {
    /// Writes one shard that is too large to be in memory as a whole: slab by slab along its first axis, each encoded and
    /// added to the new value beside the old one, which is replaced when all are there.
    ///
    /// - Parameters:
    ///   - region: all elements of the shard that lie in the array.
    ///   - budget: about how many bytes of elements a slab has.
    ///   - rows: slabs have a multiple of so many rows where that many fit the budget.
    ///   - slab: the elements of a part of the region.
    /// - Returns: false where the region is no whole shard or its store or its codecs need it in one piece; nothing was
    ///   written then.
    package func writeShard(
        _ region: Region, budget: Int, inMultiplesOf rows: Int, progress: ProgressCounter? = nil,
        _ slab: (Region) async throws -> AnyNDArray
    ) async throws -> Bool {
        let partition = try ChunkPartition(ResolvedSelection(region), grid: chunkGrid, shape: shape)
        var projection = ChunkProjection(rank: rank)
        guard partition.count == 1, !dataType.isVariableLength, let store = store.synchronous as? any StagingStore
        else { return false }
        partition.project(0, into: &projection)
        let chunks = chunks
        guard projection.coversChunk, !sharesEdge, let subchunk = chunks.subchunkShape,
            let encoder = try chunks.pipeline(for: projection).shardEncoder,
            let assembly = ShardAssembly(growing: encoder)
        else { return false }
        try requireWritableFormat()
        let key = chunks.key(projection)
        defer { noteChange() }
        try await atNode {
            do {
                let stream = ShardStream(
                    encoder: encoder, covered: projection.count, rowsOfSubchunk: subchunk[0],
                    subchunksInRow: encoder.subchunkCount / max(1, projection.chunkShape[0] / subchunk[0]),
                    value: try store.begin(key), pool: context.pool)
                let options = storing(WriteOptions())
                try await stream.write(
                    region, step: Self.slabRows(region, dataType.byteCount, budget, subchunk[0], rows), assembly,
                    storesFill: options.storesFillChunks, progress, slab
                ) { try store.remove(key) }
            } catch let error as ZarrError {
                throw error.at(key: key.path)
            }
        }
        return true
    }

    /// The rows of a slab: whole subchunks, and whole chunks of who gives the elements where there is room.
    private static func slabRows(
        _ region: Region, _ elementSize: Int, _ budget: Int, _ subchunk: Int, _ rows: Int
    ) -> Int {
        let row = region.shape.dropFirst().reduce(elementSize) { $0.multipliedReportingOverflow(by: $1).partialValue }
        let most = max(1, budget / max(1, row))
        let both = rows > 0 && rows % subchunk == 0 ? rows : subchunk
        return both <= most ? most / both * both : max(1, most / subchunk) * subchunk
    }
}

/// One shard on its way into a store.
private struct ShardStream: Sendable {
    let encoder: ShardEncoder
    /// The extents of the front of the shard that lies in the array.
    let covered: [Int]
    let rowsOfSubchunk: Int
    let subchunksInRow: Int
    let value: any GrowingValue
    let pool: WorkerPool

    func write(
        _ region: Region, step: Int, _ empty: ShardAssembly, storesFill: Bool, _ progress: ProgressCounter?,
        _ slab: (Region) async throws -> AnyNDArray, removing remove: @escaping @Sendable () throws -> Void
    ) async throws {
        var assembly = empty
        let buffers = ShardsUnderWay(pieces: 4 * pool.width)
        for first in stride(from: 0, to: covered[0], by: step) {
            try Task.checkNotCancelled()
            var part = region
            part.origin[0] += first
            part.shape[0] = min(step, covered[0] - first)
            let values = try await slab(part)
            guard values.shape == part.shape, values.dataType.byteCount == encoder.elementSize else {
                throw ZarrError(
                    .invalidArgument, "\(values.shape) elements of \(values.dataType) for a slab of \(part.shape)")
            }
            let pieces = try await encode(values, from: first, buffers)
            for piece in pieces { assembly.add(piece) }
            buffers.giveBack(pieces)
            progress?.add(values.bytes.count)
        }
        let whole = assembly
        try await pool.run(count: 1) { job, worker in
            guard job.next() != nil else { return }
            if whole.isFill, !storesFill { return try remove() }
            try whole.withIndex(worker: worker) { try value.append([$0]) }
            try value.finish()
        }
    }

    /// Encodes a slab, whose first row is row `first` of the shard; who encodes the last piece adds all to the value.
    private func encode(
        _ values: AnyNDArray, from first: Int, _ buffers: ShardsUnderWay
    ) async throws -> [ShardEncoder.Piece] {
        let rows = first / rowsOfSubchunk..<(first + values.shape[0]).dividedRoundingUp(by: rowsOfSubchunk)
        let numbers = rows.lowerBound * subchunksInRow..<rows.upperBound * subchunksInRow
        // The view is of the whole shard: what lies before and behind the slab is not looked at.
        var view = values.view
        view.base -= first * view.strides[0]
        let shard = SharedView(view)
        let done = DonePieces()
        try await pool.run(count: buffers.pieces) { job, worker in
            while let number = job.next() {
                let share = { (place: Int) in numbers.lowerBound + numbers.count * place / buffers.pieces }
                let piece = try encoder.encode(
                    share(number)..<share(number + 1), of: shard.value, covered: covered, into: buffers.takeBuffer(),
                    worker: worker)
                guard let pieces = buffers.add(piece, at: number, of: 0) else { continue }
                try value.append(pieces.map { UnsafeRawBufferPointer($0.bytes.bytes) })
                done.set(pieces)
            }
        }
        withExtendedLifetime(values) {}
        return done.pieces
    }
}
