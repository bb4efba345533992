import Testing
import ZarrTesting

@testable import Zarr

/// Consolidated metadata knows whether it is stale, and is kept current where one asks.
@Suite struct StalenessTests {
    let store = MemoryStore()

    /// `a`, `inner` and `inner/b` below the root.
    private func hierarchy(
        _ format: FormatIdentifier, context: ZarrContext = .standard
    ) async throws -> ZarrGroup {
        let root = try await ZarrGroup.create(
            in: store, attributes: ["title": "root"], format: format, context: context)
        _ = try await ZarrGroup.create(in: store, at: "inner", attributes: ["x": 1], format: format, context: context)
        for path in ["a", "inner/b"] {
            _ = try await ZarrArray.create(
                in: store, at: path,
                ArrayLayout(shape: [3], dataType: .int16, attributes: ["units": "m"], format: format),
                context: context)
        }
        try await root.consolidate()
        return root
    }

    private func array(_ path: String, _ context: ZarrContext = .standard) async throws -> ZarrArray {
        try await ZarrArray.open(in: store, at: path, context: context)
    }

    private func layout(_ format: FormatIdentifier) -> ArrayLayout {
        ArrayLayout(shape: [2], dataType: .int8, format: format)
    }

    @Test(arguments: [FormatIdentifier.zarr2, .zarr3], StoreKind.allCases)
    func whatChangedIsNamed(_ format: FormatIdentifier, _ kind: StoreKind) async throws {
        _ = try await hierarchy(format)
        func staleness() async throws -> ConsolidatedStaleness? {
            try await ZarrGroup.open(in: kind.store(store)).consolidatedStaleness()
        }
        #expect(try await staleness() == ConsolidatedStaleness())
        try await array("a").resize(to: [5])
        try await array("inner/b").updateAttributes { $0["units"] = "km" }
        _ = try await ZarrArray.create(in: store, at: "inner/deep/new", layout(format))
        _ = try await ZarrGroup.create(in: store, at: "other", format: format)
        var found = try #require(try await staleness())
        #expect(found.changed == ["a", "inner/b"] && found.removed.isEmpty && found.isStale)
        #expect(found.added == ["inner/deep", "other"])
        #expect(found.summary == "changed: a, inner/b; added: inner/deep, other")
        try await array("inner/b").delete()
        try await ZarrGroup.open(in: store).updateAttributes { $0["title"] = "new" }
        found = try #require(try await staleness())
        #expect(found.changed == (format == .zarr2 ? ["", "a"] : ["a"]) && found.removed == ["inner/b"])
        try await ZarrGroup.open(in: store).consolidate()
        #expect(try await staleness()?.isStale == false)
        #expect(try await ZarrGroup.open(in: kind.store(store), at: "inner").consolidatedStaleness() == nil)
    }

    /// Documents that say the same in other words are no change; copies without digests are compared field by field.
    @Test(arguments: [FormatIdentifier.zarr2, .zarr3]) func otherWordsAreNoChange(_ format: FormatIdentifier)
        async throws
    {
        let root = try await hierarchy(format)
        for key in format == .zarr3 ? ["a/zarr.json", "inner/zarr.json"] : ["a/.zarray", "a/.zattrs", "inner/.zgroup"] {
            let key = try StoreKey(key)
            let document = try JSONValue.parse(try #require(try await store.get(key)))
            try await store.set(key, Bytes(document.serialized().utf8))
        }
        #expect(try await root.consolidatedStaleness() == ConsolidatedStaleness())
        let key = try StoreKey(format == .zarr3 ? "zarr.json" : ".zmetadata")
        let carrier = try #require(try await store.get(key))
        var document = try #require(try JSONValue.parse(carrier).objectValue)
        if format == .zarr3 {
            var inline = try #require(document["consolidated_metadata"]?.objectValue)
            #expect(
                inline["member_digests"]?.stringValue?.split(separator: "\n").map { String($0.dropFirst(34)) } == [
                    "a/zarr.json", "inner/zarr.json", "inner/b/zarr.json",
                ])
            inline["member_digests"] = nil
            document["consolidated_metadata"] = .object(inline)
        } else {
            #expect(document["member_digests"]?.stringValue?.split(separator: "\n").count == 8)
            document["member_digests"] = nil
        }
        try await store.set(key, Bytes(JSONValue.object(document).serialized().utf8))
        #expect(try await root.consolidatedStaleness() == ConsolidatedStaleness())
        try await array("a").resize(to: [4])
        #expect(try await root.consolidatedStaleness()?.changed == ["a"])
    }

    @Test func aGroupWithoutADocumentIsThere() async throws {
        let root = try await hierarchy(.zarr3)
        try await store.erase(try StoreKey("inner/zarr.json"))
        try await root.consolidate()
        #expect(try await root.consolidatedStaleness() == ConsolidatedStaleness())
        try await store.erase(try StorePrefix("inner"))
        #expect(try await root.consolidatedStaleness()?.removed == ["inner", "inner/b"])
    }

