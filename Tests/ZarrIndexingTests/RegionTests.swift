import Testing
import ZarrIndexing

@Suite struct RegionTests {
    @Test(arguments: SeededGenerator.seeds)
    func intersectsLikeSetsOfElements(seed: UInt64) throws {
        var generator = SeededGenerator(seed: seed)
        for _ in 0..<500 {
            let rank = generator.int(0...3)
            func region(_ generator: inout SeededGenerator) -> Region {
                Region(
                    origin: (0..<rank).map { _ in generator.int(-3...3) },
                    shape: (0..<rank).map { _ in generator.int(0...4) })
            }
            let (first, second) = (region(&generator), region(&generator))
            let common = Self.elements(first).intersection(Self.elements(second))
            try #require(first.intersection(second).map(Self.elements) ?? [] == common, "\(first) \(second)")
            try #require((first.intersection(second) == nil) == common.isEmpty)
            try #require(first.contains(second) == Self.elements(second).isSubset(of: Self.elements(first)))
            try #require(first.elementCount == Self.elements(first).count)
            try #require(first.isEmpty == Self.elements(first).isEmpty)
            let point = (0..<rank).map { _ in generator.int(-4...8) }
            try #require(first.contains(index: point) == Self.elements(first).contains(point))
            let offset = (0..<rank).map { _ in generator.int(-4...4) }
            let moved = Self.elements(first).map { zip($0, offset).map { $0 + $1 } }
            try #require(Self.elements(first.translated(by: offset)) == Set(moved))
        }
    }

    @Test func standsAtTheEndsOfInt() {
        let huge = Region(whole: [.max, .max])
        #expect(huge.elementCount == .max)
        #expect(Region(whole: [.max, 0]).elementCount == 0)
        let far = Region(origin: [.max - 1, .min], shape: [.max, .max])
        #expect(far.intersection(huge) == nil)
        #expect(far.intersection(Region(whole: [.max, 1])) == nil)
        #expect(far.translated(by: [.max, .min]).origin == [.max, .min])
        #expect(huge.contains(index: [.max - 1, 0]))
        #expect(!huge.contains(index: [0]) && !huge.contains(Region(whole: [1])))
    }

    private static func elements(_ region: Region) -> Set<[Int]> {
        var elements: [[Int]] = [[]]
        for (origin, extent) in zip(region.origin, region.shape) {
            elements = elements.flatMap { head in (0..<extent).map { head + [origin + $0] } }
        }
        return Set(elements)
    }
}
