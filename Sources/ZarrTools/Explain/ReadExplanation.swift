public import Zarr

/// What reading a selection touches, and what it costs beyond what is asked for.
public struct ReadExplanation: Sendable {
    /// One stored value that is touched.
    public struct Value: Sendable {
        /// The key in the store.
        public let key: String
        /// The size in bytes; nil where there is no such value, whose elements are fill.
        public let storedBytes: Int?
        /// The ranges that are read, one request each.
        public let ranges: [Range<Int>]
        /// How many of them are indexes of shards.
        public let indexReads: Int
        /// The bytes that come out of the codecs.
        public let decodedBytes: Int
        /// The chunks or subchunks that are touched, and those of them that a cache holds.
        public let pieces: Int
        /// Those of them that a cache holds.
        public let cachedPieces: Int
        /// What is asked of the store.
        public let requests: Int

        /// The bytes that are read.
        public var readBytes: Int { ranges.reduce(0) { $0 + $1.count } }
    }

    /// What a read took.
    public struct Run: Sendable {
        /// From the call to the result, in seconds.
        public let wall: Double
        /// The number of threads.
        public let workers: Int
        /// Finding and opening values, summed over the workers.
        public let open: Double
        /// Reading their bytes.
        public let get: Double
        /// Decoding, straight into the result where a chunk lies in one piece in it.
        public let decode: Double
        /// Copying decoded elements to the result.
        public let copy: Double
        /// What the store was asked, as it counted.
        public let requests: Int
        /// The bytes that it gave.
        public let readBytes: Int
    }

    /// Where the array is.
    public let location: String
    /// The values in the order of the grid.
    public let values: [Value]
    /// The elements that are asked for.
    public let elementCount: Int
    /// Their bytes.
    public let askedBytes: Int
    /// What the array is like: extents of what is asked for, of the array, of chunks, and of shards where there are any.
    let extents: [Int]
    let shape: [Int]
    let chunkShape: [Int]
    let isSharded: Bool
    let dataType: String
    /// The times, where the read was run.
    public var run: Run?

    /// What is asked of the store.
    public var requests: Int { values.reduce(0) { $0 + $1.requests } }
    /// The bytes that are read.
    public var readBytes: Int { values.reduce(0) { $0 + $1.readBytes } }
    /// The bytes that come out of the codecs.
    public var decodedBytes: Int { values.reduce(0) { $0 + $1.decodedBytes } }
    /// The bytes that are read for each that is asked for.
    public var readAmplification: Double { ratio(readBytes) }
    /// The bytes that are decoded for each that is asked for.
    public var decodeAmplification: Double { ratio(decodedBytes) }
    /// The values that are not there.
    public var missing: Int { values.count { $0.storedBytes == nil } }
    /// The chunks and subchunks that a cache holds.
    public var cacheHits: Int { values.reduce(0) { $0 + $1.cachedPieces } }
    /// The indexes of shards that are read, also for explaining.
    public var indexReads: Int { values.reduce(0) { $0 + $1.indexReads } }

    private func ratio(_ bytes: Int) -> Double { askedBytes > 0 ? Double(bytes) / Double(askedBytes) : 0 }

    /// Explains a read without doing it: opens the values that it touches and reads the indexes of shards, nothing else.
    ///
    /// - Throws: as reading does; ``ZarrError/Code/unsupported`` where the store must be awaited.
    public init(_ array: ZarrArray, _ selection: Selection = .all, location: String = "") async throws {
        let plan = try await array.readPlan(selection)
        self.location = location.isEmpty ? array.path : location
        values = plan.values.map { value in
            Value(
                key: value.key.path, storedBytes: value.size, ranges: value.reads.map(\.range),
                indexReads: value.reads.count(where: \.isIndex), decodedBytes: value.decodedBytes,
                pieces: value.pieces, cachedPieces: value.cachedPieces, requests: value.requests)
        }
        elementCount = plan.elementCount
        askedBytes = plan.askedBytes
        extents = plan.extents
        shape = array.shape
        chunkShape = array.chunkShape
        isSharded = array.shardShape != nil
        dataType = array.dataType.name
    }

    /// Explains a read, does it, and says where the time went.
    ///
    /// - Parameter workers: the number of threads; by default one per core.
    /// - Complexity: that of the read, and memory for its result.
    public static func running(
        _ array: ZarrArray, _ selection: Selection = .all, location: String = "", workers: Int? = nil
    ) async throws -> ReadExplanation {
        var explanation = try await ReadExplanation(array, selection, location: location)
        let (log, clock) = (RequestLog(), PhaseClock())
        let context = ZarrContext(workers: workers, clock: clock)
        let opened = try await ZarrArray.open(
            in: TimedStore(base: array.store.recorded(in: log), clock: clock), at: array.path, format: array.format,
            context: context)
        // What finds the names of axes is no part of the read.
        if selection.usesNames { _ = try await opened.dimensionNames() }
        log.reset()
        let start = ContinuousClock.now
        _ = try await opened.read(selection)
        let wall = (ContinuousClock.now - start).components
        let (open, get, copy) = (clock.seconds(.open), clock.seconds(.get), clock.seconds(.copy))
        explanation.run = Run(
            wall: Double(wall.seconds) + Double(wall.attoseconds) * 1e-18, workers: context.workers, open: open,
            get: get, decode: max(0, clock.seconds(.work) - open - get - copy), copy: copy, requests: log.count(.get),
            readBytes: log.bytes(.get))
        return explanation
    }
}
