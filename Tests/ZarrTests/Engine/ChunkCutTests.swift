import Testing
import Zarr
import ZarrTesting

/// Parts of shards that several workers decode are what one would have decoded.
@Suite struct ShardCutTests {
    private static func slice(_ range: Range<Int>) -> Selection.Axis {
        .slice(start: range.lowerBound, stop: range.upperBound, step: 1)
    }

    private static let shape = [96, 80, 64]

    @Test(arguments: [[96, 80, 64], [48, 40, 64], [16, 80, 32]], [[16, 16, 16], [48, 8, 32], [16, 40, 8]])
    func slicesAreTheWhole(shards: [Int], chunks: [Int]) async throws {
        guard zip(shards, chunks).allSatisfy({ $0 % $1 == 0 }) else { return }
        let array = try await ZarrArray.create(
            in: MemoryStore(),
            ArrayLayout(shape: Self.shape, dataType: .int32, chunks: chunks, shards: shards, codecs: [.zstd(level: 1)]))
        let count = Self.shape.reduce(1, *)
        try await array.write(NDArray(shape: Self.shape, (0..<count).map { Int32($0) }))
        var random = SeededGenerator(seed: 0x5AD + UInt64(shards[0] + chunks[0]))
        for _ in 0..<25 {
            let axes = Self.shape.map { extent in
                let ends = (random.number(0...extent - 1), random.number(0...extent - 1))
                return (start: min(ends.0, ends.1), end: max(ends.0, ends.1) + 1, step: random.pick(1, 1, 1, 3, 20))
            }
            let selection: Selection = [
                .slice(start: axes[0].start, stop: axes[0].end, step: axes[0].step),
                .slice(start: axes[1].start, stop: axes[1].end, step: axes[1].step),
                .slice(start: axes[2].start, stop: axes[2].end, step: axes[2].step),
            ]
            var expected: [Int32] = []
            for z in stride(from: axes[0].start, to: axes[0].end, by: axes[0].step) {
                for y in stride(from: axes[1].start, to: axes[1].end, by: axes[1].step) {
                    for x in stride(from: axes[2].start, to: axes[2].end, by: axes[2].step) {
                        expected.append(Int32((z * Self.shape[1] + y) * Self.shape[2] + x))
                    }
                }
            }
            let found = try await array.read(selection, as: Int32.self)
            let isEqual = found.elements == expected
            try #require(isEqual, "\(axes) of shards \(shards) of \(chunks)")
        }
    }
}
