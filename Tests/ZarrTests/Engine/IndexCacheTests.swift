import Foundation
import Testing
import Zarr
import ZarrTesting

@Suite struct IndexCacheTests {
    private static let layout = ArrayLayout(
        shape: [64, 64], dataType: .int32, chunks: [8, 8], shards: [64, 64], codecs: [.zstd()])

    private func values(_ first: Int32) throws -> NDArray<Int32> {
        try NDArray(shape: [64, 64], (0..<4096).map { first + Int32($0) })
    }

    @Test func theIndexOfAShardThatIsTheSameIsReadOnce() async throws {
        let log = RequestLog()
        let store = RecordingStore(MemoryStore(), log: log)
        let array = try await ZarrArray.create(in: store, at: "a", Self.layout)
        try await array.write(values(0))
        _ = try await array.read([0..<8, 0..<8], as: Int32.self)
        log.reset()
        let part = try await array.read([8..<16, 16..<24], as: Int32.self)
        #expect(part[0, 0] == 8 * 64 + 16)
        #expect(log.count(.get) == 1, "\(log.requests)")
    }

    /// Another program, or another array of this one, may write the shard at any time.
    @Test func aShardThatWasReplacedIsReadByItsNewIndex() async throws {
        let root = NSTemporaryDirectory() + "zarr-index-\(UUID().uuidString)"
        defer { try? FileManager.default.removeItem(atPath: root) }
        let store = try FileSystemStore(root: root, durability: .none)
        let reader = try await ZarrArray.create(in: store, at: "a", Self.layout)
        let writer = try await ZarrArray.open(in: store, at: "a")
        for round in 0..<20 {
            let first = Int32(round) * 1_000_003
            try await writer.write(values(first))
            let part = try await reader.read([40..<48, .all], as: Int32.self)
            #expect(part[0, 0] == first &+ 40 * 64)
            #expect(part[7, 63] == first &+ 47 * 64 + 63)
        }
        try await writer.erase()
        #expect(try await reader.read([40, 0..<2], as: Int32.self).elements == [0, 0])
    }
}
