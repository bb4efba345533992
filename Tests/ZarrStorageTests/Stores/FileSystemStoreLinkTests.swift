import Foundation
import Testing
import ZarrBase
import ZarrStorage

@Suite struct FileSystemStoreLinkTests {
    let directory: TemporaryDirectory
    let store: FileSystemStore

    init() async throws {
        directory = try TemporaryDirectory()
        store = try FileSystemStore(root: directory.path + "/data.zarr", durability: .none)
        try await store.set(StoreKey("g/x"), Bytes([1]))
    }

    private func link(_ name: String, to target: String) throws {
        try FileManager.default.createSymbolicLink(atPath: store.root + "/" + name, withDestinationPath: target)
    }

    @Test func linksAreFollowedForReading() async throws {
        let outside = try FileSystemStore(root: directory.path + "/outside", durability: .none)
        try await outside.set(StoreKey("deep/y"), Bytes([2]))
        try link("h", to: "g")
        try link("g/y", to: "../../outside/deep/y")
        try link("out", to: "../outside")
        #expect(try await store.get(StoreKey("h/x"))?.array == [1])
        #expect(try await store.get(StoreKey("g/y"))?.array == [2])
        #expect(
            try await store.list(.root).map(\.path) == ["g/x", "g/y", "h/x", "h/y", "out/deep/y"])
        #expect(try await store.listDirectory(.root).prefixes.map(\.path) == ["g/", "h/", "out/"])
        #expect(try await store.listDirectory(StorePrefix("g")).keys.map(\.path) == ["g/x", "g/y"])
    }

    @Test(.timeLimit(.minutes(1))) func loopsEnd() async throws {
        try link("self", to: "self")
        try link("up", to: ".")
        try link("g/up", to: "..")
        try link("ping", to: "pong")
        try link("pong", to: "ping")
        try link("nowhere", to: "missing")
        #expect(try await store.list(.root).map(\.path) == ["g/x"])
        #expect(try await store.listDirectory(.root).keys == [])
        #expect(try await store.get(StoreKey("nowhere")) == nil)
        await #expect(throws: ZarrError.self) { _ = try await store.get(StoreKey("self")) }
        try await store.erase(.root)
        #expect(try directory.names() == [])
    }

    @Test func erasingDoesNotFollowLinks() async throws {
        let outside = try FileSystemStore(root: directory.path + "/outside", durability: .none)
        let precious = try StoreKey("deep/y")
        try await outside.set(precious, Bytes([2]))
        try link("g/out", to: "../../outside")
        try link("g/file", to: "../../outside/deep/y")
        try link("out", to: "../outside")
        try await store.erase(StorePrefix("out"))
        try await store.erase(StorePrefix("g"))
        #expect(try await outside.get(precious)?.array == [2])
        #expect(try await store.list(.root) == [])

        try await store.set(StoreKey("g/x"), Bytes([1]))
        let linked = try FileSystemStore(root: directory.path + "/link.zarr", durability: .none)
        try FileManager.default.createSymbolicLink(atPath: linked.root, withDestinationPath: "data.zarr")
        #expect(try await linked.list(.root).map(\.path) == ["g/x"])
        try await linked.erase(.root)
        #expect(try directory.names() == ["data.zarr", "link.zarr", "outside", "outside/deep", "outside/deep/y"])
    }

    @Test func erasingTakesWhatNoKeyCanName() async throws {
        let name: [CChar] = Array((store.root + "/g/").utf8CString.dropLast()) + [CChar(bitPattern: 0xff), 0]
        let file = open(name, O_CREAT | O_WRONLY, 0o666)
        // Some file systems refuse such names, and then there is nothing to see.
        if file >= 0 { close(file) }
        try Data([1]).write(to: URL(fileURLWithPath: store.root + "/g/.x.1-2-3.__partial"))
        #expect(mkfifo(store.root + "/g/fifo", 0o666) == 0)
        #expect(try await store.list(.root).map(\.path) == ["g/x"])
        try await store.erase(StorePrefix("g"))
        #expect(try directory.names() == ["data.zarr"])
    }
}
