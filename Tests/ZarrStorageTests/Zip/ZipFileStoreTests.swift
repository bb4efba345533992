import Foundation
import Testing
import ZarrBase
import ZarrTesting

@testable import ZarrStorage

@Suite struct ZipFileStoreTests {
    private let directory: TemporaryDirectory

    init() throws { directory = try TemporaryDirectory() }

    private var path: String { directory.path + "/x.zip" }

    private func opened() async throws -> ZipStore {
        try await ZipStore.open(StoreKey("x.zip"), in: FileSystemStore(root: directory.path))
    }

    @Test(arguments: StoreConformance.allCases) func conforms(_ check: StoreConformance) async throws {
        try await check.run(on: ZipFileStore(path: path, durability: .none))
    }

    @Test(arguments: StoreConformance.allCases) func conformsDeflated(_ check: StoreConformance) async throws {
        try await check.run(on: ZipFileStore(path: path, durability: .none, level: 6))
    }

    /// The file on disk is the old one, whole, until the new one is in its place; who reads the old one goes on.
    @Test(arguments: [nil, 1]) func replacesTheFileAtTheEnd(level: Int?) async throws {
        let store = try ZipFileStore(path: path, durability: .none, level: level)
        try await store.set(StoreKey("a"), Bytes([UInt8](repeating: 7, count: 5000)))
        try await store.set(StoreKey("b/c"), Bytes([1, 2, 3]))
        #expect(try directory.names().allSatisfy { $0.hasSuffix("__partial") || $0.hasSuffix("__lock") })
        try store.finish()
        #expect(try directory.names() == ["x.zip"])
        let first = try await opened()
        #expect(try await first.list(.root).map(\.path) == ["a", "b/c"])
        let written = try ZipFileStore(path: path, durability: .none, level: level)
        try await written.set(StoreKey("a"), Bytes([9]))
        try await written.erase(StoreKey("b/c"))
        try await written.set(StoreKey("d"), Bytes([4]))
        #expect(try await opened().get(StoreKey("a"))?.count == 5000)
        try written.finish()
        #expect(try await first.get(StoreKey("a"))?.array == [UInt8](repeating: 7, count: 5000))
        #expect(try await first.get(StoreKey("b/c"))?.array == [1, 2, 3])
        let second = try await opened()
        #expect(try await second.list(.root).map(\.path) == ["a", "d"])
        #expect(try await second.get(StoreKey("a"))?.array == [9])
        // What nobody finishes is put in its place by its last user.
        do {
            let store = try ZipFileStore(path: path, durability: .none)
            try await store.set(StoreKey("e"), Bytes([5]))
        }
        #expect(try await opened().get(StoreKey("e"))?.array == [5])
        #expect(try directory.names() == ["x.zip"])
    }

    @Test func nothingIsWrittenForNothing() async throws {
        do {
            let store = try ZipFileStore(path: path)
            #expect(try await store.list(.root).isEmpty)
            try await store.erase(StoreKey("a"))
            try await store.erase(.root)
            try store.finish()
        }
        #expect(try directory.names().isEmpty)
    }

    @Test func lettingGoLeavesTheFile() async throws {
        let store = try ZipFileStore(path: path, durability: .none)
        try await store.set(StoreKey("a"), Bytes([1]))
        try store.finish()
        try await store.set(StoreKey("a"), Bytes([2]))
        store.discard()
        await #expect(throws: ZarrError.self) { try await store.set(StoreKey("a"), Bytes([3])) }
        #expect(throws: ZarrError.self) { try store.finish() }
        #expect(try await opened().get(StoreKey("a"))?.array == [1])
        #expect(try directory.names() == ["x.zip"])
    }

