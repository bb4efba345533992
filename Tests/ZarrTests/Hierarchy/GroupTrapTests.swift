import Testing
import Zarr

/// Groups of Fixtures/traps: consolidated metadata in all its forms, odd names, groups without documents.
@Suite struct GroupTrapTests {
    struct Case: Sendable, CustomTestStringConvertible {
        let id: String
        let group: String
        let children: [String]
        let consolidated: [String]?
        let deep: String?
        let attributes: JSONObject?
        var testDescription: String { id }
    }

    static let cases: [Case] = Fixtures.list("traps/manifest.json", "groups").compactMap { entry in
        guard let id = entry["id"]?.stringValue, let group = entry["group"]?.stringValue,
            let children = entry["children"]?.arrayValue?.compactMap(\.stringValue)
        else { return nil }
        return Case(
            id: id, group: Fixtures.path("traps/" + group), children: children,
            consolidated: entry["consolidated"]?.arrayValue?.compactMap(\.stringValue),
            deep: entry["deep"]?.stringValue,
            attributes: entry["attributes"]?.stringValue.flatMap { try? JSONValue.parse($0).objectValue })
    }

    @Test func fixturesAreFound() { #expect(Self.cases.count > 20) }

    @Test(arguments: cases) func showsItsMembers(_ fixture: Case) async throws {
        let store = try FileSystemStore(root: fixture.group, createsRoot: false)
        let group = try await ZarrGroup.open(in: store, metadata: .perNode)
        #expect(try await group.memberNames() == fixture.children)
        let consolidated = try await ZarrGroup.open(in: store)
        #expect(consolidated.description.consolidated?.paths == fixture.consolidated)
        if let attributes = fixture.attributes { #expect(try await group.attributes() == attributes) }
        if let deep = fixture.deep {
            #expect(try await ZarrArray.open(in: store, at: deep).shape == [2])
            #expect(try await Hierarchy.open(in: store).nodes().map(\.path).contains(deep))
        }
    }
}
