import Foundation
import Testing
import Zarr
import ZarrTesting

/// Many tasks at one array: what each has written is there.
@Suite struct ConcurrencyTests {
    static let rounds = TestSeed.count(250)

    /// Four tasks write a quarter each, in one chunk or one shard, while a fifth reads.
    @Test(arguments: StoreKind.allCases, [nil, [64]])
    func disjointPartsOfOneValueAreAllKept(kind: StoreKind, shards: [Int]?) async throws {
        let store = kind.store(MemoryStore())
        let array = try await ZarrArray.create(
            in: store, at: "a",
            ArrayLayout(shape: [64], dataType: .int32, chunks: shards == nil ? [64] : [16], shards: shards, codecs: []))
        for round in 1...Self.rounds {
            try await withThrowingTaskGroup(of: Void.self) { group in
                for part in 0..<4 {
                    group.addTask {
                        // Every fourth element: within shards all tasks also share all subchunks.
                        let values = try NDArray(shape: [16], repeating: Int32(round * 4 + part))
                        try await array.write(values, at: [.slice(start: part, stop: nil, step: 4)])
                    }
                }
                group.addTask {
                    let seen = try await array.read(as: Int32.self).elements
                    // The subchunks of an awaited shard come one by one, and it may be replaced in between.
                    let extent = kind == .awaited && shards != nil ? 16 : 64
                    for start in (0..<64).filter({ $0 % extent < 4 }) {
                        let end = start / extent * extent + extent
                        let values = Set(stride(from: start, to: end, by: 4).map { seen[$0] })
                        guard values.count == 1 else { throw ConformanceFailure("a write was seen in part: \(values)") }
                    }
                }
                try await group.waitForAll()
            }
            let found = try await array.read(as: Int32.self).elements
            guard found == (0..<64).map({ Int32(round * 4 + $0 % 4) }) else {
                Issue.record("round \(round) lost something: \(found)")
                return
            }
        }
    }

    @Test func disjointPartsOfOneFileAreAllKept() async throws {
        let directory = NSTemporaryDirectory() + "zarr-concurrency-" + UUID().uuidString
        defer { try? FileManager.default.removeItem(atPath: directory) }
        let store = try FileSystemStore(root: directory, durability: .none)
        // Each task has opened the array for itself.
        _ = try await ZarrArray.create(in: store, at: "a", ArrayLayout(shape: [8], dataType: .int32, chunks: [8]))
        for round in 1...50 {
            try await withThrowingTaskGroup(of: Void.self) { group in
                for part in 0..<8 {
                    group.addTask {
                        let array = try await ZarrArray.open(in: FileSystemStore(root: directory), at: "a")
                        try await array.fill([.index(part)], with: Int32(round * 8 + part))
                    }
                }
                try await group.waitForAll()
            }
            let array = try await ZarrArray.open(in: store, at: "a")
            #expect(try await array.read(as: Int32.self).elements == (0..<8).map { Int32(round * 8 + $0) })
        }
    }

    @Test(arguments: StoreKind.allCases) func whatTasksAppendIsAllKept(kind: StoreKind) async throws {
        let array = try await ZarrArray.create(
            in: kind.store(MemoryStore()), at: "a", ArrayLayout(shape: [0, 3], dataType: .int32, chunks: [5, 2]))
        try await withThrowingTaskGroup(of: Void.self) { group in
            for number in 0..<40 {
                group.addTask {
                    _ = try await array.append(NDArray(shape: [2, 3], repeating: Int32(number)))
                }
            }
            try await group.waitForAll()
        }
        #expect(array.shape == [80, 3])
        let rows = try await array.read([.all, 0], as: Int32.self).elements
        #expect(rows.sorted() == (0..<80).map { Int32($0 / 2) })
    }

    @Test(arguments: StoreKind.allCases, FormatIdentifier.writable)
    func whatTasksSetInTheAttributesIsAllKept(kind: StoreKind, format: FormatIdentifier) async throws {
        let store = kind.store(MemoryStore())
        let group = try await ZarrGroup.create(in: store, at: "g", format: format)
        let array = try await ZarrArray.create(
            in: store, at: "g/a", ArrayLayout(shape: [1], dataType: .int8, format: format))
        try await withThrowingTaskGroup(of: Void.self) { tasks in
            for number in 0..<20 {
                tasks.addTask { try await array.updateAttributes { $0["a\(number)"] = .number(JSONNumber(number)) } }
                tasks.addTask { try await group.updateAttributes { $0["g\(number)"] = .number(JSONNumber(number)) } }
            }
            tasks.addTask { try await array.resize(to: [7]) }
            try await tasks.waitForAll()
        }
        let arrayAgain = try await ZarrArray.open(in: store, at: "g/a")
        #expect(try await arrayAgain.attributes().count == 20)
        #expect(arrayAgain.shape == [7])
        #expect(try await ZarrGroup.open(in: store, at: "g").attributes().count == 20)
    }
}
