import Foundation
import Testing
import ZarrBase
import ZarrStorage

/// Values that begin as the ones before them.
@Suite struct ExtendingStoreTests {
    private func bytes(_ range: Range<Int>) -> Bytes { Bytes(range.map { UInt8(truncatingIfNeeded: $0 / 3) }) }

    private func extend(
        _ store: FileSystemStore, _ key: StoreKey, _ version: ValueVersion, front: Int, head: Bytes?, _ part: Bytes
    ) throws -> Bool {
        try part.withUnsafeBytes { part in
            guard let head else { return try store.extend(key, version, front: front, head: nil, [part]) }
            return try head.withUnsafeBytes { try store.extend(key, version, front: front, head: $0, [part]) }
        }
    }

    /// Copied, or shared where the file system can.
    @Test(arguments: [true, false], [0, 1, 5000, 3_000_000])
    func theFrontStays(copies: Bool, front: Int) async throws {
        let directory = try TemporaryDirectory()
        var store = try FileSystemStore(root: directory.path, durability: .data)
        store.copiesFronts = copies
        let key = try StoreKey("a/b")
        let old = bytes(0..<3_000_000)
        try await store.set(key, [old])
        let version = try #require(try store.version(of: key))
        let isDone = try extend(store, key, version, front: front, head: nil, bytes(7..<1007))
        if copies { #expect(isDone) }
        let expected = isDone ? Array(old.array[..<front]) + bytes(7..<1007).array : old.array
        #expect(try await store.get(key)?.array == expected)
        #expect(try directory.names() == ["a", "a/b"])
    }

    @Test func theHeadIsReplaced() async throws {
        let directory = try TemporaryDirectory()
        let (store, version) = try await oneValue(in: directory)
        #expect(try extend(store, key, version, front: 90, head: Bytes([9, 8, 7]), Bytes([1, 2])))
        #expect(try await store.get(key)?.array == [9, 8, 7] + bytes(0..<100).array[3..<90] + [1, 2])
    }

    @Test func anotherStateIsLeftAlone() async throws {
        let directory = try TemporaryDirectory()
        let (store, version) = try await oneValue(in: directory)
        #expect(try !extend(store, key, version, front: 101, head: nil, Bytes([1])))
        try await store.set(key, [bytes(0..<50)])
        #expect(try !extend(store, key, version, front: 10, head: nil, Bytes([1])))
        #expect(try await store.get(key) == bytes(0..<50))
        #expect(try directory.names() == ["a"])
    }

    private var key: StoreKey { get throws { try StoreKey("a") } }

    /// A store that copies fronts, with a value of 100 bytes.
    private func oneValue(in directory: TemporaryDirectory) async throws -> (FileSystemStore, ValueVersion) {
        var store = try FileSystemStore(root: directory.path, durability: .none)
        store.copiesFronts = true
        try await store.set(key, [bytes(0..<100)])
        return (store, try #require(try store.version(of: key)))
    }
}
