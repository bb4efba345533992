import Synchronization
import ZarrBase
import ZarrCodecs
import ZarrFormats
import ZarrIndexing
import ZarrStorage

/// The cache as one array uses it.
final class CachedArray: Sendable {
    let cache: ChunkCache
    /// The store and the path in it, by which writes are told.
    let place: String
    let walk = Mutex(SequentialReads())
    /// What decodes ahead of the reads now.
    let ahead = Mutex<Job?>(nil)
    private let domain = Mutex<Int?>(nil)
    /// Whether another array may find what was kept for this one.
    private let isShared: Bool

    private static let unnamed = Atomic<Int>(0)

    init(_ cache: ChunkCache, _ storage: NodeStorage) {
        self.cache = cache
        // A store that does not say which it is shares with nobody.
        isShared = storage.store.identity != nil
        let identity =
            storage.store.identity ?? "unnamed:\(Self.unnamed.add(1, ordering: .relaxed).newValue)"
        place = identity + "/" + storage.prefix.path
    }

    deinit {
        guard !isShared, domain.withLock({ $0 }) != nil else { return }
        cache.forget(place, forGood: true)
    }

    /// The pieces of a stored value.
    func key(_ value: StoreKey, _ chunks: ChunkAccess) -> PieceKey {
        let number = domain.withLock { domain in
            if let domain { return domain }
            let number = cache.domain(CacheDomain(place: place, layout: chunks.pipelines.layout))
            domain = number
            return number
        }
        return PieceKey(domain: number, value: value, piece: 0)
    }

    /// Reads a part of a chunk through the cache.
    ///
    /// - Parameter target: nil where the pieces are only to be there.
    /// - Returns: false where the cache has nothing to do with it, and nothing was written then.
    func read(
        _ part: ChunkPart, of value: CachedValue, from store: any SynchronousStore, into target: ArrayTarget?,
        _ worker: CodecWorker
    ) throws -> Bool {
        let pipeline = value.pipeline
        guard let shape = pipeline.cachedShape,
            target == nil || keeps(shape, pipeline, value.key, isWhole: value.isWhole, leavesTrace: true)
        else { return false }
        var version: ValueVersion?
        if cache.freshness == .checked {
            version = try store.version(of: value.key.value)
            // No such value, or no word of its state.
            if version == nil { return false }
        }
        let run = PieceRun(
            shape: shape, byteCount: shape.reduce(pipeline.decoded.dataType.byteCount, *), pipeline: pipeline,
            source: LazySource(store: store, key: value.key.value, indexes: value.indexes))
        try forEachPiece(part, shape, pipeline, value.key) { key, origin, part, projection in
            try read(part, run, key, origin, version, projection.map { target?.shifted(to: $0) } ?? target, worker)
        }
        return true
    }

    /// Whether a part of a value is read through the cache.
    ///
    /// - Parameter isWhole: whether all of it is read: that leaves but a trace the first time.
    func keeps(
        _ shape: [Int], _ pipeline: CodecPipeline, _ key: PieceKey, isWhole: Bool, leavesTrace: Bool = false
    ) -> Bool {
        guard let count = try? shape.elementCount(),
            let byteCount = try? count.checkedTimes(pipeline.decoded.dataType.byteCount), byteCount > 0,
            byteCount <= cache.byteLimit / 2
        else { return false }
        if !isWhole || cache.holds([key]) { return true }
        return leavesTrace ? cache.isReadAgain(key) : cache.wasRead(key)
    }

    /// Calls `body` for each piece of a value that a part touches: its key, its first element in the chunk, the part of it,
    /// and where that lies in the part; nil where the chunk is the piece.
    func forEachPiece(
        _ part: ChunkPart, _ shape: [Int], _ pipeline: CodecPipeline, _ key: PieceKey,
        _ body: (PieceKey, [Int], ChunkPart, ChunkProjection?) throws -> Void
    ) throws {
        guard shape != pipeline.decoded.shape else {
            return try body(key, [Int](repeating: 0, count: shape.count), part, nil)
        }
        let pieces = try ChunkPartition(
            ResolvedSelection(
                axes: part.start.indices.map {
                    ResolvedSelection.Axis(start: part.start[$0], step: part.step[$0], count: part.count[$0])
                }),
            grid: .regular(chunkShape: shape), shape: pipeline.decoded.shape)
        var projection = ChunkProjection(rank: shape.count)
        var key = key
        for number in 0..<pieces.count {
            pieces.project(number, into: &projection)
            key.piece = Self.number(of: projection.chunkIndices, shape, in: pipeline.decoded.shape)
            try body(
                key, zip(projection.chunkIndices, shape).map { $0 * $1 }, ChunkPart(projection), projection)
        }
    }

    /// The number of a piece in C order of the pieces of its chunk.
    static func number(of indices: [Int], _ shape: [Int], in chunk: [Int]) -> Int {
        var number = 0
        for axis in shape.indices { number = number * (chunk[axis] / max(1, shape[axis])) + indices[axis] }
        return number
    }

    private struct PieceRun {
        let shape: [Int]
        let byteCount: Int
        let pipeline: CodecPipeline
        let source: LazySource
    }

    /// Reads a part of one piece, counted from its first element.
    private func read(
        _ part: ChunkPart, _ run: PieceRun, _ key: PieceKey, _ origin: [Int], _ version: ValueVersion?,
        _ target: ArrayTarget?, _ worker: CodecWorker
    ) throws {
        let elementSize = run.pipeline.decoded.dataType.byteCount
        var strides = StridedCopy.contiguousStrides(run.shape, elementSize: elementSize)
        let block = try cache.elements(
            of: key, byteCount: run.byteCount, version: version, isAhead: target == nil
        ) { block in
            guard let source = try run.source.open() else { return nil }
            let whole = ChunkPart(
                start: origin, step: [Int](repeating: 1, count: origin.count), count: run.shape)
            let isStored = try run.pipeline.decode(
                source, whole, into: ArrayTarget(base: block.baseAddress, strides: strides), worker: worker)
            return isStored ? LoadedVersion(version: source.version) : nil
        }
        guard let target else { return }
        guard let block else { return try target.fill(part.count, of: run.pipeline.decoded) }
        var base = UnsafeRawPointer(block.baseAddress)
        for axis in strides.indices {
            base += part.start[axis] * strides[axis]
            strides[axis] *= part.step[axis]
        }
        let place = (base: base, strides: strides)
        worker.copying {
            StridedCopy.copy(
                from: place.base, strides: place.strides, to: target.base, strides: target.strides, shape: part.count,
                elementSize: elementSize)
        }
        withExtendedLifetime(block) {}
    }
}

/// A stored value as the cache sees it.
struct CachedValue {
    let key: PieceKey
    let pipeline: CodecPipeline
    /// The shard indexes that were read so far.
    let indexes: IndexCache?
    /// Whether all of it is read.
    let isWhole: Bool
}

/// A value that is opened when the first piece of it is missed.
private final class LazySource {
    private let store: any SynchronousStore
    private let key: StoreKey
    private let indexes: IndexCache?
    private var source: RememberingSource?
    private var isOpen = false

    init(store: any SynchronousStore, key: StoreKey, indexes: IndexCache?) {
        self.store = store
        self.key = key
        self.indexes = indexes
    }

    func open() throws -> RememberingSource? {
        if isOpen { return source }
        source = try IndexedSource.open(key, in: store, indexes).map { RememberingSource($0) }
        isOpen = true
        return source
    }
}
