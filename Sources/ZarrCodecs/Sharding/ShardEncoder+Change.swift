package import ZarrBase
import ZarrIndexing

extension ShardEncoder {
    /// Calls `body` with the parts of the shard that `old` becomes when the elements of a part are replaced; nil where it then
    /// holds nothing but fill, unless that is to be stored, too. The bytes are valid until `body` returns.
    ///
    /// Only the subchunks that the part touches are encoded, and of these only those are decoded that keep elements; all
    /// others are taken over as they are stored, without the holes between them.
    ///
    /// - Parameters:
    ///   - old: the shard as it is; nil where there is none.
    ///   - array: the new elements, of the part's shape.
    ///   - extend: takes the shard as what comes behind the old one instead, where that is worth it; nil where it cannot, and
    ///     `body` is called then.
    /// - Complexity: one request for the index, one a run of neighbours that are taken over, one a subchunk that is decoded.
    package func withShard<Result>(
        replacing part: ChunkPart, of old: (any ByteSource)?, by array: ArrayView, storesFill: Bool,
        worker: CodecWorker, extend: ((ShardExtension) throws -> Result?)? = nil,
        _ body: ([UnsafeRawBufferPointer]?) throws -> Result
    ) throws -> Result {
        let kept = worker.takeScratch()
        defer { worker.giveBack(kept) }
        let made = worker.takeScratch()
        defer { worker.giveBack(made) }
        // Metadata may claim any number of subchunks; where there is no memory for the index, an array of its words would trap.
        try kept.resize(to: sharding.indexSize)
        try kept.resize(to: 0)
        try made.resize(to: 0)
        let index = try old.flatMap { try sharding.readIndex($0, worker) } ?? ShardIndex(count: subchunkCount)
        var encoded = ShardIndex(count: subchunkCount)
        let touched = try sharding.replace(
            part.permuted(by: permutation), of: old, index, by: array.permuted(by: permutation), into: made, &encoded,
            worker: worker)
        if let extend, let size = try old?.size(),
            let result = try withExtension(of: index, size, by: made, encoded, touched, worker, extend)
        {
            return result
        }
        var whole = ShardIndex(count: subchunkCount)
        let isAtStart = sharding.indexLocation == .start
        let start = isAtStart ? sharding.indexSize : 0
        if let old { try sharding.keep(index, of: old, except: touched, in: kept, &whole, at: start) }
        whole.place(encoded, at: 0, offset: start + kept.count)
        if whole.isEmpty, !storesFill { return try body(nil) }
        let parts = [kept, made].filter { $0.count > 0 }.map { UnsafeRawBufferPointer($0.bytes) }
        return try sharding.withEncoded(whole, worker: worker) { index in
            try body(isAtStart ? [index] + parts : parts + [index])
        }
    }
}

extension BoundShardingCodec {
    /// Encodes the subchunks that a part touches; which these are.
    fileprivate func replace(
        _ part: ChunkPart, of old: (any ByteSource)?, _ index: ShardIndex, by array: ArrayView,
        into made: ScratchBuffer, _ encoded: inout ShardIndex, worker: CodecWorker
    ) throws -> Set<Int> {
        let partition = try ChunkPartition(
            ResolvedSelection(part), grid: .regular(chunkShape: subchunks.decoded.shape), shape: decoded.shape)
        let subchunk = subchunks.decoded
        let scratch = worker.takeScratch()
        defer { worker.giveBack(scratch) }
        try scratch.resize(to: subchunk.byteCount)
        var touched: Set<Int> = []
        guard let base = scratch.bytes.baseAddress else { return touched }
        // What the subchunks held goes with it, not with the caller's elements.
        let heap = array.heap.map(ElementHeap.init(copying:))
        let whole = ArrayTarget(contiguous: base, subchunk, heap: heap)
        var projection = ChunkProjection(rank: decoded.shape.count)
        for place in 0..<partition.count {
            partition.project(place, into: &projection)
            let number = subchunkNumber(projection.chunkIndices)
            touched.insert(number)
            if !projection.isWholeChunk {
                try decode(number, of: old, index, into: whole, worker: worker)
            }
            var target = whole
            for axis in target.strides.indices {
                target.base += projection.start[axis] * target.strides[axis]
                target.strides[axis] *= projection.step[axis]
            }
            let view = array.shifted(to: projection)
            StridedCopy.copy(
                from: view.base, strides: view.strides, to: target.base, strides: target.strides,
                shape: projection.count, elementSize: subchunk.dataType.byteCount)
            if !storesFill, subchunk.isFill(UnsafeRawBufferPointer(scratch.bytes), heap: heap) { continue }
            let start = made.count
            try subchunks.withEncoded(ArrayView(contiguous: base, subchunk, heap: heap), worker: worker) {
                try made.append($0)
            }
            encoded.set(number, to: start..<made.count)
        }
        return touched
    }

    /// Decodes a whole subchunk, fill where it is missing.
    private func decode(
        _ number: Int, of old: (any ByteSource)?, _ index: ShardIndex, into target: ArrayTarget, worker: CodecWorker
    ) throws {
        let whole = ChunkPart(whole: subchunks.decoded.shape)
        guard let old, let range = try index.range(of: number) else {
            return try target.fill(whole.count, of: subchunks.decoded)
        }
        let limit = subchunks.encodedSizeLimit(worker)
        guard range.count <= limit else { throw tooLarge(range, number, limit) }
        let source = SliceSource(old, offset: range.lowerBound, count: range.count)
        guard try subchunks.decode(source, whole, into: target, worker: worker) else { throw vanished }
    }

    /// Copies the bytes of all subchunks but some, without the holes between them.
    func keep(
        _ index: ShardIndex, of old: any ByteSource, except touched: Set<Int>, in kept: ScratchBuffer,
        _ whole: inout ShardIndex, at start: Int
    ) throws {
        var stored: [StoredSubchunk] = []
        for number in 0..<index.count where !touched.contains(number) {
            if let range = try index.range(of: number) { stored.append(StoredSubchunk(number: number, range: range)) }
        }
        stored.sort { $0.range.lowerBound < $1.range.lowerBound }
        var next = 0
        while next < stored.count {
            // Neighbours without a hole; some writers let subchunks share bytes, which stay shared.
            var run = stored[next].range
            var end = next + 1
            while end < stored.count, stored[end].range.lowerBound <= run.upperBound {
                run = run.lowerBound..<max(run.upperBound, stored[end].range.upperBound)
                end += 1
            }
            let offset = kept.count
            try old.append(run, to: kept)
            for subchunk in stored[next..<end] {
                let first = start + offset + subchunk.range.lowerBound - run.lowerBound
                whole.set(subchunk.number, to: first..<first + subchunk.range.count)
            }
            next = end
        }
    }
}
