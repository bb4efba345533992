import Testing
import ZarrBase
import ZarrIndexing

@Suite struct ChunkEdgesTests {
    @Test func findsChunksByElement() throws {
        let edges = try ChunkEdges([.init(extent: 4, count: 2), .init(extent: 3), .init(extent: 5, count: 3)])
        #expect(edges.extent == 26)
        #expect(edges.chunkCount == 6)
        let origins = [0, 4, 8, 11, 16, 21]
        for element in 0..<26 {
            let chunk = edges.chunk(containing: element)
            #expect(chunk == origins.lastIndex { $0 <= element })
            let range = edges.range(ofChunk: chunk)
            #expect(range.origin == origins[chunk])
            #expect(element < range.origin + range.extent)
        }
        #expect(edges.range(ofChunk: 6).extent == 0)
        #expect(edges.range(ofChunk: -1).extent == 0)
    }

    @Test func mergesNeighboursOfOneExtent() throws {
        let edges = try ChunkEdges([.init(extent: 4), .init(extent: 4), .init(extent: 4, count: 5), .init(extent: 1)])
        #expect(edges.runs == [.init(extent: 4, count: 7), .init(extent: 1)])
        #expect("\(edges)" == "[4*7,1]")
    }

    @Test func takesAMillionMillionChunks() throws {
        let edges = try ChunkEdges([.init(extent: 3, count: 1_000_000_000_000), .init(extent: 7)])
        #expect(edges.chunk(containing: 3_000_000_000_001) == 1_000_000_000_000)
        let grid = ChunkGrid.rectilinear([.listed(edges)])
        let shape = [3_000_000_000_005]
        let partition = try ChunkPartition(Selection.all.resolved(in: shape), grid: grid, shape: shape)
        #expect(partition.count == 1_000_000_000_001)
        var projection = ChunkProjection(rank: 1)
        partition.project(partition.count - 1, into: &projection)
        #expect(projection.count == [5])
        #expect(projection.coversChunk && !projection.isWholeChunk)
    }

    @Test(arguments: [[(0, 1)], [(4, 0)], [(-1, 2)], [(Int.max, 2)], [(2, Int.max), (3, 1)]])
    func refusesWhatIsNoRow(_ runs: [(Int, Int)]) {
        #expect(throws: ZarrError.self) { try ChunkEdges(runs.map { .init(extent: $0, count: $1) }) }
    }

    @Test func growsByChunksOfTheLastExtent() throws {
        let grid = ChunkGrid.rectilinear([
            .listed(try ChunkEdges([.init(extent: 4), .init(extent: 3)])), .repeating(5),
        ])
        #expect(try grid.extended(to: [7, 100]) == grid)
        let grown = try grid.extended(to: [11, 100])
        #expect(grown.axes[0].description == "[4,3*3]")
        #expect(grown.gridShape(for: [11, 100]) == [4, 20])
    }

    @Test func endsNotBeforeTheArray() throws {
        let grid = ChunkGrid.rectilinear([.listed(try ChunkEdges([.init(extent: 4, count: 2)]))])
        #expect(throws: Never.self) { try grid.validate(for: [8]) }
        #expect(throws: Never.self) { try grid.validate(for: [1]) }
        #expect(throws: ZarrError.self) { try grid.validate(for: [9]) }
        #expect(throws: ZarrError.self) { try grid.validate(for: [8, 1]) }
    }
}
