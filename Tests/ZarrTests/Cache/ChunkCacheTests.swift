import Foundation
import Testing
import Zarr
import ZarrTesting

/// What is decoded once and what again, told by the requests that reach the store and by the cache's own counters.
@Suite struct ChunkCacheTests {
    let base = MemoryStore()
    let log = RequestLog()

    private func values(_ shape: [Int], from first: Int32 = 0) throws -> NDArray<Int32> {
        try NDArray(shape: shape, (0..<shape.reduce(1, *)).map { first + Int32($0) })
    }

    /// An array of consecutive numbers that is read through a cache, by a store that counts.
    private func array(
        _ shape: [Int], chunks: [Int], shards: [Int]? = nil, _ cache: ChunkCache, codecs: [CodecChoice] = [.zstd()]
    ) async throws -> ZarrArray {
        let written = try await ZarrArray.create(
            in: base, at: "a",
            ArrayLayout(shape: shape, dataType: .int32, chunks: chunks, shards: shards, codecs: codecs), overwrite: true
        )
        try await written.write(values(shape))
        return try await ZarrArray.open(in: RecordingStore(base, log: log), at: "a", cache: cache)
    }

    private func walk(_ array: ZarrArray, by rows: Int) async throws {
        let (count, columns) = (array.shape[0], array.shape[1])
        for row in stride(from: 0, to: count, by: rows) {
            let end = min(count, row + rows)
            let found = try await array.read([row..<end, .all], as: Int32.self).elements
            #expect(found == (row * columns..<end * columns).map { Int32($0) })
        }
    }

    @Test(arguments: [ChunkCache.Freshness.checked, .assumed])
    func slabsDecodeEachChunkOnce(freshness: ChunkCache.Freshness) async throws {
        let cache = ChunkCache(byteLimit: 1 << 20, freshness: freshness, readsAhead: false)
        let array = try await array([64, 32], chunks: [16, 16], cache)
        log.reset()
        try await walk(array, by: 3)
        #expect(log.count(.get) == 8)
        let touched = cache.statistics.hits + cache.statistics.misses
        #expect(cache.statistics.misses == 8)
        #expect(cache.statistics.bytes == 64 * 32 * 4)
        #expect(log.count(.version) == (freshness == .checked ? touched : 0))
        log.reset()
        try await walk(array, by: 3)
        #expect(log.count(.get) == 0)
        #expect(cache.statistics.misses == 8)
    }

    @Test func ofShardsTheSubchunksAreKept() async throws {
        let cache = ChunkCache(byteLimit: 1 << 20, readsAhead: false)
        let array = try await array([64, 32], chunks: [8, 8], shards: [32, 32], cache)
        log.reset()
        _ = try await array.read([0..<2, 0..<8], as: Int32.self)
        #expect(log.count(.get) == 2)
        #expect(cache.statistics.bytes == 8 * 8 * 4)
        log.reset()
        try await walk(array, by: 3)
        #expect(cache.statistics.misses == 32)
        #expect(cache.statistics.pieces == 32)
        log.reset()
        try await walk(array, by: 3)
        #expect(log.count(.get) == 0)
    }

    @Test func rawChunksPassItBy() async throws {
        let cache = ChunkCache(byteLimit: 1 << 20)
        let array = try await array([64, 32], chunks: [16, 16], cache, codecs: [])
        try await walk(array, by: 3)
        #expect(cache.statistics == ChunkCache.Statistics())
        #expect(log.count(.version) == 0)
    }

    @Test func streamingReadsPassItBy() async throws {
        let cache = ChunkCache(byteLimit: 4096)
        let array = try await array([64, 32], chunks: [16, 16], cache)
        _ = try await array.read(as: Int32.self)
        _ = try await array.read([0..<30, .all], as: Int32.self)
        #expect(cache.statistics == ChunkCache.Statistics())
        // A chunk that is read whole leaves a trace, and is kept the second time.
        for expected in [0, 1, 1] {
            _ = try await array.read([0..<16, 0..<16], as: Int32.self)
            #expect(cache.statistics.pieces == expected)
        }
        #expect(cache.statistics.hits == 1)
    }

