import Testing
import ZarrIndexing

@testable import Zarr

@Suite struct SequentialReadsTests {
    private static func axes(_ rows: Range<Int>, _ columns: Range<Int> = 0..<100) -> [ResolvedSelection.Axis] {
        [rows, columns].map { ResolvedSelection.Axis(start: $0.lowerBound, count: $0.count) }
    }

    private static func verdicts(
        _ reads: [[ResolvedSelection.Axis]], pieceShape: [Int] = [10, 50]
    ) -> [SequentialReads.Verdict] {
        var walk = SequentialReads()
        return reads.map { walk.note($0, pieceShape: pieceShape, shape: [100, 100]) }
    }

    @Test func theThirdStepAnnouncesTheChunksAheadOnce() {
        let reads = (0..<8).map { Self.axes($0 * 3..<$0 * 3 + 3) }
        #expect(
            Self.verdicts(reads) == [
                .none, .none, .next(axis: 0, 10..<20), .next(axis: 0, 20..<30), .none, .none, .next(axis: 0, 30..<40),
                .none,
            ])
    }

    @Test func itMayGoBackwardsAndAlongAnyAxis() {
        let backwards = (0..<3).map { Self.axes(90 - $0 * 5..<95 - $0 * 5) }
        #expect(Self.verdicts(backwards).last == .next(axis: 0, 70..<80))
        let columns = (0..<3).map { Self.axes(0..<100, $0 * 10..<$0 * 10 + 10) }
        #expect(Self.verdicts(columns).last == .next(axis: 1, 50..<100))
    }

    @Test func longStepsAnnounceWhatTheyWillTouch() {
        let reads = (0..<3).map { Self.axes($0 * 25..<$0 * 25 + 2) }
        #expect(Self.verdicts(reads).last == .next(axis: 0, 75..<77))
        #expect(Self.verdicts(reads + [Self.axes(75..<77)]).last == SequentialReads.Verdict.none)
    }

    @Test func anotherWayBreaksIt() {
        let reads = (0..<3).map { Self.axes($0 * 3..<$0 * 3 + 3) }
        #expect(Self.verdicts(reads + [Self.axes(50..<53)]).last == .broken)
        #expect(Self.verdicts(reads + [Self.axes(9..<12, 0..<50)]).last == .broken)
        // Asking for the same again is no other way.
        #expect(Self.verdicts(reads + [Self.axes(6..<9)]).last == SequentialReads.Verdict.none)
    }

    @Test func theEndOfTheArrayIsTheEnd() {
        let reads = (0..<3).map { Self.axes(85 + $0 * 5..<90 + $0 * 5) }
        #expect(Self.verdicts(reads).last == SequentialReads.Verdict.none)
    }
}
