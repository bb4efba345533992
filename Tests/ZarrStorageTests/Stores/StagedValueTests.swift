import Foundation
import Testing
import ZarrBase

@testable import ZarrStorage

/// Values that are written first and put in their places later.
@Suite struct StagedValueTests {
    private func stage(_ text: String, _ key: StoreKey, in store: FileSystemStore) throws -> any StagedValue {
        try Bytes(text.utf8).withUnsafeBytes { bytes in
            let half = bytes.count / 2
            return try store.stage(
                key,
                [UnsafeRawBufferPointer(rebasing: bytes[..<half]), UnsafeRawBufferPointer(rebasing: bytes[half...])])
        }
    }

    @Test(arguments: Durability.allCases)
    func aValueIsSeenWhenItIsFinished(durability: Durability) async throws {
        let directory = try TemporaryDirectory()
        let store = try FileSystemStore(root: directory.path, durability: durability)
        let key = try StoreKey("a/b/c")
        let staged = try stage("one value", key, in: store)
        #expect(try await store.get(key) == nil)
        #expect(try await store.list(.root).isEmpty)
        try staged.finish()
        #expect(try await store.get(key)?.utf8 == "one value")
        #expect(try directory.names() == ["a", "a/b", "a/b/c"])
        #expect(throws: ZarrError.self) { try staged.finish() }
        #expect(try await store.get(key)?.utf8 == "one value")
    }

    @Test func whatIsNotFinishedLeavesTheOldValue() async throws {
        let directory = try TemporaryDirectory()
        let store = try FileSystemStore(root: directory.path)
        let key = try StoreKey("a/b")
        try await store.set(key, Bytes("old".utf8))
        do {
            let staged = try stage("new", key, in: store)
            withExtendedLifetime(staged) {}
        }
        #expect(try await store.get(key)?.utf8 == "old")
        #expect(try directory.names() == ["a", "a/b"])
    }

    @Test func aValueWhoseDirectoryWentFails() async throws {
        let directory = try TemporaryDirectory()
        let store = try FileSystemStore(root: directory.path)
        let key = try StoreKey("a/b")
        let staged = try stage("new", key, in: store)
        try await store.erase(StorePrefix("a"))
        #expect { try staged.finish() } throws: { ($0 as? ZarrError)?.key == "a/b" }
        #expect(throws: ZarrError.self) { _ = try store.stage(StoreKey("a/x.__partial"), []) }
    }
}
