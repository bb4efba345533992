package import ZarrBase
package import ZarrIndexing

extension CodecPipeline {
    /// Whether a stored value may lack a part of its elements: whether it is a shard.
    package var mayMissPieces: Bool { arrayToBytes is BoundShardingCodec }

    /// Calls `body` with each subchunk that `part` touches and that a stored shard does not hold: where it lies in the chunk.
    /// Nothing is decoded.
    ///
    /// A shard within a shard is looked into; where it is missing, it is one. Where codecs between arrays move elements so that
    /// nobody knows which of them a subchunk holds, all of the chunk is called missing as soon as one is.
    ///
    /// - Returns: false where there is no such value.
    /// - Complexity: one request for each index; where the shard is compressed as a whole, one for all of it.
    package func forEachMissingPiece(
        of part: ChunkPart, in source: any ByteSource, worker: CodecWorker, _ body: (Region) throws -> Void
    ) throws -> Bool {
        guard let sharding = arrayToBytes as? BoundShardingCodec else { return true }
        guard !bytesToBytes.isEmpty else {
            return try forEachMissingPiece(of: part, of: sharding, in: source, worker: worker, body)
        }
        if source.preferredReadSize < .max, let size = try source.size() { try requireHonest(size, worker) }
        let encoded = worker.takeScratch()
        defer { worker.giveBack(encoded) }
        guard try source.readAll(into: encoded) else { return false }
        return try withShardBytes(UnsafeRawBufferPointer(encoded.bytes), worker: worker) { shard in
            try forEachMissingPiece(of: part, of: sharding, in: BufferSource(shard), worker: worker, body)
        }
    }

    private func forEachMissingPiece(
        of part: ChunkPart, of sharding: BoundShardingCodec, in source: any ByteSource, worker: CodecWorker,
        _ body: (Region) throws -> Void
    ) throws -> Bool {
        guard decodesParts else {
            var isAnyMissing = false
            let isStored = try sharding.forEachMissingPiece(
                of: ChunkPart(whole: sharding.decoded.shape), in: source, worker: worker
            ) { _ in isAnyMissing = true }
            if isAnyMissing { try body(Region(whole: decoded.shape)) }
            return isStored
        }
        var order = Array(decoded.shape.indices)
        for codec in arrayToArray { if let permutation = codec.permutation { order = permutation.map { order[$0] } } }
        return try sharding.forEachMissingPiece(of: part.permuted(by: order), in: source, worker: worker) { piece in
            var region = piece
            for (place, axis) in order.enumerated() {
                region.origin[axis] = piece.origin[place]
                region.shape[axis] = piece.shape[place]
            }
            try body(region)
        }
    }

    /// Calls `body` with what the codecs from bytes to bytes decode to.
    private func withShardBytes<Result>(
        _ encoded: UnsafeRawBufferPointer, worker: CodecWorker, _ body: (UnsafeRawBufferPointer) throws -> Result
    ) throws -> Result {
        var output = worker.takeScratch()
        var other = worker.takeScratch()
        defer {
            worker.giveBack(output)
            worker.giveBack(other)
        }
        var current = encoded
        for place in bytesToBytes.indices.reversed() {
            let codec = bytesToBytes[place]
            do {
                if let slice = try codec.decodedSlice(of: current) {
                    current = slice
                    continue
                }
                try codec.decode(current, into: output, limit: sizeLimit(before: place, worker), worker: worker)
            } catch {
                throw error.at(codec: codec.v3.name)
            }
            current = UnsafeRawBufferPointer(output.bytes)
            swap(&output, &other)
        }
        return try body(current)
    }
}

extension BoundShardingCodec {
    fileprivate func forEachMissingPiece(
        of part: ChunkPart, in source: any ByteSource, worker: CodecWorker, _ body: (Region) throws -> Void
    ) throws -> Bool {
        guard let index = try readIndex(source, worker) else { return false }
        let shape = subchunks.decoded.shape
        let partition = try ChunkPartition(
            ResolvedSelection(part), grid: .regular(chunkShape: shape), shape: decoded.shape)
        var projection = ChunkProjection(rank: shape.count)
        for number in 0..<partition.count {
            partition.project(number, into: &projection)
            let origin = zip(projection.chunkIndices, shape).map { $0 * $1 }
            let subchunk = subchunkNumber(projection.chunkIndices)
            guard let range = try index.range(of: subchunk) else {
                try body(Region(origin: origin, shape: shape))
                continue
            }
            guard subchunks.mayMissPieces else { continue }
            let limit = subchunks.encodedSizeLimit(worker)
            guard range.count <= limit else { throw tooLarge(range, subchunk, limit) }
            let inner = SliceSource(source, offset: range.lowerBound, count: range.count)
            let isStored = try subchunks.forEachMissingPiece(of: ChunkPart(projection), in: inner, worker: worker) {
                piece in
                try body(Region(origin: zip(piece.origin, origin).map { $0 + $1 }, shape: piece.shape))
            }
            guard isStored else { throw vanished }
        }
        return true
    }
}
