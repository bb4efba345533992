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