    @Test func whatWasNotAskedForLongestGoesFirst() async throws {
        let chunk = 16 * 16 * 4
        let cache = ChunkCache(byteLimit: 2 * chunk, readsAhead: false)
        let array = try await array([64, 16], chunks: [16, 16], cache)
        for row in [0, 16, 0, 32, 0, 16, 48] {
            #expect(try await array.read([.index(row), 3], as: Int32.self).elements == [Int32(row * 16 + 3)])
            #expect(cache.statistics.bytes <= cache.byteLimit)
        }
        #expect(cache.statistics.misses == 5)
        #expect(cache.statistics.hits == 2)
        #expect(cache.statistics.evictions == 3)
        cache.removeAll()
        #expect(cache.statistics.bytes == 0 && cache.statistics.pieces == 0)
    }

    @Test func tasksThatMissTheSameChunkDecodeItOnce() async throws {
        let cache = ChunkCache(byteLimit: 4 << 20, readsAhead: false)
        let written = try await ZarrArray.create(
            in: base, at: "a",
            ArrayLayout(shape: [2048, 2048], dataType: .int8, chunks: [1024, 1024], codecs: [.zstd()]))
        try await written.fill(with: Int8(7))
        let gate = WorkGate()
        let store = HeldStore(base: base, gate: gate, log: log)
        let context = ZarrContext(workers: 4)
        let array = try await ZarrArray.open(in: store, at: "a", context: context, cache: cache)
        try await withThrowingTaskGroup(of: Void.self) { group in
            for row in 0..<3 {
                group.addTask {
                    let found = try await array.read([.index(row * 300), ..<1024], as: Int8.self).elements
                    #expect(found == [Int8](repeating: 7, count: 1024))
                }
            }
            while cache.statistics.misses + cache.statistics.coalesced < 3 { await Task.yield() }
            gate.open()
            try await group.waitForAll()
        }
        #expect(log.count(.get) == 1)
        #expect(cache.statistics.misses == 1)
        #expect(cache.statistics.coalesced == 2)
    }

