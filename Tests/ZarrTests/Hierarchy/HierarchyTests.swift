import Foundation
import Testing
import Zarr
import ZarrTesting

@Suite struct HierarchyTests {
    @Test(arguments: FormatIdentifier.writable, StoreKind.allCases)
    func groupsAboveAreCreated(format: FormatIdentifier, kind: StoreKind) async throws {
        let store = kind.store(MemoryStore())
        let layout = ArrayLayout(shape: [2], dataType: .int8, format: format)
        _ = try await ZarrArray.create(in: store, at: "a/b/c", layout)
        let hierarchy = try await Hierarchy.open(in: store)
        #expect(try await hierarchy.nodes().map(\.path) == ["", "a", "a/b", "a/b/c"])
        #expect(try await hierarchy.nodes().map(\.name) == ["", "a", "b", "c"])
        #expect(try await hierarchy.nodes().map(\.format) == [format, format, format, format])
        // What is there is neither replaced nor nested into by accident.
        await expect(.exists) { _ = try await ZarrArray.create(in: store, at: "a/b/c", layout) }
        await expect(.exists) { _ = try await ZarrGroup.create(in: store, at: "a", format: format) }
        await expect(.invalidArgument) { _ = try await ZarrArray.create(in: store, at: "a/b/c/d", layout) }
        await expect(.notFound) { _ = try await ZarrGroup.open(in: store, at: "a/b/c") }
        await expect(.notFound) { _ = try await ZarrArray.open(in: store, at: "a/b") }
        await expect(.notFound) { _ = try await ZarrArray.open(in: store, at: "nowhere") }
        try await ZarrGroup.open(in: store, at: "a").delete()
        #expect(try await Hierarchy.open(in: store).nodes().map(\.path) == [""])
    }

    @Test func overwritingLeavesNothingOfTheOld() async throws {
        let store = MemoryStore()
        let old = try await ZarrArray.create(
            in: store, at: "a", ArrayLayout(shape: [10], dataType: .int8, chunks: [2], format: .zarr2))
        try await old.fill(with: Int8(1))
        let new = try await ZarrArray.create(
            in: store, at: "a", ArrayLayout(shape: [10], dataType: .int16, chunks: [2]), overwrite: true)
        #expect(try await new.read(as: Int16.self).elements == [Int16](repeating: 0, count: 10))
        #expect(try await store.list(StorePrefix("a")).map(\.path) == ["a/zarr.json"])
    }

    @Test func whatCannotBeReadIsOverwrittenWhereOneAsks() async throws {
        let store = MemoryStore()
        try await store.set(StoreKey("a/zarr.json"), Bytes("{torn".utf8))
        let layout = ArrayLayout(shape: [1], dataType: .int8)
        await #expect(throws: ZarrError.self) { try await ZarrArray.create(in: store, at: "a", layout) }
        #expect(try await store.get(StoreKey("a/zarr.json"))?.count == 5)
        _ = try await ZarrArray.create(in: store, at: "a", layout, overwrite: true)
        #expect(try await ZarrArray.open(in: store, at: "a").shape == [1])
    }

