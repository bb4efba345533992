import Testing
import ZarrBase
import ZarrIndexing

@Suite struct ChunkPartitionTests {
    @Test(arguments: SeededGenerator.seeds)
    func projectsEveryElementOnce(seed: UInt64) throws {
        var generator = SeededGenerator(seed: seed)
        for _ in 0..<400 {
            let rank = generator.int(0...5)
            let shape = (0..<rank).map { _ in generator.int(generator.chance(8) ? 0...0 : 1...(rank > 3 ? 5 : 12)) }
            let chunkShape = shape.map { $0 == 0 && generator.chance(2) ? 0 : generator.int(1...7) }
            let selection = Selection((0..<generator.int(0...rank)).map { Self.axis(&generator, extent: shape[$0]) })
            let resolved = try selection.resolved(in: shape)
            try Self.check(
                resolved, .regular(chunkShape: chunkShape), shape: shape, "\(selection) of \(shape) by \(chunkShape)")
        }
    }

    @Test(arguments: SeededGenerator.seeds)
    func projectsEveryElementOfListedChunksOnce(seed: UInt64) throws {
        var generator = SeededGenerator(seed: seed)
        for _ in 0..<400 {
            let rank = generator.int(0...4)
            let shape = (0..<rank).map { _ in generator.int(generator.chance(8) ? 0...0 : 1...(rank > 3 ? 6 : 14)) }
            let grid = ChunkGrid.rectilinear(try shape.map { try Self.chunkAxis(&generator, extent: $0) })
            let selection = Selection((0..<generator.int(0...rank)).map { Self.axis(&generator, extent: shape[$0]) })
            let resolved = try selection.resolved(in: shape)
            try Self.check(resolved, grid, shape: shape, "\(selection) of \(shape) by \(grid.axes)")
        }
    }

    private static func chunkAxis(_ generator: inout SeededGenerator, extent: Int) throws -> ChunkAxis {
        if generator.chance(3) { return .repeating(generator.int(1...7)) }
        var runs: [ChunkEdges.Run] = []
        var covered = 0
        while covered < extent || generator.chance(3) {
            runs.append(ChunkEdges.Run(extent: generator.int(1...5), count: generator.int(1...3)))
            covered += (runs.last?.extent ?? 0) * (runs.last?.count ?? 0)
        }
        return .listed(try ChunkEdges(runs))
    }

    private static func axis(_ generator: inout SeededGenerator, extent: Int) -> Selection.Axis {
        if extent > 0, generator.chance(4) { return .index(generator.int(-extent...(extent - 1))) }
        let step = generator.chance(2) ? 1 : generator.int(-9...9)
        return .slice(
            start: generator.chance(2) ? nil : generator.int(-14...14),
            stop: generator.chance(2) ? nil : generator.int(-14...14), step: step == 0 ? 1 : step)
    }

    /// Walks all projections, element by element.
    private static func check(
        _ selection: ResolvedSelection, _ grid: ChunkGrid, shape: [Int], _ comment: String
    ) throws {
        let partition = try ChunkPartition(selection, grid: grid, shape: shape)
        let outputShape = selection.fullShape
        var seen = [Int](repeating: 0, count: outputShape.reduce(1, *))
        var projection = ChunkProjection(rank: shape.count)
        var chunks: [[Int]] = []
        for number in 0..<partition.count {
            partition.project(number, into: &projection)
            chunks.append(projection.chunkIndices)
            let chunkShape = grid.chunkShape(at: projection.chunkIndices)
            try #require(projection.chunkShape == chunkShape, "\(comment)")
            let region = grid.chunkRegion(at: projection.chunkIndices)
            var isRight = true
            for part in Self.positions(projection.count) {
                var place = 0
                for axis in shape.indices {
                    let inChunk = projection.start[axis] + part[axis] * projection.step[axis]
                    let inOutput = projection.outputStart[axis] + part[axis]
                    let selected = selection.axes[axis].start + inOutput * selection.axes[axis].step
                    isRight = isRight && inChunk >= 0 && inChunk < chunkShape[axis]
                    isRight = isRight && region.origin[axis] + inChunk == selected
                    isRight = isRight && inOutput < outputShape[axis]
                    place = place * outputShape[axis] + inOutput
                }
                if isRight { seen[place] += 1 }
            }
            try #require(isRight, "\(comment)")
            let inBounds = region.intersection(Region(whole: shape))
            let parts = projection.count.reduce(1, *)
            try #require(projection.coversChunk == (parts == inBounds?.elementCount), "\(comment)")
            try #require(projection.isWholeChunk == (parts == region.elementCount), "\(comment)")
            try #require(!projection.isWholeChunk || projection.step.allSatisfy { $0 == 1 }, "\(comment)")
            try #require(projection.count.allSatisfy { $0 >= 1 }, "\(comment)")
            #expect(ResolvedSelection(projection).elementCount == parts)
        }
        try #require(seen.allSatisfy { $0 == 1 }, "\(comment)")
        for (before, after) in zip(chunks, chunks.dropFirst()) {
            try #require(before.lexicographicallyPrecedes(after), "\(comment)")
        }
    }

