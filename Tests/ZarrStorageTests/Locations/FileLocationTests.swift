import Foundation
import Testing
import ZarrBase
import ZarrStorage

@Suite struct FileLocationTests {
    let directory: TemporaryDirectory
    /// What the system calls the directory; the temporary one may lie behind links.
    let top: String

    init() throws {
        directory = try TemporaryDirectory()
        top = directory.path
    }

    private func make(_ paths: String...) throws {
        for path in paths {
            let url = URL(fileURLWithPath: top + "/" + path)
            if path.hasSuffix("/") {
                try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
            } else {
                try FileManager.default.createDirectory(
                    at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
                try Data("{}".utf8).write(to: url)
            }
        }
    }

    private func expect(
        _ path: String, _ purpose: StorePurpose = .reading, is root: String, _ node: String,
        sourceLocation: SourceLocation = #_sourceLocation
    ) async throws {
        let resolved = try await Location(parsing: top + "/" + path).resolve(for: purpose)
        #expect(resolved.store.description == top + root, sourceLocation: sourceLocation)
        #expect(resolved.nodePath == node, sourceLocation: sourceLocation)
    }

    private func expect(_ code: ZarrError.Code, _ path: String, _ purpose: StorePurpose = .reading) async {
        let error = await #expect(throws: ZarrError.self) {
            try await Location(parsing: path).resolve(for: purpose)
        }
        #expect(error?.code == code)
        #expect(error?.hint != nil)
    }

    @Test func theOutermostNodeIsTheRoot() async throws {
        try make("plain/hierarchy/zarr.json", "plain/hierarchy/g/zarr.json", "plain/hierarchy/g/a/zarr.json")
        for purpose in [StorePurpose.reading, .writing] {
            try await expect("plain/hierarchy/g/a", purpose, is: "/plain/hierarchy", "g/a")
            try await expect("plain/hierarchy/g/a/", purpose, is: "/plain/hierarchy", "g/a")
            try await expect("plain//hierarchy/./g", purpose, is: "/plain/hierarchy", "g")
            try await expect("plain/hierarchy", purpose, is: "/plain/hierarchy", "")
        }
        try make("old/.zgroup", "old/a/.zarray", "older/.zmetadata", "older/a/.zarray")
        try await expect("old/a", is: "/old", "a")
        try await expect("older/a", is: "/older", "a")
    }

    @Test func aGapEndsTheHierarchy() async throws {
        try make("outer.x/zarr.json", "outer.x/gap/inner/zarr.json", "outer.x/gap/inner/a/zarr.json")
        try await expect("outer.x/gap/inner/a", is: "/outer.x/gap/inner", "a")
    }

    @Test func storesGoByTheirNames() async throws {
        try make("data.zarr/g/", "x.ome.zarr/0/", "y.n5/s0/", "plain/a/", "zarr/a/")
        try await expect("data.zarr/g", is: "/data.zarr", "g")
        try await expect("x.ome.zarr/0", is: "/x.ome.zarr", "0")
        try await expect("y.n5/s0", is: "/y.n5", "s0")
        try await expect("plain/a", is: "/plain/a", "")
        try await expect("zarr/a", is: "/zarr/a", "")
    }

    @Test func nodesToBeMade() async throws {
        try await expect("new.zarr/g/a", .writing, is: "/new.zarr", "g/a")
        try await expect("new/g/a", .writing, is: "/new/g/a", "")
        try make("hierarchy/zarr.json", "hierarchy/plain/")
        try await expect("hierarchy/g/a", .writing, is: "/hierarchy", "g/a")
        try await expect("hierarchy/plain", .writing, is: "/hierarchy", "plain")
        try await expect("hierarchy/plain/a", .writing, is: "/hierarchy/plain/a", "")
        #expect(try directory.names() == ["hierarchy", "hierarchy/plain", "hierarchy/zarr.json"])
    }

    @Test func whatIsNotThere() async throws {
        try make("data.zarr/zarr.json", "data.zarr/.zattrs", "data.tif")
        await expect(.notFound, top + "/data.zarr/missing")
        await expect(.notFound, top + "/missing/data.zarr")
        await expect(.notFound, "~/missing.zarr")
        await expect(.notFound, top + "/data.zarr/zarr.json")
        await expect(.notFound, top + "/data.zarr/.zattrs")
        await expect(.unsupported, top + "/data.tif")
        await expect(.exists, top + "/data.tif", .writing)
    }

    @Test func whatPointsElsewhere() async throws {
        try make("store/zarr.json", "store/a/zarr.json", "store/a/b/", "other/")
        try FileManager.default.createSymbolicLink(atPath: top + "/other/link", withDestinationPath: "../store/a")
        // Through the link: its ".." is the store, not "other".
        let resolved = try await Location(parsing: top + "/other/link/../a").resolve(for: .reading)
        #expect(resolved.nodePath == "a")
        #expect(resolved.store.description.hasSuffix("/store"))
        try await expect("other/link", is: "/other/link", "")
        let missing = try Location(parsing: top + "/nowhere/../a")
        await #expect(throws: ZarrError.self) { try await missing.resolve(for: .reading) }
    }

    @Test func relativePathsSeeTheDirectoriesAbove() async throws {
        let name = "FileLocationTests-\(UUID().uuidString).zarr"
        let resolved = try await Location(parsing: name + "/a").resolve(for: .writing)
        #expect(resolved.store.description == FileManager.default.currentDirectoryPath + "/" + name)
        #expect(resolved.nodePath == "a")
    }

    @Test func urlsAreDecoded() async throws {
        try make("a b.zarr/zarr.json")
        let resolved = try await Location(parsing: "file://" + top + "/a%20b.zarr").resolve(for: .reading)
        #expect(resolved.store.description == top + "/a b.zarr")
    }

    /// A ZIP file is one by its name, or where the location says so; what is no node in it is found as in a directory.
    @Test func filesOfValues() async throws {
        try make("d/")
        let made = try await Location(parsing: top + "/d/x.zip/g").resolve(for: .writing)
        #expect(made.store.description == top + "/d/x.zip")
        #expect(made.nodePath == "g")
        let store = try #require(made.store as? ZipFileStore)
        for name in ["in/zarr.json", "in/g/zarr.json"] { try await store.set(StoreKey(name), Bytes("{}".utf8)) }
        // Who names it again in the process sees what was written.
        let again = try await Location(parsing: top + "/d/x.zip/in/g").resolve(for: .reading)
        #expect(try await again.store.size(of: StoreKey("zarr.json")) == 2)
        try store.finish()
        try FileManager.default.copyItem(atPath: top + "/d/x.zip", toPath: top + "/d/plain")
        for text in ["/d/plain|zip:in/g", "/d/plain|zip:/in|zarr3:g"] {
            let found = try await Location(parsing: top + text).resolve(for: .reading)
            #expect(found.nodePath == "g")
            #expect(try await found.store.get(StoreKey("g/zarr.json"))?.count == 2)
            #expect(found.store as? any Store != nil)
        }
        await expect(.unsupported, top + "/d/plain")
        let front = try await Location(parsing: "zip:" + top + "/d/x.zip/in|zip:g").resolve(for: .reading)
        #expect(front.nodePath == "g")
        await expect(.notFound, "zip:" + top + "/d/y.zip")
        await expect(.exists, top + "/d/plain", .writing)
    }
}
