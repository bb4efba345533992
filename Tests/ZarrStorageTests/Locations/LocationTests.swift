import Foundation
import Testing
import ZarrBase
import ZarrStorage

@Suite struct LocationTests {
    @Test(arguments: [
        ("data.zarr", "file", "data.zarr"), ("/a/b c/", "file", "/a/b c/"), ("file:///a/b%20c", "file", "/a/b c"),
        ("FILE:///a", "file", "/a"), ("file://localhost/a", "file", "/a"), ("file:/a", "file", "/a"),
        ("file:a/b", "file", "a/b"), ("file:///%C3%A9", "file", "/é"), ("memory:x/y", "memory", "x/y"),
        ("memory://x/y", "memory", "x/y"), ("./memory:x", "file", "./memory:x"), ("a:b", "file", "a:b"),
        ("C:\\data", "file", "C:\\data"), ("/x://y", "file", "/x://y"), ("100%", "file", "100%"), (":", "file", ":"),
    ])
    func parses(text: String, scheme: String, path: String) throws {
        let location = try Location(parsing: text)
        #expect(location.scheme == scheme)
        #expect(location.path == path)
        #expect(location.description == text)
    }

    @Test(arguments: [
        ("x.zip|zip:", "x.zip", nil), ("zip:x.zip", "x.zip", nil), ("zip:file:///x.zip|zarr3:/b/", "/x.zip", "zarr3"),
        ("file:///x%7Cy.zip|zip:a|zarr2:b", "/x|y.zip", "zarr2"), ("a|b", "a|b", nil), ("a|b|n5:c", "a|b", "n5"),
        ("memory:x/y.zip|ZIP:a|zarr:", "x/y.zip", "zarr"), ("a|zip:b|c", "a", nil),
    ])
    func parsesSteps(text: String, path: String, format: String?) throws {
        let location = try Location(parsing: text)
        #expect(location.path == path)
        #expect(location.format == format)
    }

    @Test(arguments: ["zip:", "a|zip:x|what:y|zarr3:", "a|zip:|zip:", "a|zarr3:|zip:"])
    func refusesSteps(text: String) {
        #expect(throws: ZarrError.self) { try Location(parsing: text) }
    }

    @Test(arguments: [
        "", "a\0b", "file:", "file:///a%", "file:///a%2", "file:///a%zz", "file:///%ff", "file:///%00", "memory:",
        "memory:///",
    ])
    func refuses(text: String) {
        let error = #expect(throws: ZarrError.self) { try Location(parsing: text) }
        #expect(error?.code == .invalidArgument)
    }

    @Test(arguments: ["s3://bucket/key", "https://host/x.zarr", "gs+x://y", "file://server/x"])
    func namesWhatItDoesNotKnow(text: String) {
        let error = #expect(throws: ZarrError.self) { try Location(parsing: text) }
        #expect(error?.code == .unsupported)
        #expect(error?.hint != nil)
    }

    @Test func namesTheSchemesThatItKnows() {
        let error = #expect(throws: ZarrError.self) { try Location(parsing: "s3://bucket/key") }
        #expect(error?.message.contains("\"s3\"") == true)
        for scheme in StoreCatalog.standard.schemes { #expect(error?.hint?.contains(scheme.form) == true) }
    }

    @Test func theCatalogIsSorted() {
        let names = StoreCatalog.standard.schemes.map(\.name)
        #expect(names == names.sorted())
    }

    @Test func findsStoresInMemory() async throws {
        let location = try Location(parsing: "memory:LocationTests/group//array/")
        await #expect(throws: ZarrError.self) { try await location.resolve(for: .reading) }
        let made = try await location.resolve(for: .writing)
        #expect(made.nodePath == "group/array")
        try await made.store.writable().set(StoreKey("x"), Bytes([1]))
        let found = try await location.resolve(for: .reading)
        #expect(try await found.store.get(StoreKey("x"))?.array == [1])
        MemoryStore.forget(named: "LocationTests")
        let outside = try Location(parsing: "memory:LocationTests/../x")
        await #expect(throws: ZarrError.self) { try await outside.resolve(for: .writing) }
        MemoryStore.forget(named: "LocationTests")
    }
}
