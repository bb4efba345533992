import Foundation
import Testing
import ZarrCodecs
import ZarrStorage
import ZarrTesting

@testable import Zarr

/// Partial writes that put new subchunks behind the old shard, where files can share the front; here it is copied.
@Suite struct ShardExtensionTests {
    private static let shape = [64, 64]

    private func withArray(
        _ indexLocation: ShardingCodec.IndexLocation, _ body: (ZarrArray, FileSystemStore) async throws -> Void
    ) async throws {
        let root = FileManager.default.temporaryDirectory.appendingPathComponent("extended-\(UUID().uuidString)").path
        defer { try? FileManager.default.removeItem(atPath: root) }
        var store = try FileSystemStore(root: root, durability: .none)
        store.copiesFronts = true
        var context = ZarrContext(workers: 2)
        context.sizes.sharedFront = -1
        let codecs = CodecChain(
            arrayToBytes: ShardingCodec(
                subchunkShape: [8, 8], codecs: CodecChain(bytesToBytes: [ZstdCodec(level: 1)]),
                indexLocation: indexLocation))
        let array = try await ZarrArray.create(
            in: store,
            ArrayDescription(
                format: .zarr3, shape: Self.shape, chunkGrid: .regular(chunkShape: [32, 32]),
                chunkKeyEncoding: .default(separator: .slash), dataType: .int32,
                fillValue: FillValue(bytes: [0, 0, 0, 0]), codecs: codecs), context: context)
        try await body(array, store)
    }

    private func shards(of store: FileSystemStore) async throws -> [StoreKey: Bytes] {
        var found: [StoreKey: Bytes] = [:]
        for row in 0..<2 {
            for column in 0..<2 {
                let key = try StoreKey("c/\(row)/\(column)")
                found[key] = try await store.get(key)
            }
        }
        return found
    }

    @Test(arguments: [ShardingCodec.IndexLocation.end, .start])
    func shardsAreWhatWasWritten(indexLocation: ShardingCodec.IndexLocation) async throws {
        let indexSize = 16 * 16 + 4
        for seed in TestSeed.seeds(6) {
            try await withArray(indexLocation) { array, store in
                var random = SeededGenerator(seed: seed)
                var model = [Int32](repeating: 0, count: 64 * 64)
                var extended = 0
                var rewritten = 0
                var old = try await shards(of: store)
                for round in 0..<40 {
                    let rows = random.number(0...63)
                    let columns = random.number(0...63)
                    let box = Region(
                        origin: [rows, columns],
                        shape: [min(64 - rows, random.number(1...20)), min(64 - columns, random.number(1...20))])
                    // Fill, too: subchunks go.
                    let isFill = random.oneIn(6)
                    var values: [Int32] = []
                    for row in box.origin[0]..<box.origin[0] + box.shape[0] {
                        for column in box.origin[1]..<box.origin[1] + box.shape[1] {
                            let value = isFill ? 0 : Int32(truncatingIfNeeded: round * 100_000 + random.number(1...999))
                            model[row * 64 + column] = value
                            values.append(value)
                        }
                    }
                    try await array.write(NDArray(shape: box.shape, values), at: Selection(box))
                    let new = try await shards(of: store)
                    for (key, value) in new {
                        guard let before = old[key], before != value else { continue }
                        let skipped = indexLocation == .start ? indexSize : 0
                        let front = indexLocation == .start ? before.count : before.count - indexSize
                        let isExtended =
                            value.count >= before.count && value.array[skipped..<front] == before.array[skipped..<front]
                        if isExtended { extended += 1 } else { rewritten += 1 }
                        let usage = try usage(of: key, in: array, store)
                        #expect(usage.garbageBytes * 4 <= value.count, "seed \(seed), round \(round)")
                    }
                    old = new
                    let found = try await ZarrArray.open(in: store).read(as: Int32.self)
                    try #require(found.elements == model, "seed \(seed), round \(round)")
                }
                #expect(extended > 10 && rewritten > 3, "\(extended) extended, \(rewritten) rewritten, seed \(seed)")
                #expect(try await array.read(as: Int32.self).elements == model)
            }
        }
    }

    private func usage(of key: StoreKey, in array: ZarrArray, _ store: FileSystemStore) throws -> ShardUsage {
        let parts = key.path.split(separator: "/").compactMap { Int($0) }
        let result = try array.compactShard(key, at: parts, in: store, worker: CodecWorker()) { _ in false }
        guard case .kept(let usage) = result else { throw ZarrError(.notFound, "no shard \(key)") }
        return usage
    }

    @Test func whoHasOpenedTheOldShardReadsIt() async throws {
        try await withArray(.end) { array, store in
            try await array.write(NDArray(shape: Self.shape, (0..<4096).map { Int32($0) }))
            let key = try StoreKey("c/0/0")
            let before = try #require(try await store.get(key))
            let open = try #require(try store.source(for: key))
            try await array.write(NDArray(shape: [3, 3], [Int32](repeating: -1, count: 9)), at: [0..<3, 0..<3])
            let after = try #require(try await store.get(key))
            #expect(after.count > before.count)
            #expect(try open.read(.all) == before)
            // It goes with the garbage when somebody asks for that.
            let result = try array.compactShard(key, at: [0, 0], in: store, worker: CodecWorker()) {
                $0.garbageBytes > 0
            }
            guard case .replaced = result else {
                Issue.record("no garbage: \(String(describing: result))")
                return
            }
            #expect(try #require(try await store.get(key)).count < after.count)
            #expect(try await array.read([0..<4, 0..<4], as: Int32.self).elements.prefix(4) == [-1, -1, -1, 3])
        }
    }

    /// Of what is small, or mostly replaced, nothing is shared.
    @Test func whatIsNotWorthItIsWrittenAnew() async throws {
        try await withArray(.end) { array, store in
            try await array.write(NDArray(shape: Self.shape, (0..<4096).map { Int32($0) }))
            let usual = try await ZarrArray.open(in: store)
            let key = try StoreKey("c/0/0")
            try await usual.write(NDArray(shape: [3, 3], [Int32](repeating: -1, count: 9)), at: [0..<3, 0..<3])
            #expect(try usage(of: key, in: array, store).garbageBytes == 0)
            try await array.write(NDArray(shape: [20, 20], [Int32](repeating: 9, count: 400)), at: [0..<20, 0..<20])
            #expect(try usage(of: key, in: array, store).garbageBytes == 0)
        }
    }
}