    @Test(arguments: ["..", "a/../b", "__reserved", "a//b/..", "."])
    func namesThatAreNoneAreRefused(path: String) async throws {
        let store = MemoryStore()
        await #expect(throws: ZarrError.self) {
            try await ZarrArray.create(in: store, at: path, ArrayLayout(shape: [1], dataType: .int8))
        }
        #expect(try await store.list(.root).isEmpty)
    }

    /// A node that cannot be opened is reported, and the others are walked all the same.
    @Test func aDamagedNodeDoesNotHideTheOthers() async throws {
        let store = MemoryStore()
        for name in ["a", "b", "c"] {
            _ = try await ZarrArray.create(in: store, at: name, ArrayLayout(shape: [1], dataType: .int8))
        }
        try await store.set(StoreKey("b/zarr.json"), Bytes(#"{"zarr_format":3,"node_type":"array"}"#.utf8))
        let group = try await ZarrGroup.open(in: store)
        var failures: [String] = []
        let members = try await group.members { path, error in
            failures.append(path)
            #expect(error.node == "/b")
            #expect(error.jsonPath != nil)
            #expect(error.key == "b/zarr.json")
        }
        #expect(members.map(\.path) == ["a", "c"])
        #expect(failures == ["b"])
        await expect(.invalidMetadata) { _ = try await group.members() }
        await expect(.invalidMetadata) { for try await _ in group.walk() {} }
    }

    @Test func aLocationHoldsThePathBehindItsStore() async throws {
        let directory = NSTemporaryDirectory() + "zarr-hierarchy-" + UUID().uuidString
        defer { try? FileManager.default.removeItem(atPath: directory) }
        let location = directory + "/data.zarr/group/array"
        let array = try await ZarrArray.create(location, shape: [3], dataType: .int8, dimensionNames: ["x"])
        try await array.write(NDArray(shape: [3], [Int8(1), 2, 3]))
        #expect(try await ZarrArray.open(location).read(["x": -1], as: Int8.self).elements == [3])
        #expect(try await ZarrGroup.open(directory + "/data.zarr").memberNames() == ["group"])
        guard case .array = try await Hierarchy.open(location).root else {
            Issue.record("no array")
            return
        }
        await #expect {
            try await Hierarchy.open(directory + "/elsewhere.zarr")
        } throws: {
            ($0 as? ZarrError)?.code == .notFound && "\($0)".contains("elsewhere.zarr")
        }
    }

    @Test(arguments: FormatIdentifier.writable)
    func attributesKeepTheirOrderAndNumbers(format: FormatIdentifier) async throws {
        let store = MemoryStore()
        let text =
            #"{"z":1,"a":9223372036854775807,"u":18446744073709551615,"f":1.50E+2,"n":NaN,"l":[-Infinity,null],"o":{"b":1,"a":2}}"#
        let attributes = try #require(try JSONValue.parse(text).objectValue)
        _ = try await ZarrArray.create(
            in: store, ArrayLayout(shape: [1], dataType: .int8, attributes: attributes, format: format))
        let array = try await ZarrArray.open(in: store)
        #expect(try await JSONValue.object(array.attributes()).serialized() == text)
        try await array.updateAttributes { $0["new"] = "x" }
        try await array.resize(to: [5])
        let again = try await ZarrArray.open(in: store)
        #expect(
            try await JSONValue.object(again.attributes()).serialized() == text.dropLast() + #","new":"x"}"#)
        try await again.updateAttributes { $0 = [:] }
        #expect(try await ZarrArray.open(in: store).attributes().isEmpty)
    }

    @Test(arguments: FormatIdentifier.writable)
    func axesAreSelectedByName(format: FormatIdentifier) async throws {
        let store = MemoryStore()
        let created = try await ZarrArray.create(
            in: store,
            ArrayLayout(shape: [2, 3], dataType: .int32, dimensionNames: ["time", "lat"], format: format))
        try await created.write(NDArray(shape: [2, 3], (0..<6).map(Int32.init)))
        let array = try await ZarrArray.open(in: store)
        #expect(try await array.read(["lat": 1], as: Int32.self).elements == [1, 4])
        #expect(try await array.read(["lat": .all.by(-1), "time": 1], as: Int32.self).elements == [5, 4, 3])
        await expect(.invalidSelection) { _ = try await array.read(["depth": 0]) }
    }

    private func expect(
        _ code: ZarrError.Code, _ place: SourceLocation = #_sourceLocation, _ body: () async throws -> Void
    ) async {
        do {
            try await body()
            Issue.record("no error", sourceLocation: place)
        } catch {
            #expect((error as? ZarrError)?.code == code, "\(error)", sourceLocation: place)
            #expect((error as? ZarrError)?.node != nil, "\(error)", sourceLocation: place)
        }
    }
}
