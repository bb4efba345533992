import ZarrBase
import ZarrCodecs
import ZarrFormats
import ZarrIndexing
import ZarrStorage

/// Where the chunks of one array lie and how they are decoded: what the engine needs to know of an array.
struct ChunkAccess: Sendable {
    let store: any ReadableStore
    let prefix: StorePrefix
    let shape: [Int]
    let grid: ChunkGrid
    let keyEncoding: ChunkKeyEncoding
    var pipelines: ChunkPipelines
    /// The shape of the pieces in which a large chunk may be decoded by several workers; that of a subchunk.
    let subchunkShape: [Int]?
    /// The shard indexes that were read so far; nil where the array has no shards.
    let indexes: IndexCache?
    /// From which sizes on the engine goes another way.
    let sizes: EngineSizes
    /// Whether chunks at the edge are written without what lies past the array.
    let truncatesEdges: Bool
    var isWriting = false
    /// Where decoded chunks are kept; nil where this read does not use any.
    var cached: CachedArray?

    /// An open value; nil where there is none. The indexes of its shards are not read again as long as it is the same.
    func source(for key: StoreKey, in store: any SynchronousStore) throws(ZarrError) -> (any ByteSource)? {
        try IndexedSource.open(key, in: store, indexes)
    }

    /// The same chunks for a write with these options.
    func writing(_ options: WriteOptions) -> ChunkAccess {
        var access = self
        access.isWriting = true
        guard options.storesFillChunks, pipeline.mayMissPieces else { return access }
        access.pipelines = pipelines.storingFill
        return access
    }

    /// The codecs of the largest chunk.
    var pipeline: CodecPipeline { pipelines.largest }

    /// The codecs of the chunk that a projection is of.
    func pipeline(for projection: ChunkProjection) throws(ZarrError) -> CodecPipeline {
        try pipeline(projection.chunkShape, projection.chunkIndices)
    }

    /// The codecs of the chunk that some elements are gathered from.
    func pipeline(for gather: Gather) throws(ZarrError) -> CodecPipeline {
        try pipeline(gather.chunkShape, gather.chunkIndices)
    }

    private func pipeline(_ chunkShape: [Int], _ indices: [Int]) throws(ZarrError) -> CodecPipeline {
        guard isWriting, truncatesEdges else { return try pipelines.pipeline(forChunkOf: chunkShape) }
        // Such grids are regular.
        let inArray = chunkShape.indices.map { min(chunkShape[$0], shape[$0] - indices[$0] * chunkShape[$0]) }
        return try pipelines.pipeline(forChunkOf: inArray)
    }

    func key(_ projection: ChunkProjection) -> StoreKey { key(projection.chunkIndices) }

    func key(_ indices: [Int]) -> StoreKey { StoreKey(unchecked: keyEncoding.key(for: indices, under: prefix.path)) }

    /// Whether work on so many chunks is done before another thread would have woken up: then the caller's own does it.
    func isQuick(_ count: Int, _ selection: ResolvedSelection) -> Bool {
        let part = selection.elementCount.multipliedReportingOverflow(by: max(1, elementSize))
        guard !part.overflow else { return false }
        if pipeline.compressesPieces, let subchunkShape {
            let subchunk = (try? subchunkShape.elementCount().checkedTimes(max(1, elementSize))) ?? .max
            // One subchunk is decoded by one worker, whoever it is.
            if touchedBytes(selection, units: subchunkShape) ?? .max > max(subchunk, sizes.quickDecoded) {
                return false
            }
        }
        if pipeline.readsPartially {
            guard part.partialValue <= sizes.quick else { return false }
            return pipeline.compressesPieces || readCost(of: selection, chunkCount: count) <= sizes.quick
        }
        let whole = count.multipliedReportingOverflow(by: max(1, pipeline.decoded.byteCount))
        return !whole.overflow && whole.partialValue <= sizes.quick
    }

    /// How long uncompressed chunks are read, as the bytes that are copied meanwhile.
    private func readCost(of selection: ResolvedSelection, chunkCount: Int) -> Int {
        let shape = pipeline.decoded.shape
        var part = ChunkPart(whole: shape)
        // A selection that lies across the edge of a chunk is no more work than one beside it.
        var parts = 1
        for (axis, selected) in selection.axes.enumerated() {
            part.step[axis] = min(selected.step, shape[axis])
            part.count[axis] = min(selected.count, shape[axis].dividedRoundingUp(by: part.step[axis]))
            parts *= selected.count.dividedRoundingUp(by: max(1, part.count[axis]))
        }
        let (reading, overflow) = pipeline.readCost(of: part).multipliedReportingOverflow(by: parts)
        let (sum, isLarge) = reading.addingReportingOverflow(chunkCount * CodecPipeline.requestCost)
        return overflow || isLarge ? .max : sum
    }

    /// What a worker takes beside the result while it decodes a chunk, in bytes: its stored form and the elements of the part
    /// that is decoded at once.
    var readMemory: Int { Self.twice(pipeline.pieceShape.flatMap { try? $0.elementCount() }, pipeline.decoded) }

    /// What a worker takes beside the caller's memory while it writes a chunk, in bytes: its elements and its stored form.
    var writeMemory: Int { Self.twice(nil, pipeline.decoded) }

    /// What a task takes that fetches what it needs of a chunk, in bytes: parts of shards come all at once.
    func fetchMemory(of elementCount: Int) -> Int {
        guard pipeline.readsPartially else { return readMemory }
        let fetched = elementCount.multipliedReportingOverflow(by: max(1, elementSize))
        let sum = readMemory.addingReportingOverflow(fetched.partialValue)
        return fetched.overflow || sum.overflow ? .max : sum.partialValue
    }

    private static func twice(_ elementCount: Int?, _ chunk: ChunkRepresentation) -> Int {
        let elements = elementCount.map { $0.multipliedReportingOverflow(by: chunk.dataType.byteCount) }
        let size = elements.flatMap { $0.overflow ? nil : $0.partialValue } ?? chunk.byteCount
        let both = size.multipliedReportingOverflow(by: 2)
        return both.overflow ? .max : both.partialValue
    }

    /// The size of the elements, in bytes.
    var elementSize: Int { pipeline.decoded.dataType.byteCount }
}
