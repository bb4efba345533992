import Foundation
import Testing
import Zarr
import ZarrTesting
import ZarrTools

@Suite struct MigrationTests {
    struct Case: Sendable, CustomTestStringConvertible {
        let path: String
        var testDescription: String { path.split(separator: "/").suffix(3).joined(separator: "/") }
    }

    private static let fixtures: String = {
        var parts = #filePath.split(separator: "/")
        parts.removeLast(4)
        return "/" + parts.joined(separator: "/") + "/Fixtures/"
    }()

    /// Every array of Zarr v2 and v1 that somebody else wrote.
    static let cases: [Case] = ["tensorstore", "traps", "zarr2", "zarr3", "zarrs"].flatMap { producer in
        let folder = fixtures + producer + "/arrays/"
        let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
        return names.sorted().map { folder + $0 }.filter { path in
            [".zarray", "meta"].contains { FileManager.default.fileExists(atPath: path + "/" + $0) }
                && !FileManager.default.fileExists(atPath: path + "/zarr.json")
        }.map(Case.init)
    }

    @Test func fixturesAreFound() { #expect(Self.cases.count > 200) }

    private func copy(_ path: String, to prefix: String = "") async throws -> MemoryStore {
        let source = try FileSystemStore(root: path, createsRoot: false)
        let store = MemoryStore()
        for key in try await source.list(.root) {
            if let bytes = try await source.get(key) { try await store.set(StoreKey(prefix + key.path), bytes) }
        }
        return store
    }

    /// The values and the attributes are the same, and no chunk was written.
    @Test(arguments: cases) func stored(_ fixture: Case) async throws {
        let store = try await copy(fixture.path)
        let old = try await ZarrArray.open(in: store, context: ZarrContext.standard.warning { _ in })
        let values = try await old.read()
        let names = try await old.dimensionNames()
        let chunks = try await contents(of: store)
        let plan = try await MigrationPlan(in: store, at: "")
        #expect(try await contents(of: store, documents: true) == contents(of: copy(fixture.path), documents: true))
        if !plan.failures.isEmpty {
            // What no document of Zarr v3 can say; the list of them is short.
            let words = ["Zarr v3 has no codec", "Zarr v3 has no data type", "Zarr v3 cannot say"]
            for failure in plan.failures { #expect(words.contains { failure.message.contains($0) }, "\(failure)") }
            return
        }
        try await plan.run(removingOld: true)
        #expect(try await contents(of: store) == chunks)
        let left = try await store.list(.root).map(\.name)
        #expect(Set(left).isDisjoint(with: [".zarray", ".zgroup", ".zattrs", ".zmetadata", "meta", "attrs"]))
        let new = try await ZarrArray.open(in: store, format: .zarr3)
        #expect(new.dataType == old.dataType)
        #expect(new.fillValue.bytes == old.fillValue.bytes)
        #expect(try await new.dimensionNames() == names)
        let again = try await new.read()
        #expect(again.shape == values.shape)
        if new.dataType.isVariableLength {
            #expect(again.strings() == values.strings())
        } else {
            #expect(again.bytes.array == values.bytes.array)
        }
    }

    private func contents(of store: MemoryStore, documents: Bool = false) async throws -> [String: [UInt8]] {
        let names = ["zarr.json", ".zarray", ".zgroup", ".zattrs", ".zmetadata", "meta", "attrs"]
        var contents: [String: [UInt8]] = [:]
        for key in try await store.list(.root) where documents || !names.contains(key.name) {
            contents[key.path] = try await store.get(key)?.array
        }
        return contents
    }

    private func hierarchy() async throws -> MemoryStore {
        let store = MemoryStore()
        let root = try await ZarrGroup.create(in: store, attributes: ["title": "x"], format: .zarr2)
        let layout = ArrayLayout(
            shape: [4, 6], dataType: .float32, chunks: [2, 3], codecs: [.zstd()], fillValue: nil,
            dimensionNames: ["y", "x"], attributes: ["units": "K"], format: .zarr2)
        let array = try await ZarrArray.create(in: store, at: "g/a", layout)
        try await array.write(NDArray(shape: [4, 6], (0..<24).map(Float.init)))
        try await root.consolidate()
        return store
    }

    @Test func namesOfAxesAndConsolidatedMetadata() async throws {
        let store = try await hierarchy()
        let plan = try await MigrationPlan(in: store, at: "")
        #expect(plan.steps.map(\.path) == ["", "g", "g/a"])
        try await plan.run()
        let root = try await ZarrGroup.open(in: store)
        #expect(root.format == .zarr3)
        #expect(try await root.attributes() == ["title": "x"])
        #expect(root.description.consolidated?.paths == ["g", "g/a"])
        let array = try await ZarrArray.open(in: store, at: "g/a")
        #expect(array.description.dimensionNames == ["y", "x"])
        // The fill value that xarray takes for missing data stands in the attributes in Zarr v3.
        #expect(try await array.attributes().map(\.key) == ["units", "_FillValue"])
        #expect(array.description.chunkKeyEncoding == .v2(separator: .dot))
        #expect(try await array.read(["y": 3], as: Float.self).elements == [18, 19, 20, 21, 22, 23])
        // The old documents are still there, and say the same.
        #expect(try await ZarrArray.open(in: store, at: "g/a", format: .zarr2).shape == [4, 6])
    }

    @Test func goesOnWhereItWasBrokenOff() async throws {
        let store = try await hierarchy()
        let whole = try await MigrationPlan(in: store, at: "")
        try await store.set(StoreKey("g/a/zarr.json"), #require(whole.steps.last).documents[0].bytes)
        let rest = try await MigrationPlan(in: store, at: "")
        #expect(rest.steps.map(\.isDone) == [false, false, true])
        try await rest.run(removingOld: true)
        let again = try await Hierarchy.open(in: store).nodes().map(\.format)
        #expect(again == [.zarr3, .zarr3, .zarr3])
        await #expect {
            try await MigrationPlan(in: store, at: "")
        } throws: {
            ($0 as? ZarrError)?.code == .notFound && "\($0)".contains("Zarr v3 already")
        }
    }

    /// All that stands against it is found before anything is written.
    @Test func nothingIsWrittenWhereAnythingCannotBeSaid() async throws {
        let store = try await hierarchy()
        try await store.set(StoreKey("g/b/.zarray"), Bytes(#"{"zarr_format":2,"shape":[1],"chunks":[1]}"#.utf8))
        try await store.set(StoreKey("g/c/.zarray"), #require(try await store.get(StoreKey("g/a/.zarray"))))
        try await store.set(StoreKey("g/c/zarr.json"), Bytes(#"{"zarr_format":3,"node_type":"group"}"#.utf8))
        let before = try await contents(of: store, documents: true)
        let plan = try await MigrationPlan(in: store, at: "")
        #expect(plan.failures.map(\.node) == ["/g/b", "/g/c"])
        #expect(plan.failures.map(\.code) == [.invalidMetadata, .exists])
        await #expect(throws: ZarrError.self) { try await plan.run(removingOld: true) }
        #expect(try await contents(of: store, documents: true) == before)
    }

    @Test func groupsWithoutDocumentsGetOne() async throws {
        let store = try await hierarchy()
        try await store.erase(StoreKey("g/.zgroup"))
        try await store.erase(StoreKey("g/.zattrs"))
        try await store.set(StoreKey("other/readme"), Bytes([1]))
        let plan = try await MigrationPlan(in: store, at: "")
        #expect(plan.steps.map(\.path) == ["", "g", "g/a"])
        try await plan.run(removingOld: true)
        #expect(try await Hierarchy.open(in: store).nodes().map(\.path) == ["", "g", "g/a"])
        #expect(try await store.get(StoreKey("g/zarr.json")) != nil)
    }

    /// Records whose fields differ in byte order would read as other numbers under any document of Zarr v3.
    @Test(arguments: [("<i4", ">f8", false), (">i4", ">f8", true), ("|u1", ">f8", true), ("<i4", "<f8", true)])
    func recordsOfSeveralByteOrders(_ first: String, _ second: String, _ isSaid: Bool) async throws {
        let store = MemoryStore()
        let document =
            #"{"zarr_format":2,"shape":[1],"chunks":[1],"dtype":[["a","\#(first)"],["b","\#(second)"]],"#
            + #""compressor":null,"fill_value":null,"order":"C","filters":null}"#
        try await store.set(StoreKey(".zarray"), Bytes(document.utf8))
        let size = first == "|u1" ? 9 : 12
        try await store.set(StoreKey("0"), Bytes((0..<size).map { UInt8($0 + 1) }))
        let values = try await ZarrArray.open(in: store).read().bytes.array
        let plan = try await MigrationPlan(in: store, at: "")
        #expect(plan.failures.map(\.code) == (isSaid ? [] : [.unsupported]))
        if !isSaid { #expect("\(plan.failures)".contains("byte order")) }
        guard isSaid else { return }
        try await plan.run()
        #expect(try await ZarrArray.open(in: store, format: .zarr3).read().bytes.array == values)
    }

    /// Differences of big-endian numbers: zarr-python 3 writes wrong ones where the document says `>i4`.
    @Test(arguments: ["<i4", ">i4"]) func differencesKeepTheirMeaning(_ type: String) async throws {
        let store = MemoryStore()
        let filters = #"[{"id":"delta","dtype":"\#(type)","astype":"\#(type.prefix(1))i2"}]"#
        let document =
            #"{"zarr_format":2,"shape":[4],"chunks":[4],"dtype":"\#(type)","compressor":null,"fill_value":0,"#
            + #""order":"C","filters":\#(filters)}"#
        try await store.set(StoreKey(".zarray"), Bytes(document.utf8))
        // 1, 1 - 1, 3 - 1, 1000 - 3
        let differences: [Int16] = [1, 0, 2, 997]
        let bytes = differences.flatMap { number in
            withUnsafeBytes(of: type.hasPrefix(">") ? number.bigEndian : number.littleEndian) { Array($0) }
        }
        try await store.set(StoreKey("0"), Bytes(bytes))
        try await MigrationPlan(in: store, at: "").run()
        let array = try await ZarrArray.open(in: store, format: .zarr3)
        #expect(try await array.read(as: Int32.self).elements == [1, 1, 3, 1000])
        let codecs = array.description.codecs.all.map(\.v3)
        #expect(codecs[0].configuration == ["dtype": "<i4", "astype": "<i2"])
        #expect(codecs[1].configuration == ["endian": type.hasPrefix(">") ? "big" : "little"])
    }
}
