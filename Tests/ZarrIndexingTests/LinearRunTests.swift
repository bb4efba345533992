import Testing
import ZarrIndexing

@Suite struct LinearRunTests {
    /// The boxes of a run are its elements, each once and in order.
    @Test(arguments: SeededGenerator.seeds)
    func boxesAreTheRun(seed: UInt64) throws {
        var generator = SeededGenerator(seed: seed)
        for _ in 0..<200 {
            let shape = (0..<generator.int(0...4)).map { _ in generator.int(1...5) }
            let count = shape.reduce(1, *)
            let ends = (generator.int(0...count), generator.int(0...count))
            let run = min(ends.0, ends.1)..<max(ends.0, ends.1)
            var found: [Int] = []
            var boxes = 0
            LinearRun.forEachBox(of: run, in: shape) { origin, extent in
                boxes += 1
                for place in 0..<extent.reduce(1, *) {
                    var rest = place
                    var position = 0
                    var stride = 1
                    for axis in shape.indices.reversed() {
                        position += (origin[axis] + rest % extent[axis]) * stride
                        rest /= extent[axis]
                        stride *= shape[axis]
                    }
                    found.append(position)
                }
            }
            try #require(found == Array(run), "\(run) of \(shape)")
            #expect(boxes <= 2 * max(1, shape.count))
        }
    }
}
