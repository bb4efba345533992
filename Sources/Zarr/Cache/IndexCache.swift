import Synchronization
import ZarrBase
import ZarrStorage

/// The shard indexes of one array, decoded: a subchunk of a shard that was read before costs one request, not two.
///
/// What is kept belongs to one version of a value; a shard that somebody replaced has another.
final class IndexCache: Sendable {
    private let state = Mutex(State())

    /// Two generations: what was used since the last change of generations, and what was before. It is the least
    /// recently used that goes, without a list of who was used when.
    fileprivate struct State {
        var young: [Place: Entry] = [:]
        var old: [Place: Entry] = [:]
        var youngBytes = 0
    }

    fileprivate struct Place: Hashable {
        let key: StoreKey
        let range: Range<Int>
    }

    fileprivate struct Entry {
        let version: ValueVersion
        let index: any Sendable
    }

    /// The most that one generation holds, in bytes as they are stored: the indexes of 1000 shards of 2000 subchunks.
    private static let generationBytes = 32 << 20

    /// The index that was made of a range of this version of a value; else what `make` makes of it now.
    func index<Value: Sendable>(
        _ key: StoreKey, _ range: Range<Int>, _ version: ValueVersion, _ make: () throws -> Value?
    ) rethrows -> Value? {
        let place = Place(key: key, range: range)
        let known = state.withLock { state in state.find(place, version) }
        if let known = known as? Value { return known }
        guard let made = try make() else { return nil }
        guard version.isSettled else { return made }
        state.withLock { state in state.keep(Entry(version: version, index: made), at: place, Self.generationBytes) }
        return made
    }
}

extension IndexCache {
    /// Whether the index in this range of this version of a value is known.
    func holds(_ key: StoreKey, _ range: Range<Int>, _ version: ValueVersion) -> Bool {
        let place = Place(key: key, range: range)
        return state.withLock { state in (state.young[place] ?? state.old[place])?.version == version }
    }
}

extension IndexCache.State {
    fileprivate mutating func find(_ place: IndexCache.Place, _ version: ValueVersion) -> (any Sendable)? {
        if let entry = young[place] { return entry.version == version ? entry.index : nil }
        guard let entry = old[place], entry.version == version else { return nil }
        keep(entry, at: place, .max)
        return entry.index
    }

    fileprivate mutating func keep(_ entry: IndexCache.Entry, at place: IndexCache.Place, _ limit: Int) {
        if young.updateValue(entry, forKey: place) == nil { youngBytes += place.byteCount }
        guard youngBytes > limit else { return }
        old = young
        young = [:]
        youngBytes = 0
    }
}

extension IndexCache.Place {
    fileprivate var byteCount: Int { range.count + key.path.utf8.count + 64 }
}

/// An open shard whose indexes are looked for in a cache.
struct IndexedSource: ByteSource {
    private let base: any ByteSource
    private let key: StoreKey
    private let known: ValueVersion
    private let cache: IndexCache

    init(_ base: any ByteSource, _ key: StoreKey, _ version: ValueVersion, _ cache: IndexCache) {
        self.base = base
        self.key = key
        known = version
        self.cache = cache
    }

    /// An open value whose indexes are looked for in a cache, where there is one and the store tells versions.
    static func open(
        _ key: StoreKey, in store: any SynchronousStore, _ indexes: IndexCache?
    ) throws(ZarrError) -> (any ByteSource)? {
        guard let source = try store.source(for: key) else { return nil }
        guard let indexes, let version = source.version else { return source }
        return IndexedSource(source, key, version, indexes)
    }

    var version: ValueVersion? { known }
    var preferredReadSize: Int { base.preferredReadSize }
    func size() throws -> Int? { try base.size() }
    func read(_ ranges: [ByteRange]) throws -> [Bytes]? { try base.read(ranges) }
    func readAll(into scratch: ScratchBuffer) throws -> Bool { try base.readAll(into: scratch) }

    func read(_ range: ByteRange, into destination: UnsafeMutableRawBufferPointer) throws -> Bool {
        try base.read(range, into: destination)
    }

    func remembered<Value: Sendable>(_ range: ByteRange, _ make: (Bytes) throws -> Value) throws -> Value? {
        guard let size = try base.size() else { return nil }
        return try cache.index(key, range.resolved(in: size), known) { try base.read(range).map(make) }
    }
}
