import Synchronization
import Testing
import Zarr
import ZarrTesting

/// Consolidated metadata: written, trusted, not trusted, stale, changed.
@Suite struct ConsolidationTests {
    private func hierarchy(_ format: FormatIdentifier, in store: MemoryStore) async throws -> ZarrGroup {
        let root = try await ZarrGroup.create(in: store, attributes: ["title": "root"], format: format)
        _ = try await ZarrGroup.create(in: store, at: "inner", attributes: ["title": "inner"], format: format)
        for path in ["a", "inner/b"] {
            _ = try await ZarrArray.create(
                in: store, at: path,
                ArrayLayout(
                    shape: [3], dataType: .int16, dimensionNames: ["x"], attributes: ["units": "m"], format: format))
        }
        return root
    }

    private func paths(_ group: ZarrGroup) async throws -> [String] {
        var paths: [String] = []
        for try await node in group.walk() { paths.append(node.path) }
        return paths
    }

    @Test(arguments: [FormatIdentifier.zarr2, .zarr3])
    func membersAreAsTheyAreWithoutIt(format: FormatIdentifier) async throws {
        let store = MemoryStore()
        let root = try await hierarchy(format, in: store)
        let before = try await paths(root)
        #expect(before == ["a", "inner", "inner/b"])
        try await root.consolidate()
        let log = RequestLog()
        let again = try await ZarrGroup.open(in: RecordingStore(store, log: log))
        #expect(again.description.consolidated != nil)
        log.reset()
        #expect(try await paths(again) == before)
        guard case .array(let array)? = try await again.member("inner/b") else {
            Issue.record("the array is not found")
            return
        }
        #expect(array.shape == [3])
        #expect(try await array.attributes()["units"] == "m")
        #expect(try await array.dimensionNames() == ["x"])
        guard case .group(let inner)? = try await again.member("inner") else {
            Issue.record("the group is not found")
            return
        }
        #expect(try await inner.memberNames() == ["b"])
        #expect(try await inner.attributes()["title"] == "inner")
        #expect(try await again.member("inner/c") == nil)
        #expect(log.count == 0, "\(log.requests)")
    }

    @Test(arguments: [FormatIdentifier.zarr2, .zarr3])
    func whatIsStaleIsNotTrustedWhereOneAsks(format: FormatIdentifier) async throws {
        let store = MemoryStore()
        try await hierarchy(format, in: store).consolidate()
        _ = try await ZarrArray.create(
            in: store, at: "later", ArrayLayout(shape: [1], dataType: .int8, format: format))
        #expect(try await paths(ZarrGroup.open(in: store)) == ["a", "inner", "inner/b"])
        let trusted = try await ZarrGroup.open(in: store, metadata: .perNode)
        #expect(try await paths(trusted) == ["a", "inner", "inner/b", "later"])
        #expect(try await Hierarchy.open(in: store, metadata: .perNode).nodes().count == 5)
        #expect(try await Hierarchy.open(in: store).nodes().count == 4)
    }

    @Test(arguments: [FormatIdentifier.zarr2, .zarr3])
    func aChangeOfAttributesKeepsIt(format: FormatIdentifier) async throws {
        let store = MemoryStore()
        let root = try await hierarchy(format, in: store)
        try await root.consolidate()
        try await root.updateAttributes { $0["title"] = "changed" }
        let again = try await ZarrGroup.open(in: store)
        #expect(again.description.consolidated?.paths == ["a", "inner", "inner/b"])
        #expect(try await again.attributes()["title"] == "changed")
        try await again.updateAttributes { $0["more"] = 1 }
        #expect(try await ZarrGroup.open(in: store).description.consolidated?.paths.count == 3)
    }

    @Test(arguments: ["null", "{}", #"{"kind":"inline","must_understand":false,"metadata":{}}"#])
    func emptyFormsOfZarr3(form: String) async throws {
        let store = MemoryStore()
        let root = try await hierarchy(.zarr3, in: store)
        _ = root
        let document =
            #"{"zarr_format":3,"node_type":"group","attributes":{},"consolidated_metadata":"# + form + "}"
        try await store.set(StoreKey("zarr.json"), Bytes(document.utf8))
        let group = try await ZarrGroup.open(in: store)
        let isEmpty = form.contains("inline")
        #expect(try await paths(group) == (isEmpty ? [] : ["a", "inner", "inner/b"]))
        #expect(try await paths(ZarrGroup.open(in: store, metadata: .perNode)).count == 3)
    }

    /// Where a node has documents of both formats, v3 is read and the other is said to be ignored.
    @Test func ofTwoDocumentsZarr3Wins() async throws {
        let store = MemoryStore()
        _ = try await ZarrArray.create(
            in: store, at: "a", ArrayLayout(shape: [2], dataType: .int8, format: .zarr2))
        let old = try #require(try await store.get(StoreKey("a/.zarray")))
        let log = Warnings()
        _ = try await ZarrArray.create(in: store, at: "a", ArrayLayout(shape: [3], dataType: .int8), overwrite: true)
        try await store.set(StoreKey("a/.zarray"), old)
        let context = ZarrContext.standard.warning { log.add($0) }
        #expect(try await ZarrArray.open(in: store, at: "a", context: context).shape == [3])
        #expect(log.all.count == 1)
        #expect(log.all.first?.contains("/a: .zarray is ignored, zarr.json") == true)
        #expect(try await ZarrArray.open(in: store, at: "a", format: .zarr2).shape == [2])
    }

    private final class Warnings: Sendable {
        private let state = Mutex<[String]>([])
        var all: [String] { state.withLock { $0 } }
        func add(_ warning: String) { state.withLock { $0.append(warning) } }
    }
}