    /// A cache that knows a value of one store by its version must not find it in another store of the same file.
    @Test func versionsAreOfOneValueEach() async throws {
        var versions: [ValueVersion] = []
        for number in 0..<3 {
            let store = try ZipFileStore(path: path, durability: .none)
            for byte in 0..<2 {
                try await store.set(StoreKey("a"), Bytes([UInt8(number), UInt8(byte)]))
                versions.append(try #require(try store.version(of: StoreKey("a"))))
            }
            try store.finish()
            #expect(try store.version(of: StoreKey("a")) == versions.last)
        }
        #expect(Set(versions).count == 6)
    }

    /// Values that a file had before have another version in each session, or a cache would take one for the other.
    @Test func versionsOfWhatWasThere() async throws {
        var versions: [ValueVersion] = []
        for number in 0..<3 {
            let store = try ZipFileStore(path: path, durability: .none)
            try await store.set(StoreKey("a"), Bytes([UInt8(number)]))
            try store.finish()
            let next = try ZipFileStore(path: path, durability: .none)
            try await next.set(StoreKey("b"), Bytes([1]))
            let version = try #require(try next.version(of: StoreKey("a")))
            #expect(try next.source(for: StoreKey("a"))?.version == version)
            versions.append(version)
            try next.finish()
        }
        #expect(Set(versions).count == 3)
    }

    @Test func aFileThatWasEmptied() async throws {
        let store = try ZipFileStore(path: path, durability: .none)
        try await store.set(StoreKey("a"), Bytes([1]))
        try store.finish()
        try await store.erase(.root)
        try store.finish()
        #expect(try await opened().list(.root).isEmpty)
        let again = try ZipFileStore(path: path, durability: .none)
        try await again.set(StoreKey("b"), Bytes([2]))
        try again.finish()
        #expect(try await opened().list(.root).map(\.path) == ["b"])
    }

    /// What a link points to is written, with the permissions that it has.
    @Test func linksAndPermissions() async throws {
        let store = try ZipFileStore(path: path, durability: .none)
        try await store.set(StoreKey("a"), Bytes([1]))
        try store.finish()
        let files = FileManager.default
        try files.setAttributes([.posixPermissions: 0o600], ofItemAtPath: path)
        try files.createDirectory(atPath: directory.path + "/d", withIntermediateDirectories: false)
        try files.createSymbolicLink(atPath: directory.path + "/d/y.zip", withDestinationPath: "../x.zip")
        let linked = try ZipFileStore(path: directory.path + "/d/y.zip", durability: .none)
        try await linked.set(StoreKey("b"), Bytes([2]))
        let other = try ZipFileStore(path: path, durability: .none)
        await #expect(throws: ZarrError.self) { try await other.set(StoreKey("c"), Bytes([3])) }
        try linked.finish()
        #expect(try await opened().list(.root).map(\.path) == ["a", "b"])
        #expect(try files.attributesOfItem(atPath: path)[.posixPermissions] as? Int == 0o600)
        #expect(
            try files.attributesOfItem(atPath: directory.path + "/d/y.zip")[.type] as? FileAttributeType
                == .typeSymbolicLink)
        let error = #expect(throws: ZarrError.self) { try ZipFileStore(path: directory.path + "/d") }
        #expect(error?.code == .exists)
    }

    /// Who opens a file while its last user lets it go waits for what that has written.
    @Test func letGoAndOpened() async throws {
        for number in 0..<20 {
            let purpose: StorePurpose = number == 0 ? .writing : .reading
            let location = try Location(parsing: path)
            do {
                let store = try await location.resolve(for: purpose).store.writable()
                try await store.set(StoreKey("a"), pattern(1 << 20, seed: number))
            }
            let found = try await location.resolve(for: .reading).store
            #expect(try await found.get(StoreKey("a")) == pattern(1 << 20, seed: number))
        }
    }

    @Test func oneWriterAtATime() async throws {
        let first = try ZipFileStore(path: path, durability: .none)
        let second = try ZipFileStore(path: path, durability: .none)
        try await first.set(StoreKey("a"), Bytes([1]))
        let busy = await #expect(throws: ZarrError.self) { try await second.set(StoreKey("b"), Bytes([2])) }
        #expect(busy?.code == .conflict)
        try first.finish()
        // What it had read is not what is there now.
        let late = await #expect(throws: ZarrError.self) { try await second.set(StoreKey("b"), Bytes([2])) }
        #expect(late?.code == .conflict)
        #expect(try await opened().list(.root).map(\.path) == ["a"])
    }

