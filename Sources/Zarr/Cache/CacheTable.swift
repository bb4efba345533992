/// The pieces of a cache, the one that was used last before the others. Guarded by the lock of the cache.
struct CacheTable {
    /// What a look found.
    enum Outcome { case hit, miss, coalesced }

    private let byteLimit: Int
    private var pieces: [PieceKey: CachedPiece] = [:]
    /// By the bytes of their places, so that those under a place are neighbours: every write asks for them.
    private var domains: [(domain: CacheDomain, number: Int)] = []
    private var nextDomain = 0
    private var newest: CachedPiece?
    private var oldest: CachedPiece?
    private var traces: [Int] = []
    private var counters = ChunkCache.Statistics()
    private var bytes = 0

    init(byteLimit: Int) { self.byteLimit = byteLimit }

    var statistics: ChunkCache.Statistics {
        var statistics = counters
        statistics.pieces = pieces.count
        statistics.bytes = bytes
        return statistics
    }

    mutating func number(of domain: CacheDomain) -> Int {
        let run = domainRun(under: domain.place)
        if let known = domains[run].first(where: { $0.domain == domain }) { return known.number }
        defer { nextDomain += 1 }
        domains.insert((domain, nextDomain), at: run.lowerBound)
        return nextDomain
    }

    func domains(under place: String) -> Set<Int> { Set(domains[domainRun(under: place)].map(\.number)) }

    /// Gives up the arrays under a place; their pieces must be gone.
    mutating func removeDomains(under place: String) { domains.removeSubrange(domainRun(under: place)) }

    private func domainRun(under place: String) -> Range<Int> {
        var lower = 0
        var upper = domains.count
        while lower < upper {
            let middle = lower + (upper - lower) / 2
            if domains[middle].domain.place.utf8.lexicographicallyPrecedes(place.utf8) {
                lower = middle + 1
            } else {
                upper = middle
            }
        }
        let end = domains[lower...].firstIndex { !$0.domain.place.utf8.starts(with: place.utf8) }
        return lower..<(end ?? domains.count)
    }

    func isLoaded(_ key: PieceKey) -> Bool { pieces[key]?.isLoaded ?? false }

    /// Leaves a trace of the key; whether there was one. A later key may wipe it out.
    mutating func isSeenAgain(_ key: PieceKey) -> Bool {
        if traces.isEmpty { traces = [Int](repeating: 0, count: Self.traceCount) }
        let hash = key.hashValue
        let place = Int(UInt(bitPattern: hash) % UInt(Self.traceCount))
        defer { traces[place] = hash }
        return traces[place] == hash
    }

    func isSeen(_ key: PieceKey) -> Bool {
        let hash = key.hashValue
        return !traces.isEmpty && traces[Int(UInt(bitPattern: hash) % UInt(Self.traceCount))] == hash
    }

    private static let traceCount = 4096

    /// The piece of this key, which becomes the newest; where there is none, an empty one takes the room of the oldest.
    mutating func piece(_ key: PieceKey, byteCount: Int, isAhead: Bool) -> (CachedPiece, Outcome, [CachedPiece]) {
        if let piece = pieces[key] {
            unlink(piece)
            link(piece)
            let outcome: Outcome = piece.isLoaded ? .hit : .coalesced
            if !isAhead { count(outcome, 1) }
            return (piece, outcome, [])
        }
        if !isAhead { count(.miss, 1) }
        var removed: [CachedPiece] = []
        while bytes + byteCount > byteLimit, let oldest {
            remove(oldest)
            removed.append(oldest)
            counters.evictions += 1
        }
        let piece = CachedPiece(key, byteCount: byteCount)
        pieces[key] = piece
        piece.isListed = true
        bytes += byteCount
        link(piece)
        return (piece, .miss, removed)
    }

    /// Counts what became of a look, where it was not what it looked like.
    mutating func correct(_ outcome: Outcome, _ loading: CachedPiece.Loading, isAhead: Bool) {
        if loading == .again { counters.stale += 1 }
        if isAhead {
            if loading != .none { counters.readAhead += 1 }
        } else if outcome != .miss {
            count(outcome, -1)
            count(.miss, 1)
        }
    }

    private mutating func count(_ outcome: Outcome, _ number: Int) {
        switch outcome {
        case .hit: counters.hits += number
        case .miss: counters.misses += number
        case .coalesced: counters.coalesced += number
        }
    }

    mutating func remove(_ piece: CachedPiece) {
        guard piece.isListed else { return }
        piece.isListed = false
        unlink(piece)
        bytes -= piece.byteCount
        pieces[piece.key] = nil
    }

    /// Removes the pieces whose key `isMeant`; the caller lets go of their memory outside the lock.
    mutating func removeAll(_ isMeant: (PieceKey) -> Bool) -> [CachedPiece] {
        let removed = pieces.values.filter { isMeant($0.key) }
        for piece in removed { remove(piece) }
        return removed
    }

    private mutating func link(_ piece: CachedPiece) {
        piece.newer = nil
        piece.older = newest
        newest?.newer = piece
        newest = piece
        if oldest == nil { oldest = piece }
    }

    private mutating func unlink(_ piece: CachedPiece) {
        if newest === piece { newest = piece.older }
        if oldest === piece { oldest = piece.newer }
        piece.older?.newer = piece.newer
        piece.newer?.older = piece.older
        piece.newer = nil
        piece.older = nil
    }
}
