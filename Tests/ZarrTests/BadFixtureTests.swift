import Testing
import Zarr

/// Stores that must be refused: with the right kind of error, in one line, naming what is wrong.
@Suite struct BadFixtureTests {
    struct Case: Sendable, CustomTestStringConvertible {
        let id: String
        let why: String
        let path: String
        let failsAtOpen: Bool
        let codes: [String]
        let word: String
        /// Whether reading it is as good an answer.
        let mayRead: Bool

        var testDescription: String { id }
    }

    static let cases: [Case] = Fixtures.list("bad/fixtures.json", nil).compactMap { entry in
        guard let id = entry["id"]?.stringValue, let path = entry["path"]?.stringValue,
            let codes = entry["codes"]?.arrayValue?.compactMap(\.stringValue)
        else { return nil }
        return Case(
            id: id, why: entry["why"]?.stringValue ?? "", path: Fixtures.path("bad/" + path),
            failsAtOpen: entry["at"]?.stringValue == "open", codes: codes, word: entry["word"]?.stringValue ?? "",
            mayRead: entry["mayRead"]?.boolValue ?? false)
    }

    @Test func fixturesAreFound() { #expect(Self.cases.count > 200) }

    @Test(arguments: cases)
    func isRefused(_ fixture: Case) async throws {
        let store = try FileSystemStore(root: fixture.path, createsRoot: false)
        do {
            let hierarchy = try await Hierarchy.open(in: store)
            // v2 keeps attributes in a document of their own, which is read when it is asked for.
            _ = try await hierarchy.root.attributes()
            if case .array(let array) = hierarchy.root {
                #expect(!fixture.failsAtOpen || fixture.mayRead, "opens: \(fixture.why)")
                _ = try await array.read()
            }
            #expect(fixture.mayRead, "reads: \(fixture.why)")
        } catch let error as ZarrError {
            expectNamed(error, fixture)
        }
    }

    private func expectNamed(_ error: ZarrError, _ fixture: Case) {
        #expect(fixture.codes.contains(error.code.description), "\(error.code): \(error)")
        #expect(error.description.lowercased().contains(fixture.word.lowercased()), "\(error)")
        #expect(!error.description.contains("\n"))
    }
}
