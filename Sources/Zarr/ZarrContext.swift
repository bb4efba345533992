public import ZarrCodecs

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// What arrays share: the engine's workers and the limits that they keep.
///
/// An immutable value; the standard one serves a whole program.
public struct ZarrContext: Sendable {
    let pool: WorkerPool
    /// Where arrays that are opened with this context keep decoded chunks; nil where they keep none.
    public var cache: ChunkCache?
    /// What reads of arrays that are opened with this context make of chunks that are not stored.
    public var missingChunks = MissingChunks.fill
    /// Whether changes of metadata through this context are brought to the consolidated metadata of all groups above, where they
    /// have any; else it comes to be stale (``ZarrGroup/consolidatedStaleness()``).
    public var keepsConsolidated = false
    /// Whether blocks of N5 at the edge are written whole, as other writers than the Java library do; else they hold what lies in
    /// the array.
    public var padsEdges = false
    /// From which sizes on the engine goes another way.
    package var sizes = EngineSizes.standard
    /// Whether no other program writes to the stores meanwhile. Parts of values and metadata are then changed also in stores
    /// that are awaited and cannot keep writers apart; without it that is an error. Local files are locked all the same.
    public var isOnlyWriter = false
    /// After how long somebody who has said nothing in a store that has no locks of its own is taken for dead.
    package var lease = Duration.seconds(60)
    /// What happens to a remark about odd but readable data, such as two documents that describe one node.
    public var warn: @Sendable (String) -> Void

    /// A context with workers of its own.
    ///
    /// - Parameters:
    ///   - workers: the number of threads that decode and encode; by default one per core.
    ///   - memory: the bytes that all reads and writes in flight may take together beside their results, in scratch memory
    ///     and stored bytes; by default a quarter of the machine's. What finds no room waits for its turn; a chunk that
    ///     takes more is worked on alone.
    ///   - limits: ceilings against bytes that lie about their size.
    ///   - cache: where decoded chunks are kept for the next read; by default none are.
    public init(
        workers: Int? = nil, memory: Int? = nil, limits: DecodingLimits = DecodingLimits(), cache: ChunkCache? = nil,
        warn: @escaping @Sendable (String) -> Void = { _ in }
    ) {
        pool = WorkerPool(
            width: workers ?? Int(sysconf(Int32(_SC_NPROCESSORS_ONLN))), memory: memory ?? Self.machineMemory / 4,
            limits: limits)
        self.cache = cache
        self.warn = warn
    }

    /// The number of threads that decode and encode.
    public var workers: Int { pool.width }

    /// A context with workers of its own whose phases are timed.
    package init(workers: Int? = nil, clock: PhaseClock) {
        pool = WorkerPool(
            width: workers ?? Int(sysconf(Int32(_SC_NPROCESSORS_ONLN))), memory: Self.machineMemory / 4,
            limits: DecodingLimits(), clock: clock)
        warn = { _ in }
    }

    private static var machineMemory: Int {
        let pages = Int(sysconf(Int32(_SC_PHYS_PAGES)))
        let size = pages.multipliedReportingOverflow(by: Int(sysconf(Int32(_SC_PAGESIZE))))
        return pages > 0 && !size.overflow && size.partialValue > 0 ? size.partialValue : 4 << 30
    }

    /// The same workers with another ear for remarks.
    public func warning(_ warn: @escaping @Sendable (String) -> Void) -> ZarrContext {
        var context = self
        context.warn = warn
        return context
    }

    /// The same workers with a cache for decoded chunks, or without one.
    public func caching(in cache: ChunkCache?) -> ZarrContext {
        var context = self
        context.cache = cache
        return context
    }

    /// The same workers with another way to take chunks that are not stored.
    public func taking(missingChunks: MissingChunks) -> ZarrContext {
        var context = self
        context.missingChunks = missingChunks
        return context
    }

    /// The same workers, where changes of metadata keep consolidated metadata current or leave it as it is.
    public func keepingConsolidated(_ keeps: Bool = true) -> ZarrContext {
        var context = self
        context.keepsConsolidated = keeps
        return context
    }

    /// One worker per core.
    public static let standard = ZarrContext()
}
