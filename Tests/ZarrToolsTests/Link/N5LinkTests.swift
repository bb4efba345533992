import Foundation
import Testing
import Zarr

@testable import ZarrTools

/// Zarr v3 over the blocks of N5.
@Suite struct N5LinkTests {
    private func withContainer(_ body: (_ folder: String, _ container: String) async throws -> Void) async throws {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("link-\(UUID().uuidString)").path
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let container = folder + "/a.n5"
        let layout = ArrayLayout(
            shape: [4, 6, 5], dataType: .int32, chunks: [2, 4, 5], codecs: [.blosc()], dimensionNames: ["z", "y", "x"],
            attributes: ["units": "nm"], format: .n5)
        let array = try await ZarrArray.create(container + "/group/data", layout)
        try await array.write(NDArray(shape: [4, 6, 5], (0..<120).map { Int32($0) }))
        _ = try await ZarrArray.create(
            container + "/words", ArrayLayout(shape: [2], dataType: .string, format: .n5))
        try await body(folder, container)
    }

    private func expectLinked(_ location: String) async throws {
        let linked = try await ZarrArray.open(location, format: .zarr3)
        #expect(linked.shape == [5, 6, 4])
        #expect(linked.chunkShape == [5, 4, 2])
        #expect(try await linked.dimensionNames() == ["x", "y", "z"])
        #expect(try await linked.attributes() == ["units": "nm"])
        let values = try await linked.read([2, 3, 1], as: Int32.self)
        #expect(values.elements == [30 + 15 + 2])
        let all = try await linked.view.transposed().read(as: Int32.self)
        #expect(all.elements == (0..<120).map { Int32($0) })
    }

    @Test func besideTheDocumentsOfN5() async throws {
        try await withContainer { _, container in
            let before = try await blocks(container)
            let link = try await N5Link(from: container, to: container)
            #expect(link.steps.map(\.path) == ["", "group", "group/data"])
            #expect(link.failures.map(\.node) == ["/words"])
            try await link.run()
            try await expectLinked(container + "/group/data")
            #expect(try await blocks(container) == before)
            await #expect(throws: ZarrError.self) { try await N5Link(from: container, to: container) }
            try await N5Link(from: container, to: container, overwrites: true).run()
        }
    }

    @Test func elsewhereByLinks() async throws {
        try await withContainer { folder, container in
            let link = try await N5Link(from: container, to: folder + "/b.zarr")
            try await link.run()
            try await expectLinked(folder + "/b.zarr/group/data")
            // What is deleted there are the links.
            try await ZarrGroup.open(folder + "/b.zarr").delete()
            #expect(try await ZarrArray.open(container + "/group/data").read(as: Int32.self).elements.last == 119)
        }
    }

    /// All files of the dataset but documents.
    private func blocks(_ container: String) async throws -> [String: Data?] {
        let files = try FileManager.default.subpathsOfDirectory(atPath: container + "/group/data")
        return Dictionary(
            uniqueKeysWithValues: files.filter { !$0.hasSuffix(".json") }.map {
                ($0, FileManager.default.contents(atPath: container + "/group/data/" + $0))
            })
    }
}
