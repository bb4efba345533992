import Testing
import ZarrBase
import ZarrIndexing

@Suite struct SelectionParseTests {
    @Test func readsPython() throws {
        let cases: [(String, Selection)] = [
            ("", .all), ("  ", .all), ("[]", .all), ("[ ]", .all), ("...", [.ellipsis]), (":", [.all]), ("::", [.all]),
            ("0:10, ::2, -1", [0..<10, .all.by(2), -1]),
            ("[0:10,::2,-1]", [0..<10, .all.by(2), -1]),
            (" 5 : , : -5 , : : -1 ", [5..., ..<(-5), .all.by(-1)]),
            ("..., +3", [.ellipsis, 3]),
            ("3,", [3]),
            ("1:2:", [1..<2]),
            ("-9223372036854775808:9223372036854775807", [.slice(start: .min, stop: .max, step: 1)]),
            ("time=0:10, lat=5", ["time": 0..<10, "lat": 5]),
            ("time = ::2", ["time": .all.by(2)]),
            ("température=0", ["température": 0]),
            ("a=b=0", ["a=b": 0]),
            ("[1, 5,7], :", [[1, 5, 7], .all]),
            ("0:2, [-1]", [0..<2, [-1]]),
            ("[1, 5, 7],", [[1, 5, 7]]),
            ("[[1, 5, 7]]", [[1, 5, 7]]),
            ("[[1, 5], [], 0]", [[1, 5], [], 0]),
            ("[1, 5, 7]", [1, 5, 7]),
            ("[],", [[]]),
            ("time=[3, 1], lat=0:10", ["time": [3, 1], "lat": 0..<10]),
            ("blocks(0, 1:3)", .blocks([0, 1..<3])),
            ("blocks( )", .blocks([])),
            ("blocks=1", ["blocks": 1]),
            ("points([1, 5], [0, -7])", .points([[1, 5], [0, -7]])),
            ("points(3, [0, 7])", .points([[3], [0, 7]])),
        ]
        for (text, selection) in cases {
            #expect(try Selection(parsing: text) == selection, "\(text)")
        }
    }

    @Test func namesThePieceThatIsWrong() throws {
        let cases = [
            ("0, x, 1", "cannot read 'x' of the selection: 'x' is not an integer"),
            ("1:2:3:4", "cannot read '1:2:3:4'"),
            ("0, , 1", "cannot read '' of the selection: a number is missing"),
            (",", "a number is missing"),
            ("::0", "the step is zero"),
            ("1.5", "'1.5' is not an integer"),
            ("1 2", "'1 2' is not an integer"),
            ("--1", "'--1' is not an integer"),
            ("9223372036854775808", "9223372036854775808 does not fit 64 bits"),
            ("-99999999999999999999:", "does not fit 64 bits"),
            ("[0", "the bracket is not closed"),
            ("0]", "'0]' is not an integer"),
            ("=3", "the name before = is missing"),
            ("time=", "cannot read 'time='"),
            ("time=0, 1", "names and positions cannot be mixed"),
            ("....", "'....' is not an integer"),
            ("٣", "is not an integer"),
            ("[1, x], 0", "'x' is not an integer"),
            ("[1, , 2], 0", "a number is missing"),
            ("[1, 2, 0", "the bracket is not closed"),
            ("[0:2], 1", "'0:2' is not an integer"),
            ("[[1], 2], 0", "'[1]' is not an integer"),
            ("blocks(1", "the parenthesis is not closed"),
            ("points(1:2)", "points are lists of indices"),
        ]
        for (text, message) in cases {
            let error = try #require(throws: ZarrError.self) { try Selection(parsing: text) }
            #expect(error.code == .invalidSelection)
            #expect(error.message.contains(message), "\(error)")
        }
    }

    @Test(arguments: SeededGenerator.seeds)
    func readsWhatItWrites(seed: UInt64) throws {
        var generator = SeededGenerator(seed: seed)
        for _ in 0..<300 {
            let axes = (0..<generator.int(0...4)).map { _ in Self.axis(&generator) }
            let selection =
                generator.chance(3) && !axes.isEmpty
                ? Selection(named: axes.enumerated().map { ("d\($0.offset)", $0.element) }) : Selection(axes)
            try #require(try Selection(parsing: selection.description) == selection, "\(selection)")
        }
    }

    @Test(arguments: SeededGenerator.seeds)
    func survivesNoise(seed: UInt64) {
        var generator = SeededGenerator(seed: seed)
        let alphabet = Array("0123456789:,.-+=[][] ab\u{0}\u{301}é")
        for _ in 0..<2000 {
            let text = String(
                (0..<generator.int(0...12)).map { _ in alphabet[generator.int(0...(alphabet.count - 1))] })
            do {
                let selection = try Selection(parsing: text)
                let again = try Selection(parsing: selection.description)
                #expect(again == selection, "\(text.debugDescription)")
            } catch {
                #expect(error.code == .invalidSelection, "\(text.debugDescription)")
            }
        }
    }

    private static func axis(_ generator: inout SeededGenerator) -> Selection.Axis {
        switch generator.int(0...4) {
        case 0: return .index(generator.int(.min ... .max))
        case 4: return .indices((0..<generator.int(0...3)).map { _ in generator.int(-20...20) })
        case 1: return .ellipsis
        default:
            let step = generator.int(-3...3)
            return .slice(
                start: generator.chance(3) ? nil : generator.int(-20...20),
                stop: generator.chance(3) ? nil : generator.int(.min ... .max), step: step == 0 ? 1 : step)
        }
    }
}
