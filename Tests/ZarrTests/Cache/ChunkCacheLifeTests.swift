import Testing
import Zarr
import ZarrStorage

/// How long what is kept stays, and who is told of writes.
@Suite struct ChunkCacheLifeTests {
    let base = MemoryStore()

    private func array(
        in store: any Store, at path: String, chunks: [Int] = [16, 16], _ context: ZarrContext
    ) async throws -> ZarrArray {
        let array = try await ZarrArray.create(
            in: store, at: path,
            ArrayLayout(shape: [64, 32], dataType: .int32, chunks: chunks, codecs: [.zstd()]), context: context)
        try await array.write(NDArray(shape: [64, 32], (0..<2048).map { Int32($0) }))
        return array
    }

    /// What decodes ahead and the array's side of the cache hold each other while it runs, and no longer.
    @Test func anArrayThatReadAheadLetsGoOfItsCache() async throws {
        weak var released: ChunkCache?
        do {
            let cache = ChunkCache(byteLimit: 1 << 20)
            released = cache
            // Workers of its own: those of the other tests may be busy for long.
            let context = ZarrContext(workers: 2, cache: cache)
            let array = try await array(in: base, at: "a", chunks: [4, 32], context)
            for row in stride(from: 0, to: 64, by: 2) { _ = try await array.read([row..<row + 2, .all]) }
            #expect(cache.statistics.readAhead + cache.statistics.misses > 0)
        }
        for _ in 0..<60_000 where released != nil { try await Task.sleep(for: .milliseconds(1)) }
        #expect(released == nil)
    }

    /// No other array can find what one kept whose store says nothing of which it is.
    @Test(arguments: [ChunkCache.Freshness.checked, .assumed])
    func whatNobodyCanFindIsForgotten(freshness: ChunkCache.Freshness) async throws {
        let cache = ChunkCache(byteLimit: 1 << 20, freshness: freshness, readsAhead: false)
        for _ in 0..<3 {
            let array = try await array(
                in: PieceStore(base: MemoryStore(), pieceSize: 100), at: "a", .standard.caching(in: cache))
            _ = try await array.read([0..<2, 0..<20], as: Int32.self)
            #expect(cache.statistics.pieces == 2)
        }
        #expect(cache.statistics.pieces <= 2)
    }

    /// A write of one array, or of all below a group, says nothing of its neighbours whose names begin alike.
    @Test func onlyWhatWasWrittenIsForgotten() async throws {
        let cache = ChunkCache(byteLimit: 1 << 20, freshness: .assumed, readsAhead: false)
        let context = ZarrContext.standard.caching(in: cache)
        var arrays: [ZarrArray] = []
        for name in ["a", "a-b", "a/b", "aé", "b", "A"] {
            if name == "a" { _ = try await ZarrGroup.create(in: base, at: "a", context: context) }
            arrays.append(try await array(in: base, at: name == "a" ? "a/x" : name, context))
        }
        for array in arrays { _ = try await array.read([0..<2, 0..<20], as: Int32.self) }
        #expect(cache.statistics.pieces == 12)
        try await arrays[1].write(NDArray(shape: [1, 1], [Int32(5)]), at: [0..<1, 0..<1])
        #expect(cache.statistics.pieces == 10)
        try await arrays[3].write(NDArray(shape: [1, 1], [Int32(5)]), at: [0..<1, 0..<1])
        #expect(cache.statistics.pieces == 8)
        for array in arrays { #expect(try await array.read([1..<2, 0..<2], as: Int32.self).elements == [32, 33]) }
        #expect(cache.statistics.pieces == 10)
    }
}
