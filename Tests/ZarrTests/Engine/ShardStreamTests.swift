import Foundation
import Testing
import ZarrStorage
import ZarrTesting

@testable import Zarr

/// A shard that is written in slabs is, byte for byte, the shard that is written at once.
@Suite struct ShardStreamTests {
    private func withStore(_ body: (FileSystemStore) async throws -> Void) async throws {
        let root = FileManager.default.temporaryDirectory.appendingPathComponent("shards-\(UUID().uuidString)").path
        defer { try? FileManager.default.removeItem(atPath: root) }
        try await body(try FileSystemStore(root: root, durability: .none))
    }

    private func layout(_ fill: UInt8 = 0) -> ArrayLayout {
        ArrayLayout(
            shape: [50, 20, 9], dataType: .int32, chunks: [4, 5, 3], shards: [24, 10, 9],
            codecs: [.zstd(level: 1)],
            fillValue: FillValue(bytes: [fill, 0, 0, 0]))
    }

    @Test(arguments: [1, 700, 4000, 1 << 20], [1, 4, 8, 7])
    func isTheSameShard(budget: Int, rows: Int) async throws {
        try await withStore { store in
            let streamed = try await ZarrArray.create(in: store, at: "streamed", layout())
            let whole = try await ZarrArray.create(in: store, at: "whole", layout())
            var random = SeededGenerator(seed: UInt64(budget + rows))
            let values = try NDArray(shape: [50, 20, 9], (0..<9000).map { _ in Int32(random.number(0...3)) })
            try await whole.write(values)
            for number in 0..<6 {
                let region = streamed.chunkGrid.chunkRegion(at: [number / 2, number % 2, 0])
                let part = try #require(region.intersection(Region(whole: streamed.shape)))
                var next = 0
                let isWritten = try await streamed.writeShard(part, budget: budget, inMultiplesOf: rows) { slab in
                    #expect(slab.origin[0] == part.origin[0] + next)
                    next += slab.shape[0]
                    return try await whole.read(Selection(slab))
                }
                #expect(isWritten)
                #expect(next == part.shape[0])
                let key = "/c/\(number / 2)/\(number % 2)/0"
                #expect(try await store.get(StoreKey("streamed" + key)) == store.get(StoreKey("whole" + key)))
            }
            #expect(try await streamed.read(as: Int32.self) == values)
        }
    }

    @Test func whatIsNoWholeShardIsLeft() async throws {
        try await withStore { store in
            let array = try await ZarrArray.create(in: store, layout())
            let part = Region(origin: [0, 0, 0], shape: [24, 10, 8])
            let isWritten = try await array.writeShard(part, budget: 1, inMultiplesOf: 1) { _ in
                Issue.record("asked for a slab")
                return try NDArray(shape: [], [Int32(0)]).erased
            }
            #expect(!isWritten)
        }
    }

    @Test func aShardOfFillIsRemovedAndAFailedOneIsNotThere() async throws {
        try await withStore { store in
            let array = try await ZarrArray.create(in: store, layout(7))
            let part = Region(origin: [0, 0, 0], shape: [24, 10, 9])
            let key = try StoreKey("c/0/0/0")
            func write(_ value: Int32, failingAt row: Int = .max) async throws {
                _ = try await array.writeShard(part, budget: 1500, inMultiplesOf: 1) { slab in
                    if slab.origin[0] >= row { throw ZarrError(.io, "no more") }
                    let count = slab.shape.reduce(1, *)
                    return try NDArray(shape: slab.shape, [Int32](repeating: value, count: count)).erased
                }
            }
            try await write(3)
            let old = try #require(try await store.get(key))
            await #expect(throws: ZarrError.self) { try await write(4, failingAt: 8) }
            #expect(try await store.get(key) == old)
            #expect(try FileManager.default.contentsOfDirectory(atPath: store.root + "/c/0/0") == ["0"])
            try await write(7)
            #expect(try await store.get(key) == nil)
        }
    }
}
