import Foundation
import Testing
import ZarrBase

@testable import ZarrStorage

@Suite struct FileSystemStoreFaultTests {
    let directory: TemporaryDirectory
    let store: FileSystemStore

    init() throws {
        directory = try TemporaryDirectory()
        store = try FileSystemStore(root: directory.path + "/data.zarr", durability: .none)
    }

    @Test(.enabled(if: TinyFileSystem.isPossible, "only root can mount a file system that is soon full"))
    func fullDeviceKeepsTheOldValue() async throws {
        let device = try TinyFileSystem(kibibytes: 64)
        defer { device.unmount() }
        for durability in Durability.allCases {
            let store = try FileSystemStore(root: device.path + "/store", durability: durability)
            let key = try StoreKey("c/0")
            try await store.set(key, Bytes("old".utf8))
            let error = try await #require(throws: ZarrError.self) {
                try await store.set(key, Array(repeating: Bytes([UInt8](repeating: 7, count: 1000)), count: 1000))
            }
            #expect(error.code == .storageFull)
            #expect(error.key == "c/0")
            #expect(error.hint != nil)
            #expect(try await store.get(key)?.utf8 == "old")
            #expect(try FileManager.default.contentsOfDirectory(atPath: store.root + "/c") == ["0"])
            #expect(try await device.becomesFree(32 << 10), "what the failed write took is never free again")
            try await store.set(key, Bytes("new".utf8))
            #expect(try await store.get(key)?.utf8 == "new")
        }
    }

    @Test(.enabled(if: TinyFileSystem.isPossible, "only root can mount a file system for reading only"))
    func readOnlyFileSystem() async throws {
        let device = try TinyFileSystem(kibibytes: 64)
        defer { device.unmount() }
        let store = try FileSystemStore(root: device.path, durability: .none)
        let key = try StoreKey("a/b")
        try await store.set(key, Bytes([1]))
        try device.forbidWriting()
        for attempt in [
            { try await store.set(key, Bytes([2])) }, { try await store.set(StoreKey("x/y"), Bytes([2])) },
            { try await store.erase(key) }, { try await store.erase(StorePrefix("a")) },
        ] as [() async throws -> Void] {
            let error = try await #require(throws: ZarrError.self) { try await attempt() }
            #expect(error.code == .permissionDenied)
        }
        #expect(try await store.get(key)?.array == [1])
        #expect(try await store.list(.root) == [key])
    }

    @Test(.enabled(if: FileManager.default.isWritableFile(atPath: "/dev/full"), "there is no /dev/full"))
    func writingToAFullDeviceSaysSo() throws {
        let file = try FileDescriptor(opening: "/dev/full", O_WRONLY)
        var failure: SystemError?
        let part = UnsafeMutableRawBufferPointer.allocate(byteCount: 10, alignment: 1)
        part.initializeMemory(as: UInt8.self, repeating: 1)
        defer { part.deallocate() }
        do {
            try file.write([UnsafeRawBufferPointer(part), UnsafeRawBufferPointer(part)])
        } catch {
            failure = error
        }
        #expect(failure?.number == ENOSPC)
        #expect(failure?.failing(to: "write").code == .storageFull)
    }

    @Test(.disabled(if: geteuid() == 0, "root may do everything"))
    func permissionDenied() async throws {
        let key = try StoreKey("a/secret")
        try await store.set(key, Bytes([1]))
        #expect(chmod(store.root + "/a/secret", 0) == 0)
        await expect(.permissionDenied) { _ = try await store.get(key) }
        #expect(try await store.size(of: key) == 1)
        #expect(chmod(store.root + "/a", 0o555) == 0)
        await expect(.permissionDenied) { try await store.set(key, Bytes([2])) }
        await expect(.permissionDenied) { try await store.set(StoreKey("a/b/c"), Bytes([2])) }
        await expect(.permissionDenied) { try await store.erase(key) }
        await expect(.permissionDenied) { try await store.erase(StorePrefix("a")) }
        #expect(try await store.list(.root) == [key])
        #expect(chmod(store.root + "/a", 0) == 0)
        await expect(.permissionDenied) { _ = try await store.list(.root) }
        await expect(.permissionDenied) { _ = try await store.get(key) }
        await expect(.permissionDenied) { _ = try await store.erase(.root) }
        #expect(chmod(store.root + "/a", 0o755) == 0)
        #expect(try await store.list(.root) == [key])
    }

    @Test func shrunkFilesAreCorrupt() async throws {
        let key = try StoreKey("a")
        try await store.set(key, Bytes([UInt8](repeating: 1, count: 100)))
        let source = try #require(try store.source(for: key))
        #expect(truncate(store.root + "/a", 60) == 0)
        #expect(try source.read(.bounded(offset: 0, length: 60))?.count == 60)
        for range in [ByteRange.all, .suffix(length: 10), .bounded(offset: 50, length: 20)] {
            let error = #expect(throws: ZarrError.self) { _ = try source.read(range) }
            #expect(error?.code == .corruptData)
            #expect(error?.key == "a")
        }
        await expect(.corruptData) { _ = try await store.get(key, .bounded(offset: 0, length: 100)) }
    }

    @Test func hugeSparseFilesAreNotTakenIntoMemory() async throws {
        try await store.set(StoreKey("a"), Bytes([1]))
        #expect(truncate(store.root + "/a", off_t(1) << 43) == 0)
        #expect(try await store.size(of: StoreKey("a")) == 1 << 43)
        #expect(try await store.get(StoreKey("a"), .suffix(length: 3))?.array == [0, 0, 0])
        await expect(.corruptData) { _ = try await store.get(StoreKey("a"), .bounded(offset: 0, length: 1 << 60)) }
        await expect(.limitExceeded) { _ = try await store.get(StoreKey("a"), .bounded(offset: 0, length: 1 << 43)) }
    }

    @Test func whatIsNoFileIsMissing() async throws {
        try await store.set(StoreKey("d/x"), Bytes([1]))
        #expect(mkfifo(store.root + "/fifo", 0o666) == 0)
        for name in ["d", "fifo"] {
            let key = try StoreKey(name)
            #expect(try await store.get(key) == nil)
            #expect(try await store.size(of: key) == nil)
            #expect(try store.source(for: key) == nil)
        }
        #expect(try await store.list(.root).map(\.path) == ["d/x"])
        #expect(try await store.listDirectory(.root).keys == [])
    }

    @Test func aRootThatIsNotToBeMade() async throws {
        let store = try FileSystemStore(root: directory.path + "/none", durability: .none, createsRoot: false)
        await expect(.notFound) { try await store.set(StoreKey("a/b"), Bytes([1])) }
        #expect(try await store.list(.root) == [])
        #expect(try await store.listDirectory(.root) == StoreDirectory())
        #expect(try await store.get(StoreKey("a")) == nil)
        try await store.erase(.root)
        #expect(try directory.names() == [])
    }

    @Test(arguments: ["", "a\0b"]) func rootsThatAreNone(path: String) {
        #expect(throws: ZarrError.self) { try FileSystemStore(root: path) }
    }

    @Test func rootsInEveryForm() throws {
        let here = FileManager.default.currentDirectoryPath
        #expect(try FileSystemStore(root: "x.zarr/").root == here + "/x.zarr")
        #expect(try FileSystemStore(root: "/").root == "/")
        #expect(try FileSystemStore(root: "/a//").root == "/a")
        #expect(try FileSystemStore(root: "/").read(StoreKey("dev/null")) == nil)
    }

    private func expect(_ code: ZarrError.Code, _ body: () async throws -> Void) async {
        let error = await #expect(throws: ZarrError.self) { try await body() }
        #expect(error?.code == code, "\(String(describing: error))")
    }
}
