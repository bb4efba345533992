import ZarrBase
import ZarrIndexing

extension BoundShardingCodec {
    func decode(
        _ encoded: UnsafeRawBufferPointer, _ part: ChunkPart, into target: ArrayTarget, worker: CodecWorker
    ) throws {
        _ = try decode(BufferSource(encoded), part, into: target, worker: worker)
    }

    /// One request for the index, then one for all subchunks that the part touches (several for a local file, whose pieces
    /// should still be in cache when they are decoded).
    func decode(
        _ source: any ByteSource, _ part: ChunkPart, into target: ArrayTarget, worker: CodecWorker
    ) throws -> Bool {
        guard let index = try readIndex(source, worker) else { return false }
        let partition = try ChunkPartition(
            ResolvedSelection(part), grid: .regular(chunkShape: subchunks.decoded.shape), shape: decoded.shape)
        var projection = ChunkProjection(rank: decoded.shape.count)
        var stored: [StoredSubchunk] = []
        stored.reserveCapacity(partition.count)
        let limit = subchunks.encodedSizeLimit(worker)
        for number in 0..<partition.count {
            partition.project(number, into: &projection)
            let subchunk = subchunkNumber(projection.chunkIndices)
            if let range = try index.range(of: subchunk) {
                guard range.count <= limit else { throw tooLarge(range, subchunk, limit) }
                stored.append(StoredSubchunk(number: number, range: range))
            } else {
                try target.shifted(to: projection).fill(projection.count, of: subchunks.decoded)
            }
        }
        stored.sort { $0.range.lowerBound < $1.range.lowerBound }
        try decode(stored, of: partition, from: source, into: target, worker: worker)
        return true
    }

    func readIndex(_ source: any ByteSource, _ worker: CodecWorker) throws -> ShardIndex? {
        let range: ByteRange =
            indexLocation == .start ? .bounded(offset: 0, length: indexSize) : .suffix(length: indexSize)
        return try source.remembered(range) { bytes in
            guard bytes.count == indexSize else {
                throw ZarrError(
                    .corruptData, "\(bytes.count) bytes are stored where the index alone takes \(indexSize)",
                    hint: "the shard is damaged or the metadata does not describe it")
            }
            do {
                return try bytes.withUnsafeBytes { try ShardIndex(decoding: $0, by: index, worker: worker) }
            } catch let error as ZarrError {
                throw ZarrError(error.code, "the shard index: \(error.message)", hint: error.hint, cause: error)
                    .at(codec: error.codec ?? "sharding_indexed")
            }
        }
    }

    struct StoredSubchunk {
        let number: Int
        let range: Range<Int>
    }

    private func decode(
        _ stored: [StoredSubchunk], of partition: ChunkPartition, from source: any ByteSource, into target: ArrayTarget,
        worker: CodecWorker
    ) throws {
        var projection = ChunkProjection(rank: decoded.shape.count)
        var next = 0
        while next < stored.count {
            partition.project(stored[next].number, into: &projection)
            if subchunks.readsPartially, !projection.isWholeChunk {
                let range = stored[next].range
                _ = try subchunks.decode(
                    SliceSource(source, offset: range.lowerBound, count: range.count), ChunkPart(projection),
                    into: target.shifted(to: projection), worker: worker)
                next += 1
                continue
            }
            let end = endOfRun(stored, from: next, pieceSize: source.preferredReadSize)
            try decodeRun(stored[next..<end], of: partition, from: source, into: target, worker: worker)
            next = end
        }
    }

    /// Neighbours in the value that are worth one request: close to each other and together no larger than a piece.
    func endOfRun(_ stored: [StoredSubchunk], from first: Int, pieceSize: Int) -> Int {
        guard pieceSize < .max else { return stored.count }
        var end = first + 1
        var last = stored[first].range.upperBound
        while end < stored.count, stored[end].range.lowerBound - last <= Self.gap,
            stored[end].range.upperBound - stored[first].range.lowerBound <= pieceSize
        {
            last = max(last, stored[end].range.upperBound)
            end += 1
        }
        return end
    }

    /// Reading over a hole of this size is cheaper than a second request to a local file.
    private static let gap = 4096

    private func decodeRun(
        _ run: ArraySlice<StoredSubchunk>, of partition: ChunkPartition, from source: any ByteSource,
        into target: ArrayTarget, worker: CodecWorker
    ) throws {
        var projection = ChunkProjection(rank: decoded.shape.count)
        func decode(_ subchunk: StoredSubchunk, _ bytes: UnsafeRawBufferPointer) throws {
            partition.project(subchunk.number, into: &projection)
            do {
                try subchunks.decode(
                    bytes, ChunkPart(projection), into: target.shifted(to: projection), worker: worker)
            } catch let error as ZarrError where error.code == .corruptData {
                throw ZarrError(
                    error.code, "subchunk \(projection.chunkIndices) of the shard: \(error.message)", hint: error.hint,
                    cause: error
                ).at(codec: error.codec ?? "sharding_indexed")
            }
        }
        guard source.preferredReadSize < .max else {
            let ranges = run.map { ByteRange.bounded(offset: $0.range.lowerBound, length: $0.range.count) }
            guard let pieces = try source.read(ranges) else { throw vanished }
            for (subchunk, piece) in zip(run, pieces) { try piece.withUnsafeBytes { try decode(subchunk, $0) } }
            return
        }
        let start = run.first?.range.lowerBound ?? 0
        let end = run.reduce(start) { max($0, $1.range.upperBound) }
        let piece = worker.takeScratch()
        defer { worker.giveBack(piece) }
        try piece.resize(to: 0)
        try source.append(start..<end, to: piece)
        for subchunk in run {
            let bytes = piece.bytes[subchunk.range.lowerBound - start..<subchunk.range.upperBound - start]
            try decode(subchunk, UnsafeRawBufferPointer(rebasing: bytes))
        }
    }

    /// The error where the index says that a subchunk has more bytes than one can have.
    func tooLarge(_ range: Range<Int>, _ subchunk: Int, _ limit: Int) -> ZarrError {
        ZarrError(
            .corruptData,
            "the shard index gives subchunk \(indices(of: subchunk)) \(range.count) bytes, it takes at most \(limit)",
            hint: "the shard is damaged")
    }

    var vanished: ZarrError {
        ZarrError(.io, "the shard was erased while it was read", hint: "read it again")
    }
}

extension ResolvedSelection {
    /// The elements of a part of a chunk.
    init(_ part: ChunkPart) throws(ZarrError) {
        try self.init(
            axes: part.start.indices.map {
                ResolvedSelection.Axis(start: part.start[$0], step: part.step[$0], count: part.count[$0])
            })
    }
}

extension ByteSource {
    /// Reads a range that an index named behind what a buffer holds. It is checked before memory is taken for it.
    func append(_ range: Range<Int>, to scratch: ScratchBuffer) throws {
        let size = try size()
        guard let size, range.upperBound <= size else {
            throw ZarrError(
                .corruptData,
                "the shard index points to bytes \(range.lowerBound)..<\(range.upperBound) of \(size ?? 0)",
                hint: "the shard is damaged")
        }
        let offset = scratch.count
        try scratch.resize(to: offset.checkedPlus(range.count), keeping: offset)
        _ = try read(
            .bounded(offset: range.lowerBound, length: range.count),
            into: UnsafeMutableRawBufferPointer(rebasing: scratch.bytes[offset...]))
    }
}
