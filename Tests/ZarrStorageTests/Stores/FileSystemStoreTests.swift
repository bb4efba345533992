import Foundation
import Testing
import ZarrBase

@testable import ZarrStorage

@Suite struct FileSystemStoreTests {
    let directory: TemporaryDirectory
    let store: FileSystemStore

    init() throws {
        directory = try TemporaryDirectory()
        store = try FileSystemStore(root: directory.path + "/data.zarr", durability: .none)
    }

    @Test(arguments: Durability.allCases)
    func leavesNothingButTheValue(durability: Durability) async throws {
        let store = try FileSystemStore(root: store.root, durability: durability)
        try await store.set(StoreKey("a/b/c"), Bytes("one".utf8))
        try await store.set(StoreKey("a/b/c"), Bytes("two".utf8))
        #expect(try await store.get(StoreKey("a/b/c"))?.utf8 == "two")
        #expect(try directory.names() == ["data.zarr", "data.zarr/a", "data.zarr/a/b", "data.zarr/a/b/c"])
    }

    @Test func keepsThePartsInOrder() async throws {
        let key = try StoreKey("parts")
        let parts = (0..<3000).map { number in Bytes(Array("\(number),".utf8.prefix(number % 7 == 0 ? 0 : 9))) }
        try await store.set(key, parts)
        #expect(try await store.get(key)?.array == parts.flatMap(\.array))
    }

    @Test func namesUnderWayAreNotSeen() async throws {
        try await store.set(StoreKey("g/zarr.json"), Bytes("{}".utf8))
        for name in [".zarr.json.12-ab-0.__partial", "zarr.json.__lock"] {
            try "torn".write(toFile: store.root + "/g/" + name, atomically: false, encoding: .utf8)
        }
        try FileManager.default.createDirectory(
            atPath: store.root + "/.old.1-2-3.__partial/deep", withIntermediateDirectories: true)
        let group = try StorePrefix("g")
        #expect(try await store.list(.root).map(\.path) == ["g/zarr.json"])
        #expect(try await store.listDirectory(group).keys.map(\.path) == ["g/zarr.json"])
        #expect(try await store.listDirectory(.root).prefixes == [group])
        await #expect(throws: ZarrError.self) { try await store.set(group.key("x.__partial"), Bytes()) }
        await #expect(throws: ZarrError.self) { try await store.set(group.key("x.__lock"), Bytes()) }
        try await store.erase(group)
        #expect(!FileManager.default.fileExists(atPath: store.root + "/g"))
    }

    @Test func longNamesKeepRoomForTheTemporaryOne() async throws {
        for length in [1, 200, 230, 240, 254, 255] {
            let key = try StoreKey("d/" + String(repeating: "n", count: length))
            try await store.set(key, Bytes([1]))
            #expect(try await store.get(key)?.array == [1])
        }
        let tooLong = try StoreKey(String(repeating: "n", count: 256))
        #expect(try await store.get(tooLong) == nil)
        #expect(try await store.size(of: tooLong) == nil)
        await #expect(throws: ZarrError.self) { try await store.set(tooLong, Bytes([1])) }
        for name in ["", "x", String(repeating: "é", count: 127), String(repeating: "x", count: 255)] {
            #expect(PartialFile.partialName(for: name).utf8.count <= 255)
        }
    }
}