    @Test(arguments: [ChunkCache.Freshness.checked, .assumed], [nil, [32, 16]])
    func ownWritesAreSeen(freshness: ChunkCache.Freshness, shards: [Int]?) async throws {
        let cache = ChunkCache(byteLimit: 1 << 20, freshness: freshness)
        let array = try await array([32, 16], chunks: [16, 16], shards: shards, cache)
        func first() async throws -> Int32? { try await array.read([0, 0..<2], as: Int32.self).elements.first }
        #expect(try await first() == 0)
        // Another array object, another context, and no cache.
        let other = try await ZarrArray.open(in: base, at: "a", context: ZarrContext(workers: 1))
        try await other.fill([0, 0], with: Int32(-1))
        #expect(try await first() == -1)
        try await other.view[0, 0..<1].write(NDArray(shape: [1], [Int32(-2)]).erased)
        #expect(try await first() == -2)
        try await other.erase()
        #expect(try await first() == 0)
        try await other.write(values([32, 16], from: 100))
        #expect(try await first() == 100)
        try await other.resize(to: [0, 16])
        try await other.resize(to: [32, 16])
        #expect(try await first() == 0)
        try await other.write(values([32, 16], from: 200))
        #expect(try await first() == 200)
        try await other.delete()
        #expect(try await first() == 0)
        if freshness == .checked { #expect(cache.statistics.stale > 0) }
    }

    /// A file that somebody else changes, in place or by another one, is read again; one that has just changed is not kept.
    @Test func filesThatOthersChangeAreSeen() async throws {
        let directory = NSTemporaryDirectory() + "zarr-cache-" + UUID().uuidString
        defer { try? FileManager.default.removeItem(atPath: directory) }
        let store = try FileSystemStore(root: directory, durability: .none)
        let written = try await ZarrArray.create(
            in: store, at: "a", ArrayLayout(shape: [16, 16], dataType: .int32, chunks: [16, 16], codecs: [.zstd()]))
        let (path, other) = (directory + "/a/c/0/0", directory + "/other")
        try await written.write(values([16, 16], from: 1000))
        try FileManager.default.moveItem(atPath: path, toPath: other)
        try await written.write(values([16, 16]))
        let cache = ChunkCache(byteLimit: 1 << 20)
        let array = try await ZarrArray.open(in: store, at: "a", cache: cache)
        func first() async throws -> Int32? { try await array.read([0, 0], as: Int32.self).elements.first }
        func age(_ path: String, by seconds: Double) throws {
            try FileManager.default.setAttributes(
                [.modificationDate: Date(timeIntervalSinceNow: -seconds)], ofItemAtPath: path)
        }
        // A clock that is ahead of ours never settles.
        try age(path, by: -1000)
        for _ in 0..<2 { #expect(try await first() == 0) }
        #expect(cache.statistics.pieces == 0 && cache.statistics.misses == 2)
        try age(path, by: 1000)
        for _ in 0..<3 { #expect(try await first() == 0) }
        #expect(cache.statistics.pieces == 1 && cache.statistics.misses == 3 && cache.statistics.hits == 2)
        try age(path, by: 500)
        #expect(try await first() == 0)
        #expect(cache.statistics.stale == 1)
        try FileManager.default.removeItem(atPath: path)
        #expect(try await first() == 0)
        try FileManager.default.moveItem(atPath: other, toPath: path)
        try age(path, by: 500)
        #expect(try await first() == 1000)
    }

    @Test func aBrokenChunkIsAnErrorEveryTime() async throws {
        let cache = ChunkCache(byteLimit: 1 << 20, freshness: .assumed)
        let array = try await array([32, 16], chunks: [16, 16], cache)
        try await base.set(try StoreKey("a/c/0/0"), [Bytes(Array("no zstd".utf8))])
        for _ in 0..<2 {
            let error = await #expect(throws: ZarrError.self) { try await array.read([0, 0], as: Int32.self) }
            #expect(error?.code == .corruptData && error?.key == "a/c/0/0")
        }
        #expect(cache.statistics.pieces == 0)
        #expect(try await array.read([16, 0], as: Int32.self).elements == [256])
    }

    @Test func missingChunksAreFill() async throws {
        for freshness in [ChunkCache.Freshness.checked, .assumed] {
            let cache = ChunkCache(byteLimit: 1 << 20, freshness: freshness)
            let array = try await array([32, 16], chunks: [16, 16], cache)
            try await base.erase(try StoreKey("a/c/0/0"))
            for _ in 0..<2 { #expect(try await array.read([0..<2, 0], as: Int32.self).elements == [0, 0]) }
            #expect(cache.statistics.pieces == 0)
        }
    }

    @Test(arguments: [nil, [32, 32]]) func whoWalksFindsTheChunksAheadDecoded(shards: [Int]?) async throws {
        let cache = ChunkCache(byteLimit: 1 << 20)
        let array = try await array([64, 32], chunks: [16, 16], shards: shards, cache)
        for row in 0..<3 { _ = try await array.read([.index(row), .all], as: Int32.self) }
        while cache.statistics.readAhead < 2 { await Task.yield() }
        let misses = cache.statistics.misses
        #expect(misses == 2)
        _ = try await array.read([16, .all], as: Int32.self)
        #expect(cache.statistics.misses == misses)
        #expect(try await array.read([16, .all], as: Int32.self).elements.first == 512)
    }

    @Test func arraysShareTheBudget() async throws {
        let cache = ChunkCache(byteLimit: 3 * 1024, readsAhead: false)
        let context = ZarrContext.standard.caching(in: cache)
        for name in ["x", "y", "z"] {
            let array = try await ZarrArray.create(
                in: base, at: name,
                ArrayLayout(shape: [32, 16], dataType: .int32, chunks: [16, 16], codecs: [.zstd()]))
            try await array.write(values([32, 16]))
        }
        for name in ["x", "y", "z", "z", "x"] {
            // Opened twice, an array finds what the first one left.
            let array = try await ZarrArray.open(in: base, at: name, context: context)
            _ = try await array.read([0, 0], as: Int32.self)
        }
        #expect(cache.statistics.misses == 3 && cache.statistics.hits == 2)
        #expect(cache.statistics.bytes == 3 * 1024)
    }
}

/// Memory whose chunks are read when the gate is open.
private struct HeldStore: ReadableStore, SynchronousStore {
    let base: MemoryStore
    let gate: WorkGate
    let log: RequestLog
    var description: String { base.description }
    var synchronous: (any SynchronousStore)? { self }

    func get(_ key: StoreKey, _ range: ByteRange) async throws -> Bytes? { try await base.get(key, range) }
    func size(of key: StoreKey) async throws -> Int? { try await base.size(of: key) }
    func source(for key: StoreKey) throws(ZarrError) -> (any ByteSource)? {
        gate.pass()
        return try RecordingStore(base, log: log).synchronous?.source(for: key)
    }
    func read(_ key: StoreKey) throws(ZarrError) -> Bytes? { try base.read(key) }
    func version(of key: StoreKey) throws(ZarrError) -> ValueVersion? { try base.version(of: key) }
    func replace(_ key: StoreKey, _ parts: [UnsafeRawBufferPointer]) throws(ZarrError) {}
    func remove(_ key: StoreKey) throws(ZarrError) {}
}
