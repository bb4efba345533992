import Foundation
import Testing
import Zarr
import ZarrTesting
import ZarrTools

@Suite struct ValidationTests {
    let store = MemoryStore()

    private func hierarchy(_ format: FormatIdentifier = .zarr3) async throws -> ZarrArray {
        let array = try await ZarrArray.create(
            in: store, at: "g/a",
            ArrayLayout(
                shape: [4, 6], dataType: .int32, chunks: [2, 3],
                codecs: format == .n5 ? [.zstd()] : [.zstd(), .crc32c],
                format: format))
        try await array.write(NDArray(shape: [4, 3], (1...12).map(Int32.init)), at: [.all, 0..<3])
        return array
    }

    private func issues(deep: Bool = true) async throws -> [String] {
        try await Validation.report(on: store, at: "", readsChunks: deep).issues.map {
            "\($0.severity.rawValue) /\($0.node) \($0.key ?? "") \($0.jsonPath ?? "")"
        }
    }

    @Test(arguments: FormatIdentifier.writable) func whatWeWriteIsValid(_ format: FormatIdentifier) async throws {
        _ = try await hierarchy(format)
        if format.hasConsolidatedMetadata { try await ZarrGroup.open(in: store).consolidate() }
        let report = try await Validation.report(on: store, at: "", readsChunks: true)
        #expect(report.issues.isEmpty, "\(report.text)")
        #expect(report.groupCount == 2 && report.arrayCount == 1)
        #expect(report.census.map(\.stored) == [2])
        #expect(report.census.map(\.total) == [4])
        #expect(report.census.map(\.decoded) == [2])
        #expect(try await Validation.report(on: store, at: "g").census.isEmpty)
    }

