import Testing
import Zarr

@testable import ZarrTools

struct ExplainTests {
    @Test func foretellsWhatTheReadAsksFor() async throws {
        let array = try await ZarrArray.counting(.uint16, [9, 10], chunks: [2, 5], shards: [4, 10])
        let selection: Selection = [2..<7, 3]
        let explanation = try await ReadExplanation.running(array, selection, workers: 2)
        #expect(explanation.elementCount == 5)
        #expect(explanation.askedBytes == 10)
        #expect(explanation.values.map(\.key) == ["c/0/0", "c/1/0"])
        let run = try #require(explanation.run)
        #expect(run.readBytes == explanation.readBytes)
        #expect(run.requests == explanation.requests)
        #expect(run.workers == 2)
    }

    @Test func whatIsDecodedInPlaceIsNotCopied() async throws {
        let whole = try await ZarrArray.counting(.uint16, [9, 10], chunks: [9, 10])
        let inPlace = try #require(try await ReadExplanation.running(whole).run)
        #expect(inPlace.copy == 0)
        let parted = try await ZarrArray.counting(.uint16, [9, 10], chunks: [4, 5])
        let copied = try #require(try await ReadExplanation.running(parted).run)
        #expect(copied.copy > 0)
        let facts = try await ReadExplanation.running(parted).facts
        let times = try #require(facts["run"]?.objectValue)
        for phase in ["open", "get", "decode", "copy"] {
            #expect(times[phase + "_seconds"]?.doubleValue != nil, "\(phase)")
        }
    }
}
