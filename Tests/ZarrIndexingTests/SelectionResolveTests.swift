import Testing
import ZarrBase
import ZarrIndexing

@Suite struct SelectionResolveTests {
    @Test func slicesLikePython() throws {
        let bounds: [Int?] = [nil] + (-7...7).map { $0 }
        for length in 0...5 {
            for start in bounds {
                for stop in bounds {
                    for step in -6...6 where step != 0 {
                        let selection = Selection([.slice(start: start, stop: stop, step: step)])
                        let resolved = try selection.resolved(in: [length])
                        let model = PythonSlice(start: start, stop: stop, step: step, length: length)
                        try #require(resolved.axes[0].indices == model.indices, "\(selection) of \(length)")
                        try #require(resolved.outputShape == [model.indices.count])
                        try #require(resolved.elementCount == model.indices.count)
                    }
                }
            }
        }
    }

    @Test(arguments: SeededGenerator.seeds)
    func extremesLikePython(seed: UInt64) throws {
        var generator = SeededGenerator(seed: seed)
        let anchors = [Int.min, -(1 << 62), -1, 0, 1, 3, 1 << 31, 1 << 62, Int.max]
        func near(_ generator: inout SeededGenerator) -> Int {
            anchors[generator.int(0...(anchors.count - 1))].addingReportingOverflow(generator.int(-2...2)).partialValue
        }
        for _ in 0..<3000 {
            let length = near(&generator)
            guard length >= 0 else { continue }
            let start = generator.chance(5) ? nil : near(&generator)
            let stop = generator.chance(5) ? nil : near(&generator)
            let step = near(&generator)
            guard step != 0 else { continue }
            let axis = try Selection([.slice(start: start, stop: stop, step: step)]).resolved(in: [length]).axes[0]
            let model = PythonSlice(start: start, stop: stop, step: step, length: length)
            try #require(Int128(axis.count) == model.count, "\(start as Any):\(stop as Any):\(step) of \(length)")
            guard axis.count > 0 else { continue }
            let last = Int128(axis.start) + Int128(axis.count - 1) * Int128(axis.step)
            try #require(
                Int128(axis.isReversed ? axis.start : Int(last)) == model.start + (model.count - 1) * model.step)
            try #require((axis.isReversed ? last : Int128(axis.start)) == model.start)
            try #require(axis.count == 1 || Int128(axis.step) == model.step.magnitudeAsSigned)
        }
    }

    @Test func indicesCountFromBothEnds() throws {
        let resolved = try Selection([0, -1, .all, -3]).resolved(in: [4, 5, 6, 3])
        #expect(resolved.axes.map(\.start) == [0, 4, 0, 0])
        #expect(resolved.axes.map(\.isDropped) == [true, true, false, true])
        #expect(resolved.outputShape == [6])
        #expect(resolved.fullShape == [1, 1, 6, 1])
        #expect(resolved.boundingRegion == Region(origin: [0, 4, 0, 0], shape: [1, 1, 6, 1]))
        #expect(try Selection([.index(.max - 1)]).resolved(in: [.max]).axes[0].start == .max - 1)
        #expect(try Selection([.index(-.max)]).resolved(in: [.max]).axes[0].start == 0)
    }

    @Test(arguments: [5, -6, Int.max, Int.min])
    func indicesOutsideNameTheAxis(index: Int) throws {
        let error = try #require(throws: ZarrError.self) {
            try Selection([.all, .index(index)]).resolved(in: [9, 5], dimensionNames: [nil, "lat"])
        }
        #expect(error.code == .invalidSelection)
        #expect(error.message == "index \(index) is outside axis 1 ('lat') of extent 5")
        #expect(error.hint == "indices run from -5 to 4")
    }

    @Test func missingAxesAreWhole() throws {
        let shape = [2, 3, 4, 5]
        func fullShape(_ selection: Selection) throws -> [Int] { try selection.resolved(in: shape).fullShape }
        #expect(try fullShape(.all) == shape)
        #expect(try fullShape([0]) == [1, 3, 4, 5])
        #expect(try fullShape([.ellipsis, 0]) == [2, 3, 4, 1])
        #expect(try fullShape([0, .ellipsis, 0]) == [1, 3, 4, 1])
        #expect(try fullShape([0, 0, .ellipsis, 0, 0]) == [1, 1, 1, 1])
        #expect(try fullShape([.ellipsis]) == shape)
        #expect(try Selection.all.resolved(in: []).elementCount == 1)
        #expect(try Selection([.ellipsis]).resolved(in: []).outputShape == [])
    }

    @Test func namesFindTheirDimension() throws {
        let names: [String?] = ["time", nil, "lat", "x", "x"]
        let shape = [2, 3, 4, 5, 6]
        let selection: Selection = ["lat": 1..<3, "time": -1]
        #expect(try selection.resolved(in: shape, dimensionNames: names).outputShape == [3, 2, 5, 6])
        #expect(try Selection(named: []).resolved(in: shape).fullShape == shape)
    }

    @Test func saysWhatIsWrong() throws {
        let names: [String?] = ["time", nil, "x", "x"]
        let shape = [2, 3, 4, 5]
        let cases: [(Selection, [String?]?, String)] = [
            ([0, 0, 0, 0, 0], nil, "5 axes are selected, but the array has 4"),
            ([.ellipsis, 0, .ellipsis], nil, "at most one ellipsis"),
            ([.slice(start: nil, stop: nil, step: 0)], names, "axis 0 ('time') has a step of zero"),
            (["lat": 0], names, "no dimension is called 'lat'"),
            (["lat": 0], nil, "no dimension is called 'lat'"),
            (["x": 0], names, "two dimensions are called 'x'"),
            (["time": 0, "time": 1], names, "'time' is selected twice"),
            (["time": .ellipsis], names, "ellipsis"),
        ]
        for (selection, names, message) in cases {
            let error = try #require(throws: ZarrError.self) {
                try selection.resolved(in: shape, dimensionNames: names)
            }
            #expect(error.code == .invalidSelection)
            #expect(error.message.contains(message), "\(error)")
        }
        let empty = try #require(throws: ZarrError.self) { try Selection([0]).resolved(in: [0]) }
        #expect(empty.hint == "the axis has no elements")
    }

    @Test func countsThatDoNotFitAreAnError() throws {
        let huge = [1 << 62, 1 << 62]
        let error = try #require(throws: ZarrError.self) { try Selection.all.resolved(in: huge) }
        #expect(error.code == .limitExceeded)
        #expect(try Selection([.all, 0]).resolved(in: huge).elementCount == 1 << 62)
        #expect(try Selection([.all, ..<0]).resolved(in: huge).elementCount == 0)
        #expect(try Selection([5..<7, -3 ..< -1]).resolved(in: huge).elementCount == 4)
        let negative = try #require(throws: ZarrError.self) { try Selection.all.resolved(in: [-1]) }
        #expect(negative.code == .invalidArgument)
    }

    @Test func knowsTheWhole() throws {
        func isWhole(_ selection: Selection, _ shape: [Int]) throws -> Bool {
            try selection.resolved(in: shape).isWhole(of: shape)
        }
        #expect(try isWhole(.all, [3, 4]))
        #expect(try isWhole([0, 0..<100], [1, 4]))
        #expect(try isWhole([.all.by(-1)], [1]))
        #expect(try isWhole(.all, []))
        #expect(try !isWhole([.all.by(-1)], [3]))
        #expect(try !isWhole([1...], [3]))
        #expect(try !isWhole([.all.by(2)], [3]))
        #expect(try !Selection.all.resolved(in: [3]).isWhole(of: [4]))
    }

    @Test func axesMayBeGiven() throws {
        typealias Axis = ResolvedSelection.Axis
        #expect(try ResolvedSelection(axes: [Axis(start: 2, step: 3, count: 4)]).boundingRegion.shape == [10])
        #expect(try ResolvedSelection(Region(origin: [1], shape: [5])).axes == [Axis(start: 1, count: 5)])
        for axis in [
            Axis(start: -1, count: 1), Axis(start: 0, step: 0, count: 1), Axis(start: 0, count: -1),
            Axis(start: .max, count: 2), Axis(start: 0, step: .max, count: 3),
        ] {
            #expect(throws: ZarrError.self) { try ResolvedSelection(axes: [axis]) }
        }
    }
}

extension Int128 {
    fileprivate var magnitudeAsSigned: Int128 { self < 0 ? -self : self }
}