    @Test func chunksAndKeys() async throws {
        _ = try await hierarchy()
        var chunk = try #require(try await store.get(StoreKey("g/a/c/0/0"))).array
        chunk[chunk.count / 2] ^= 1
        try await store.set(StoreKey("g/a/c/0/0"), Bytes(chunk))
        try await store.set(StoreKey("g/a/c/9/0"), Bytes(chunk))
        try await store.set(StoreKey("g/a/notes"), Bytes(chunk))
        try await store.set(StoreKey("g/a/b/zarr.json"), Bytes("{}".utf8))
        try await store.set(StoreKey("readme"), Bytes(chunk))
        #expect(try await issues(deep: false) == [])
        #expect(
            Set(try await issues()) == [
                "error /g/a g/a/b/zarr.json ", "error /g/a g/a/c/0/0 ", "warning /g/a g/a/c/9/0 ",
                "warning /g/a g/a/notes ", "warning / readme ",
            ])
        let report = try await Validation.report(on: store, at: "", readsChunks: true)
        #expect(!report.isValid)
        #expect(report.errorCount == 2 && report.warningCount == 3)
        #expect(report.census.map(\.decoded) == [1])
        #expect(report.issues.contains { $0.message.contains("crc32c") })
    }

    @Test func hierarchies() async throws {
        _ = try await hierarchy()
        try await ZarrGroup.open(in: store).consolidate()
        try await store.erase(StoreKey("g/zarr.json"))
        _ = try await ZarrArray.create(in: store, at: "A", ArrayLayout(shape: [1], dataType: .int8))
        _ = try await ZarrArray.create(in: store, at: "a", ArrayLayout(shape: [1], dataType: .int8))
        _ = try await ZarrArray.create(in: store, at: "größe", ArrayLayout(shape: [1], dataType: .int8))
        try await store.set(StoreKey("a/.zarray"), Bytes("{}".utf8))
        let found = try await issues(deep: false)
        #expect(found.contains("error /g  "))
        #expect(found.contains("warning /größe  "))
        #expect(found.contains("warning /  "), "names that differ in case: \(found)")
        #expect(found.contains("warning / zarr.json $.consolidated_metadata.metadata[\"g\"]"))
        #expect(found.contains("warning / zarr.json $.consolidated_metadata.metadata"))
        #expect(found.contains("warning /a  "))
        #expect(found.contains("error /a a/.zarray $.zarr_format"))
    }

    private func put(_ key: String, _ text: String) async throws {
        try await store.set(StoreKey(key), Bytes(text.utf8))
    }

    /// In a container of N5 every directory is a group, with a document or without one.
    @Test func containersOfN5() async throws {
        _ = try await hierarchy(.n5)
        try await put("h/attributes.json", #"{"note": "mere attributes"}"#)
        try await put("größe/i/readme", "x")
        let report = try await Validation.report(on: store, at: "")
        #expect(report.issues.isEmpty, "\(report.text)")
        #expect(report.groupCount == 5 && report.arrayCount == 1)
        for (path, groups) in [("g", 1), ("h", 1), ("größe", 2), ("größe/i", 1), ("g/a", 0)] {
            let report = try await Validation.report(on: store, at: path, readsChunks: true)
            #expect(report.groupCount == groups && report.arrayCount == (path.hasPrefix("g/") || path == "g" ? 1 : 0))
            #expect(report.isValid, "\(path): \(report.text)")
        }
        try await put("h/attributes.json", #"{"note": "#)
        try await put("g/b/attributes.json", #"{"dimensions": [4], "dataType": "int9", "blockSize": [2]}"#)
        try await put("g/a/attributes.json", #"{"dimensions": [4], "dataType": "int8", "compressionType": "raw"}"#)
        let found = try await issues(deep: false)
        #expect(
            found == [
                "warning /g/a g/a/attributes.json $.blockSize", "warning /g/a g/a/attributes.json $.compression",
                "warning /g/b g/b/attributes.json $.compression", "error /g/b g/b/attributes.json $.dataType",
                "error /h h/attributes.json $",
            ])
    }

    /// Not every writer of N5 leaves a document at the root, and nobody's document makes one elsewhere.
    @Test func containersWithoutARoot() async throws {
        _ = try await hierarchy(.n5)
        try await store.erase(StoreKey("attributes.json"))
        try await put("h/attributes.json", #"{"note": "mere attributes"}"#)
        let report = try await Validation.report(on: store, at: "", readsChunks: true)
        #expect(report.issues.isEmpty, "\(report.text)")
        #expect(report.groupCount == 3 && report.arrayCount == 1)
        let other = MemoryStore()
        _ = try await ZarrGroup.create(in: other)
        try await other.set(StoreKey("doc/attributes.json"), Bytes(#"{"note": 1}"#.utf8))
        #expect(try await Validation.report(on: other, at: "").groupCount == 1)
    }

    @Test func aContainerOfANewerVersion() async throws {
        _ = try await hierarchy(.n5)
        try await put("attributes.json", #"{"n5": "5.0.0"}"#)
        let issues = try await issues(deep: false)
        #expect(issues.first == "error / attributes.json $.n5", "\(issues)")
    }

    /// Below the root of another format, each node is what its own document says.
    @Test func formatsWithinAnother() async throws {
        _ = try await hierarchy(.n5)
        let small = ArrayLayout(shape: [2], dataType: .int8, format: .zarr2)
        _ = try await ZarrArray.create(in: store, at: "z/b/c", small)
        for name in [".zgroup", ".zattrs"] { try await store.erase(StoreKey("z/b/" + name)) }
        let report = try await Validation.report(on: store, at: "")
        #expect(report.groupCount == 4 && report.arrayCount == 2)
        #expect(report.issues.map(\.node) == ["z/b"], "\(report.text)")
        try await put("g/a/zarr.json", #"{"zarr_format": 3, "node_type": "group"}"#)
        let issues = try await Validation.report(on: store, at: "").issues
        #expect(issues.contains { $0.node == "g/a" && $0.message.hasSuffix("Zarr v3 wins") })
    }

    @Test func whereThereIsNothing() async {
        await #expect {
            try await Validation.report(on: store, at: "")
        } throws: {
            ($0 as? ZarrError)?.code == .notFound
        }
    }

    /// Every bad store of the fixtures is found out, or is one that may be read.
    @Test func badStores() async throws {
        var parts = #filePath.split(separator: "/")
        parts.removeLast(4)
        let folder = "/" + parts.joined(separator: "/") + "/Fixtures/bad/"
        let list =
            try JSONValue.parse(
                Bytes(Data(contentsOf: URL(fileURLWithPath: folder + "fixtures.json")))
            ).arrayValue ?? []
        #expect(list.count > 200)
        for entry in list.compactMap(\.objectValue) where entry["mayRead"] != true {
            // Valid, but more than anybody can read at once.
            if entry["codes"]?.arrayValue?.contains("limitExceeded") == true { continue }
            guard let path = entry["path"]?.stringValue else { continue }
            let store = try FileSystemStore(root: folder + path, createsRoot: false)
            let report = try? await Validation.report(on: store, at: "", readsChunks: true)
            #expect(report?.isValid != true, "\(path)")
        }
    }
}