    @Test func checksCostOneRequestADocument() async throws {
        _ = try await hierarchy(.zarr3)
        let log = RequestLog()
        let root = try await ZarrGroup.open(in: RecordingStore(store, log: log))
        log.reset()
        _ = try await root.consolidatedStaleness()
        #expect(log.count(.get) == 4 && log.count(.list) == 2 && log.count == 6, "\(log.requests)")
    }

    @Test(arguments: [FormatIdentifier.zarr2, .zarr3]) func everyChangeKeepsItCurrent(_ format: FormatIdentifier)
        async throws
    {
        let context = ZarrContext().keepingConsolidated()
        _ = try await hierarchy(format, context: context)
        func expectCurrent(_ paths: [String], _ place: SourceLocation = #_sourceLocation) async throws {
            let root = try await ZarrGroup.open(in: store)
            #expect(root.description.consolidated?.paths == paths, sourceLocation: place)
            #expect(
                try await root.consolidatedStaleness() == ConsolidatedStaleness(), sourceLocation: place)
        }
        try await array("a", context).resize(to: [5])
        try await expectCurrent(["a", "inner", "inner/b"])
        try await array("inner/b", context).updateAttributes { $0["units"] = "km" }
        try await expectCurrent(["a", "inner", "inner/b"])
        try await array("a", context).append(NDArray(shape: [1], [Int16(1)]).erased)
        try await array("a", context).append(NDArray(shape: [1], [Int16(1)]).erased, as: .published)
        try await expectCurrent(["a", "inner", "inner/b"])
        guard case .array(let listed)? = try await ZarrGroup.open(in: store).member("a") else { return }
        #expect(listed.shape == [7])
        _ = try await ZarrArray.create(in: store, at: "new/deep/c", layout(format), context: context)
        try await expectCurrent(["a", "inner", "inner/b", "new", "new/deep", "new/deep/c"])
        try await ZarrGroup.open(in: store, at: "new", context: context).updateAttributes { $0["y"] = 2 }
        try await ZarrGroup.open(in: store, context: context).updateAttributes { $0["title"] = "other" }
        try await expectCurrent(["a", "inner", "inner/b", "new", "new/deep", "new/deep/c"])
        try await ZarrGroup.open(in: store, at: "new/deep", context: context).delete()
        try await expectCurrent(["a", "inner", "inner/b", "new"])
        _ = try await ZarrArray.create(in: store, at: "inner", layout(format), overwrite: true, context: context)
        try await expectCurrent(["a", "inner", "new"])
        try await array("a", context).delete()
        try await expectCurrent(["inner", "new"])
        // Without the setting nothing is written to it.
        try await array("inner").resize(to: [9])
        #expect(try await ZarrGroup.open(in: store).consolidatedStaleness()?.changed == ["inner"])
    }

    /// Groups within groups that both carry metadata learn of a change below both.
    @Test(arguments: [FormatIdentifier.zarr2, .zarr3]) func allGroupsAboveLearn(_ format: FormatIdentifier) async throws
    {
        _ = try await hierarchy(format)
        try await ZarrGroup.open(in: store, at: "inner").consolidate()
        let context = ZarrContext().keepingConsolidated()
        try await array("inner/b", context).resize(to: [8])
        for path in ["", "inner"] {
            let group = try await ZarrGroup.open(in: store, at: path)
            #expect(try await group.consolidatedStaleness() == ConsolidatedStaleness())
        }
    }

    @Test(arguments: [FormatIdentifier.zarr2, .zarr3]) func tasksThatChangeDifferentNodesAreAllSeen(
        _ format: FormatIdentifier
    ) async throws {
        let context = ZarrContext().keepingConsolidated()
        _ = try await hierarchy(format, context: context)
        try await withThrowingTaskGroup(of: Void.self) { group in
            for task in 0..<6 {
                group.addTask {
                    for round in 0..<5 {
                        if task % 2 == 0 {
                            _ = try await ZarrArray.create(
                                in: store, at: "t\(task)/r\(round)", layout(format), context: context)
                        } else {
                            try await array(task % 4 == 1 ? "a" : "inner/b", context)
                                .updateAttributes { $0["t\(task)r\(round)"] = true }
                        }
                    }
                }
            }
            try await group.waitForAll()
        }
        let root = try await ZarrGroup.open(in: store)
        #expect(try await root.consolidatedStaleness() == ConsolidatedStaleness())
        #expect(root.description.consolidated?.paths.count == 3 + 3 * 6)
        guard case .array(let a)? = try await root.member("a") else { return }
        #expect(try await a.attributes().count == 11)
    }

    @Test func oneFormatAGroup() async throws {
        let root = try await hierarchy(.zarr3)
        _ = try await ZarrArray.create(in: store, at: "old", layout(.zarr2))
        let error = await #expect(throws: ZarrError.self) { try await root.consolidate() }
        #expect(error?.code == .unsupported)
    }
}
