import Testing
import ZarrIndexing

@Suite struct SelectionLiteralTests {
    @Test func readsLikeNumpy() {
        let last = 20
        let first = 10
        let range = 3..<5
        let selection: Selection = [
            0, -1, .all, .ellipsis, 10..<20, first..<last, 0 ..< -1, 0...9, 0 ... -1, 5..., (-5)..., ..<5, ...5,
            .slice(0..<10, step: 2), .slice(5..., step: 3), (0..<10).by(2), .all.by(-1), .init(range),
            .slice(start: nil, stop: nil, step: -1), .index(last),
        ]
        #expect(
            selection.description
                == "0, -1, :, ..., 10:20, 10:20, 0:-1, 0:10, 0:, 5:, -5:, :5, :6, "
                + "0:10:2, 5::3, 0:10:2, ::-1, 3:5, ::-1, 20")
    }

    @Test func readsNames() {
        let selection: Selection = ["time": 0, "lat": .all, "lon": 10..<20]
        #expect(selection.description == "time=0, lat=:, lon=10:20")
        #expect(selection == Selection(named: [("time", 0), ("lat", .all), ("lon", 10..<20)]))
        #expect(Selection.all == [])
    }

    @Test func rangesStayRangesElsewhere() {
        let half = 0..<10
        let closed = 0...10
        let from = 5...
        let upTo = ..<5
        #expect(half.count == 10 && closed.count == 11 && from.contains(7) && upTo.contains(2))
        #expect((0..<3).map { $0 } == [0, 1, 2])
    }

    @Test func takesABox() {
        let expected: Selection = [2..<5, 0..<4]
        #expect(Selection(Region(origin: [2, 0], shape: [3, 4])) == expected)
        let atTheEnd: Selection = [.slice(start: .max, stop: .max, step: 1)]
        #expect(Selection(Region(origin: [.max], shape: [4])) == atTheEnd)
    }
}
