import Synchronization
import ZarrBase
import ZarrStorage

/// Decoded chunks, and subchunks of shards, that are kept for the next read: for reads that come back to a chunk, as slabs
/// that are thinner than it, overlapping boxes, or tiles that are shown again.
///
/// One cache may serve many arrays: give it to a context (``ZarrContext/init(workers:memory:limits:cache:warn:)``) or to an
/// array when it is opened. Tasks that miss the same chunk decode it once. What was not asked for longest goes first. It is
/// passed by where it could only cost: by reads of a whole array, or of more than half of what it holds; by chunks that are
/// read whole, until they are read a second time; by elements that are stored as they are, or are of variable length; and
/// by stores that must be awaited.
///
/// Reads that walk along an axis are noticed at the third step; the chunks ahead are then decoded by workers that have
/// nothing else to do.
public final class ChunkCache: Sendable {
    /// When a kept chunk may be used without decoding it again.
    public enum Freshness: Sendable, Hashable {
        /// When the store tells that the stored value is as it was: which file it is, its size, and when it changed. Costs
        /// one such question a read and stored value. Nothing is kept of stores that do not tell.
        case checked
        /// Always: nobody but this process changes the arrays. Its own writes are noticed.
        case assumed
    }

    /// The most that decoded chunks may take, in bytes.
    public let byteLimit: Int
    /// When a kept chunk may be used.
    public let freshness: Freshness
    /// Whether chunks are decoded ahead of reads that walk along an axis.
    public let readsAhead: Bool

    private let table: Mutex<CacheTable>

    /// An empty cache.
    ///
    /// - Parameters:
    ///   - byteLimit: the most that decoded chunks may take. What a read still uses while it is replaced comes on top.
    ///   - freshness: when a kept chunk may be used without decoding it again.
    ///   - readsAhead: whether chunks are decoded ahead of reads that walk along an axis.
    public init(byteLimit: Int, freshness: Freshness = .checked, readsAhead: Bool = true) {
        self.byteLimit = max(0, byteLimit)
        self.freshness = freshness
        self.readsAhead = readsAhead
        table = Mutex(CacheTable(byteLimit: self.byteLimit))
        if freshness == .assumed { WriteNotices.shared.add(self) }
    }

    /// What came of the reads so far.
    public var statistics: Statistics { table.withLock { $0.statistics } }

    /// Forgets all chunks; the counters stay.
    public func removeAll() {
        let removed = table.withLock { $0.removeAll { _ in true } }
        withExtendedLifetime(removed) {}
    }

    /// What came of reads through a cache. A piece is a chunk, or a subchunk where the array is sharded.
    public struct Statistics: Sendable, Hashable {
        /// Nothing yet.
        public init() {}

        /// Pieces that were there.
        public var hits = 0
        /// Pieces that had to be decoded.
        public var misses = 0
        /// Pieces that another task was decoding: it was waited for.
        public var coalesced = 0
        /// Pieces that were decoded ahead of the reads.
        public var readAhead = 0
        /// Pieces that made room for others.
        public var evictions = 0
        /// Pieces whose stored value had changed.
        public var stale = 0
        /// Pieces that are kept now.
        public var pieces = 0
        /// What they take, in bytes.
        public var bytes = 0
    }
}

extension ChunkCache {
    /// A number for the arrays of one place and layout, by which their pieces are found.
    func domain(_ domain: CacheDomain) -> Int { table.withLock { $0.number(of: domain) } }

    /// Whether the piece is there, decoded.
    func holds(_ keys: [PieceKey]) -> Bool { table.withLock { table in keys.allSatisfy { table.isLoaded($0) } } }

    /// Whether a value that is read as a whole was so before: the first time leaves only a trace.
    func isReadAgain(_ key: PieceKey) -> Bool { table.withLock { $0.isSeenAgain(key) } }

    /// Whether a value was read as a whole before.
    func wasRead(_ key: PieceKey) -> Bool { table.withLock { $0.isSeen(key) } }

    /// The elements of a piece in C order, decoded by `load` where they are not there in this version.
    ///
    /// - Parameters:
    ///   - version: that of the stored value, nil where freshness is assumed.
    ///   - load: fills the memory; the version of what it read, nil where there is no stored value.
    /// - Returns: nil where there is no stored value.
    func elements(
        of key: PieceKey, byteCount: Int, version: ValueVersion?, isAhead: Bool = false,
        _ load: (MemoryBlock) throws -> LoadedVersion?
    ) throws -> MemoryBlock? {
        let (piece, outcome, removed) = table.withLock { $0.piece(key, byteCount: byteCount, isAhead: isAhead) }
        withExtendedLifetime(removed) {}
        var loaded = CachedPiece.Loading.none
        do {
            let block = try piece.elements(version: version, &loaded, load)
            if loaded != .none || block == nil {
                table.withLock { $0.correct(outcome, loaded, isAhead: isAhead) }
            }
            if block == nil || !piece.isLoaded { remove(piece) }
            return block
        } catch {
            remove(piece)
            throw error
        }
    }

    private func remove(_ piece: CachedPiece) { table.withLock { $0.remove(piece) } }

    /// Forgets what was decoded of the values under a place.
    ///
    /// - Parameter forGood: whether nobody will ask for these arrays again.
    func forget(_ place: String, forGood: Bool = false) {
        let removed = table.withLock { table in
            let domains = table.domains(under: place)
            if forGood { table.removeDomains(under: place) }
            return domains.isEmpty ? [] : table.removeAll { domains.contains($0.domain) }
        }
        withExtendedLifetime(removed) {}
    }
}

/// The version of a stored value that was decoded; nil in it where the store tells none.
struct LoadedVersion {
    var version: ValueVersion?
}
