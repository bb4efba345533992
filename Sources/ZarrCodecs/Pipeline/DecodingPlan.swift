package import ZarrBase
import ZarrIndexing

/// What decoding a part of a value asks its source for, found without reading more than the indexes of shards.
package struct DecodingPlan: Sendable {
    /// One range of the value.
    package struct Read: Sendable, Hashable {
        package let range: Range<Int>
        /// Whether it is the index of a shard.
        package let isIndex: Bool
    }

    /// The requests, in the order in which they are made.
    package private(set) var reads: [Read] = []
    /// The bytes that come out of the codecs, asked for or not.
    package private(set) var decodedBytes = 0
    /// The subchunks that are touched, of a value without subchunks itself.
    package private(set) var pieces = 0
    /// Those of them that hold nothing but fill.
    package private(set) var missingPieces = 0

    /// A plan of nothing.
    package init() {}

    /// Adds what decoding `part` takes.
    ///
    /// - Parameters:
    ///   - source: the open value; only indexes are read of it.
    ///   - strides: between the elements of the result, in bytes: what lies in one piece is read in one.
    package mutating func add(
        _ part: ChunkPart, of pipeline: CodecPipeline, from source: RememberingSource, strides: [Int],
        _ worker: CodecWorker
    ) throws {
        guard let size = try source.size() else { return }
        try add(part, of: pipeline, from: source, at: 0, size: size, strides: strides, worker)
    }

    private mutating func add(
        _ part: ChunkPart, of pipeline: CodecPipeline, from source: any ByteSource, at offset: Int, size: Int,
        strides: [Int]?, _ worker: CodecWorker
    ) throws {
        guard pipeline.readsPartially else {
            if try addBlocks(part, of: pipeline, from: source, size: size) { return }
            decodedBytes += decodedSize(of: part, by: pipeline)
            return addWhole(at: offset, size: size)
        }
        var order = Array(part.start.indices)
        for codec in pipeline.arrayToArray {
            if let permutation = codec.permutation { order = permutation.map { order[$0] } }
        }
        let inner = part.permuted(by: order)
        // Codecs that change elements work in scratch memory, where a part lies in one piece.
        let target = pipeline.permutation == nil ? nil : strides.map { strides in order.map { strides[$0] } }
        switch pipeline.arrayToBytes {
        case let sharding as BoundShardingCodec:
            try add(inner, of: sharding, from: source, at: offset, size: size, strides: target, worker)
        case let bytes as BoundBytesCodec:
            addSlabs(inner, of: bytes, at: offset, size: size, strides: target, source.preferredReadSize)
        default:
            decodedBytes += pipeline.decoded.byteCount
            addWhole(at: offset, size: size)
        }
    }

    private mutating func addWhole(at offset: Int, size: Int) {
        reads.append(Read(range: offset..<offset + size, isIndex: false))
        pieces += 1
    }

    private func decodedSize(of part: ChunkPart, by pipeline: CodecPipeline) -> Int {
        pipeline.permutation.flatMap { pipeline.prefixSize(for: part.permuted(by: $0)) } ?? pipeline.decoded.byteCount
    }

    /// Adds the blocks that a local file is decoded from; false where the value is read whole. Reads their places.
    private mutating func addBlocks(
        _ part: ChunkPart, of pipeline: CodecPipeline, from source: any ByteSource, size: Int
    ) throws -> Bool {
        guard source.preferredReadSize < .max, pipeline.bytesToBytes.count == 1, let permutation = pipeline.permutation,
            let (codec, elements) = pipeline.blockCodec
        else { return false }
        var front: [Range<Int>] = []
        var length = CodecPipeline.firstRead(of: size)
        while true {
            front.append(0..<length)
            guard let bytes = try source.read(.bounded(offset: 0, length: length)) else { return false }
            switch try bytes.withUnsafeBytes({ bytes throws(ZarrError) in try codec.blocks(in: bytes, of: size) }) {
            case nil: break
            case .needs(let more)?:
                guard more > length, more <= size else { break }
                length = more
                continue
            case .blocks(let blocks)?:
                reads += front.map { Read(range: $0, isIndex: false) }
                guard pipeline.keepsElementsWhole(blocks, elements) else { return false }
                let part = part.permuted(by: permutation)
                let nowhere = UnsafeMutableRawPointer(bitPattern: 1)
                guard let nowhere else { return false }
                let scatter = BlockScatter(
                    elements, part, ArrayTarget(base: nowhere, strides: part.count.map { _ in 0 }))
                for run in pipeline.runs(of: blocks, for: scatter) {
                    if length < size { reads.append(Read(range: run.encoded, isIndex: false)) }
                    for block in run.blocks { decodedBytes += blocks.decodedRange(block).count }
                }
                pieces += 1
                return true
            }
            reads += front.map { Read(range: $0, isIndex: false) }
            return false
        }
    }

    private mutating func addSlabs(
        _ part: ChunkPart, of codec: BoundBytesCodec, at offset: Int, size: Int, strides: [Int]?, _ readSize: Int
    ) {
        pieces += 1
        let chunk = codec.decoded
        let isWhole = part.covers(chunk.shape)
        let isContiguous =
            strides.map { strides in
                var expected = chunk.dataType.byteCount
                return chunk.shape.indices.reversed().allSatisfy { axis in
                    if chunk.shape[axis] == 1 { return true }
                    defer { expected *= chunk.shape[axis] }
                    return strides[axis] == expected
                }
            } ?? true
        if isWhole, readSize == .max || codec.isIdentity && isContiguous {
            reads.append(Read(range: offset..<offset + size, isIndex: false))
            decodedBytes += chunk.byteCount
            return
        }
        for slab in SlabPlan(chunk, part, pieceSize: Swift.min(readSize, BoundBytesCodec.slabSize)) {
            let start = offset + slab.offset
            reads.append(Read(range: start..<start + slab.byteCount, isIndex: false))
            decodedBytes += slab.byteCount
        }
    }

    private mutating func add(
        _ part: ChunkPart, of sharding: BoundShardingCodec, from source: any ByteSource, at offset: Int, size: Int,
        strides: [Int]?, _ worker: CodecWorker
    ) throws {
        let start = sharding.indexLocation == .start ? offset : offset + max(0, size - sharding.indexSize)
        let read = Read(range: start..<start + min(size, sharding.indexSize), isIndex: true)
        // Asked for again it is remembered.
        if !reads.contains(read) { reads.append(read) }
        guard let index = try sharding.readIndex(source, worker) else { return }
        let partition = try ChunkPartition(
            ResolvedSelection(
                axes: part.start.indices.map {
                    ResolvedSelection.Axis(start: part.start[$0], step: part.step[$0], count: part.count[$0])
                }),
            grid: .regular(chunkShape: sharding.subchunks.decoded.shape), shape: sharding.decoded.shape)
        var projection = ChunkProjection(rank: part.start.count)
        var stored: [BoundShardingCodec.StoredSubchunk] = []
        for number in 0..<partition.count {
            partition.project(number, into: &projection)
            if let range = try index.range(of: sharding.subchunkNumber(projection.chunkIndices)) {
                stored.append(BoundShardingCodec.StoredSubchunk(number: number, range: range))
            } else {
                pieces += 1
                missingPieces += 1
            }
        }
        stored.sort { $0.range.lowerBound < $1.range.lowerBound }
        var next = 0
        while next < stored.count {
            partition.project(stored[next].number, into: &projection)
            let range = stored[next].range
            if sharding.subchunks.readsPartially, !projection.isWholeChunk {
                try add(
                    ChunkPart(projection), of: sharding.subchunks,
                    from: SliceSource(source, offset: range.lowerBound, count: range.count),
                    at: offset + range.lowerBound, size: range.count, strides: strides, worker)
                next += 1
                continue
            }
            let end = sharding.endOfRun(stored, from: next, pieceSize: source.preferredReadSize)
            let run = stored[next..<end]
            if source.preferredReadSize == .max {
                for subchunk in run { addRead(subchunk.range, at: offset) }
            } else {
                addRead(range.lowerBound..<run.reduce(range.upperBound) { max($0, $1.range.upperBound) }, at: offset)
            }
            for subchunk in run {
                partition.project(subchunk.number, into: &projection)
                decodedBytes += decodedSize(of: ChunkPart(projection), by: sharding.subchunks)
            }
            pieces += run.count
            next = end
        }
    }

    private mutating func addRead(_ range: Range<Int>, at offset: Int) {
        reads.append(Read(range: range.lowerBound + offset..<range.upperBound + offset, isIndex: false))
    }
}
