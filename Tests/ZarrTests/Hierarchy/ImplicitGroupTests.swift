import Synchronization
import Testing
import Zarr
import ZarrTesting

/// Groups that have no document of their own, as Zarr v3 had them until it was final.
@Suite struct ImplicitGroupTests {
    let store = MemoryStore()

    private func prepare(_ format: FormatIdentifier) async throws {
        let layout = ArrayLayout(shape: [2], dataType: .int8, format: format)
        _ = try await ZarrArray.create(in: store, at: "g/h/a", layout)
        for document in ["zarr.json", ".zgroup", ".zattrs", "attributes.json"] {
            for group in ["g/", "g/h/"] { try await store.erase(StoreKey(group + document)) }
        }
    }

    @Test(arguments: FormatIdentifier.writable)
    func areWalkedAndOpened(_ format: FormatIdentifier) async throws {
        try await prepare(format)
        let hierarchy = try await Hierarchy.open(in: store)
        #expect(try await hierarchy.nodes().map(\.path) == ["", "g", "g/h", "g/h/a"])
        let warnings = Mutex<[String]>([])
        let context = ZarrContext.standard.warning { text in warnings.withLock { $0.append(text) } }
        let group = try await ZarrGroup.open(in: store, at: "g/h", context: context)
        #expect(group.format == format)
        #expect(try await group.attributes().isEmpty)
        #expect(try await group.memberNames() == ["a"])
        #expect(warnings.withLock { $0 } == (format == .n5 ? [] : ["/g/h: no document describes this group"]))
        await #expect(throws: ZarrError.self) { try await ZarrArray.open(in: store, at: "g") }
    }

    @Test(arguments: FormatIdentifier.writable)
    func getADocumentOnceTheyHaveAttributes(_ format: FormatIdentifier) async throws {
        try await prepare(format)
        try await ZarrGroup.open(in: store, at: "g").updateAttributes { $0["x"] = 1 }
        let group = try await ZarrGroup.open(in: store, at: "g", format: format, metadata: .perNode)
        #expect(try await group.attributes() == ["x": 1])
        #expect(group.description.warnings.isEmpty)
    }

    /// Directories of other things are no groups, however deep one has to look; nor is the root of a store.
    @Test func areOnlyWhatHoldsNodes() async throws {
        _ = try await ZarrGroup.create(in: store)
        try await store.set(StoreKey("doc/img/a.png"), Bytes([1]))
        try await store.set(StoreKey("__cache/a/zarr.json"), Bytes("{}".utf8))
        #expect(try await ZarrGroup.open(in: store).memberNames() == [])
        let other = MemoryStore()
        _ = try await ZarrArray.create(in: other, at: "x/a", ArrayLayout(shape: [2], dataType: .int8))
        try await other.erase(StoreKey("zarr.json"))
        await #expect(throws: ZarrError.self) { try await Hierarchy.open(in: other) }
    }

    /// The search for nodes in something that is none ends.
    @Test func theSearchIsBounded() async throws {
        _ = try await ZarrGroup.create(in: store)
        for number in 0..<2000 { try await store.set(StoreKey("big/\(number)/x"), Bytes([1])) }
        let log = RequestLog()
        let group = try await ZarrGroup.open(in: RecordingStore(store, log: log))
        #expect(try await group.memberNames() == [])
        #expect(log.count < 300)
    }
}
