import Testing
import Zarr

/// Stores that other software wrote: every one reads bit for bit as its writer meant it.
@Suite struct FixtureTests {
    struct Case: Sendable, CustomTestStringConvertible {
        let producer: String
        let id: String
        let array: String
        let expected: String

        var testDescription: String { "\(producer)/\(id)" }
    }

    static let cases: [Case] = [
        "arithmetic", "grids", "objects", "tensorstore", "traps", "types", "zarr2", "zarr3", "zarrs",
    ].flatMap { producer in
        Fixtures.list("\(producer)/manifest.json", "cases").compactMap { entry -> Case? in
            guard let id = entry["id"]?.stringValue, let array = entry["array"]?.stringValue,
                let expected = entry["expected"]?.stringValue
            else { return nil }
            return Case(
                producer: producer, id: id, array: Fixtures.path("\(producer)/\(array)"),
                expected: Fixtures.path("\(producer)/\(expected)"))
        }
    }

    @Test func fixturesAreFound() { #expect(Self.cases.count > 400) }

    @Test(arguments: cases)
    func readsAsItsWriterMeant(_ fixture: Case) async throws {
        let array = try await ZarrArray.open(in: FileSystemStore(root: fixture.array))
        let values = try await array.read()
        if fixture.expected.hasSuffix(".json") {
            let expected = try Fixtures.json(fixture.expected)
            #expect(values.shape == expected["shape"]?.arrayValue?.compactMap(\.intValue))
            #expect(values.json() == expected["values"]?.arrayValue)
        } else {
            let expected = try NPYFile(fixture.expected)
            #expect(values.shape == expected.shape)
            #expect(values.bytes == expected.bytes)
        }
    }

    /// The same elements, read one selection at a time, through the paths for parts of chunks.
    @Test(arguments: cases.filter { !$0.expected.hasSuffix(".json") })
    func readsInPartsAsItReadsWhole(_ fixture: Case) async throws {
        let array = try await ZarrArray.open(in: FileSystemStore(root: fixture.array))
        guard let extent = array.shape.first, extent > 1 else { return }
        let size = array.dataType.byteCount * array.shape.dropFirst().reduce(1, *)
        let whole = try NPYFile(fixture.expected).bytes.array
        for row in 0..<extent {
            let values = try await array.read([.index(row)])
            #expect(values.bytes.array == Array(whole[row * size..<(row + 1) * size]), "row \(row)")
        }
    }
}