    /// Documents first and from the root downwards, nothing that was replaced.
    @Test func compacts() async throws {
        let store = try ZipFileStore(path: path, durability: .none)
        let chunk = pattern(100_000, seed: 1)
        try await store.set(StoreKey("a/c/1"), pattern(50_000, seed: 2))
        try await store.set(StoreKey("a/c/0"), chunk)
        for number in 0..<5 { try await store.set(StoreKey("a/zarr.json"), Bytes([UInt8(number)])) }
        try await store.set(StoreKey("zarr.json"), Bytes([8]))
        try await store.set(StoreKey("a/c/0"), chunk)
        #expect(store.garbageBytes > 100_000)
        try store.setComment(Array("{\"other\": 1}".utf8))
        let (before, after) = try store.compact()
        #expect(before == 0)
        #expect(after < 151_000)
        #expect(store.garbageBytes == 0)
        let found = try await opened()
        #expect(found.comment == Array("{\"other\": 1}".utf8))
        #expect(try await found.get(StoreKey("a/c/0")) == chunk)
        #expect(try await found.get(StoreKey("a/zarr.json"))?.array == [4])
        #expect(try order() == ["zarr.json", "a/zarr.json", "a/c/1", "a/c/0"])
        try await store.set(StoreKey("a/zarr.json"), Bytes([9]))
        try store.finish()
        #expect(try await opened().get(StoreKey("a/zarr.json"))?.array == [9])
        #expect(try store.compact().before > after)
    }

    /// It says that documents come first in the file, and is taken away where they do not any more.
    @Test func theTextOfImagesGoesWithTheirOrder() async throws {
        let store = try ZipFileStore(path: path, durability: .none)
        try await store.set(StoreKey("zarr.json"), Bytes([8]))
        try await store.set(StoreKey("c/0"), Bytes([1]))
        let comment = Array(#"{"ome":{"version":"0.5"}}"#.utf8)
        try store.setComment(comment)
        try store.finish()
        #expect(try await opened().comment == comment)
        try await store.set(StoreKey("c/1"), Bytes([1]))
        try store.finish()
        #expect(try await opened().comment == comment)
        try await store.set(StoreKey("a/zarr.json"), Bytes([1]))
        try store.finish()
        #expect(try await opened().comment.isEmpty)
    }

    /// More values than 16 bits can count: the records of ZIP64.
    @Test func manyValues() async throws {
        let store = try ZipFileStore(path: path, durability: .none)
        for number in 0..<66_000 { try store.replace(StoreKey("\(number)"), []) }
        try await store.set(StoreKey("last"), Bytes([1]))
        try store.finish()
        let found = try await opened()
        #expect(try await found.list(.root).count == 66_001)
        #expect(try await found.get(StoreKey("last"))?.array == [1])
        #expect(try await found.size(of: StoreKey("65999")) == 0)
    }

    @Test func theSameValuesAreTheSameBytes() async throws {
        var files: [Data] = []
        for name in ["x.zip", "y.zip"] {
            let store = try ZipFileStore(path: directory.path + "/" + name, durability: .none, level: 9)
            try await store.set(StoreKey("é/a"), pattern(100, seed: 3))
            try await store.set(StoreKey("b"), Bytes([UInt8](repeating: 1, count: 10_000)))
            try store.finish()
            files.append(try Data(contentsOf: URL(fileURLWithPath: store.path)))
        }
        #expect(files[0] == files[1])
        #expect(files[0].count < 1000)
    }

    /// The names in the order of their headers in the file.
    private func order() throws -> [String] {
        let bytes = [UInt8](try Data(contentsOf: URL(fileURLWithPath: path)))
        var names: [String] = []
        var place = 0
        bytes.withUnsafeBytes { bytes in
            while bytes.loadUnaligned(fromByteOffset: place, as: UInt32.self) == ZipRecord.localSignature {
                let stored = Int(bytes.loadUnaligned(fromByteOffset: place + 18, as: UInt32.self))
                let name = Int(bytes.loadUnaligned(fromByteOffset: place + 26, as: UInt16.self))
                let extra = Int(bytes.loadUnaligned(fromByteOffset: place + 28, as: UInt16.self))
                names.append(String(decoding: bytes[(place + 30)..<(place + 30 + name)], as: UTF8.self))
                place += 30 + name + extra + stored
            }
        }
        return names
    }
}

func pattern(_ count: Int, seed: Int) -> Bytes {
    Bytes((0..<count).map { UInt8(truncatingIfNeeded: ($0 &* 2_654_435_761 &+ seed) >> 7) })
}