    private static func positions(_ shape: [Int]) -> [[Int]] {
        shape.reduce([[]]) { positions, extent in positions.flatMap { head in (0..<extent).map { head + [$0] } } }
    }

    @Test(arguments: SeededGenerator.seeds)
    func neverOverflows(seed: UInt64) throws {
        var generator = SeededGenerator(seed: seed)
        let anchors = [1, 2, 1 << 31, 1 << 62, Int.max - 2]
        func near(_ generator: inout SeededGenerator) -> Int {
            max(1, anchors[generator.int(0...4)] + generator.int(-2...2))
        }
        var projection = ChunkProjection(rank: 1)
        for _ in 0..<1000 {
            let extent = near(&generator)
            let chunk = near(&generator)
            let start = generator.int(0...(extent - 1))
            let slice = Selection([.slice(start: start, stop: nil, step: near(&generator))])
            let selection = try slice.resolved(in: [extent])
            let partition = try ChunkPartition(selection, grid: .regular(chunkShape: [chunk]), shape: [extent])
            let axis = selection.axes[0]
            try #require(partition.count > 0)
            for number in [0, partition.count / 2, partition.count - 1] {
                partition.project(number, into: &projection)
                let first = Int128(projection.chunkIndices[0]) * Int128(chunk) + Int128(projection.start[0])
                let selected = Int128(axis.start) + Int128(projection.outputStart[0]) * Int128(axis.step)
                try #require(first == selected, "\(slice) of \(extent) by \(chunk)")
                if number == 0 { try #require(projection.outputStart[0] == 0) }
                if number == partition.count - 1 {
                    try #require(projection.outputStart[0] + projection.count[0] == axis.count)
                } else {
                    let end = projection.outputStart[0] + projection.count[0]
                    partition.project(number + 1, into: &projection)
                    try #require(projection.outputStart[0] == end, "\(slice) of \(extent) by \(chunk)")
                }
            }
        }
    }

    @Test func countsBillionsWithoutAList() throws {
        let shape = [1 << 40, 1 << 20]
        let selection = try Selection([.all, 0..<1]).resolved(in: shape)
        let partition = try ChunkPartition(selection, grid: .regular(chunkShape: [64, 64]), shape: shape)
        #expect(partition.count == 1 << 34)
        var projection = ChunkProjection(rank: 2)
        partition.project((1 << 34) - 1, into: &projection)
        #expect(projection.chunkIndices == [(1 << 34) - 1, 0])
        #expect(projection.outputStart == [(1 << 40) - 64, 0])
        #expect(!projection.coversChunk)
    }

    @Test func largeStepsTouchOneChunkAnElement() throws {
        let selection = try Selection([.all.by(10)]).resolved(in: [100])
        let partition = try ChunkPartition(selection, grid: .regular(chunkShape: [3]), shape: [100])
        #expect(partition.count == 10)
        var projection = ChunkProjection(rank: 1)
        partition.project(5, into: &projection)
        #expect(projection.chunkIndices == [16] && projection.start == [2] && projection.outputStart == [5])
        #expect(projection.step == [1] && projection.count == [1])
    }

    @Test func aProjectionOfAnotherRankIsReplaced() throws {
        let selection = try Selection.all.resolved(in: [4, 4])
        let partition = try ChunkPartition(selection, grid: .regular(chunkShape: [4, 4]), shape: [4, 4])
        var projection = ChunkProjection(rank: 0)
        partition.project(0, into: &projection)
        #expect(projection.rank == 2 && projection.isWholeChunk && projection.coversChunk)
    }

    @Test func refusesWhatDoesNotFit() throws {
        func code(_ selection: ResolvedSelection, _ chunkShape: [Int], _ shape: [Int]) -> ZarrError.Code? {
            do {
                _ = try ChunkPartition(selection, grid: .regular(chunkShape: chunkShape), shape: shape)
                return nil
            } catch { return error.code }
        }
        let line = try Selection.all.resolved(in: [10])
        #expect(code(line, [3], [9]) == .invalidArgument)
        #expect(code(line, [3, 3], [10, 10]) == .invalidArgument)
        #expect(code(line, [3, 3], [10]) == .invalidMetadata)
        #expect(code(line, [0], [10]) == .invalidMetadata)
        #expect(code(line, [3], [10]) == nil)
        let plane = try Selection([0..<1, 0..<1]).resolved(in: [1 << 62, 1 << 62])
        #expect(code(plane, [1, 1], [1 << 62, 1 << 62]) == nil)
    }
}
