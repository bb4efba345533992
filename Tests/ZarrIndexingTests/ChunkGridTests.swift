import Testing
import ZarrBase
import ZarrIndexing

@Suite struct ChunkGridTests {
    @Test func countsChunksUpwards() {
        let grid = ChunkGrid.regular(chunkShape: [3, 4, 5])
        #expect(grid.rank == 3)
        #expect(grid.gridShape(for: [9, 9, 0]) == [3, 3, 0])
        #expect(grid.gridShape(for: [1, .max, 1 << 62]) == [1, 1 << 61, ((1 << 62) - 1) / 5 + 1])
        #expect(ChunkGrid.regular(chunkShape: [0]).gridShape(for: [0]) == [0])
        #expect(ChunkGrid.regular(chunkShape: []).gridShape(for: []) == [])
    }

    @Test func findsChunks() {
        let grid = ChunkGrid.regular(chunkShape: [3, 4])
        #expect(grid.chunkIndices(containing: [8, 8]) == [2, 2])
        #expect(grid.chunkRegion(at: [2, 2]) == Region(origin: [6, 8], shape: [3, 4]))
        #expect(grid.chunkShape(at: [7, 7]) == [3, 4])
        // Indices of a stray key in a store.
        #expect(grid.chunkRegion(at: [.max, 0]).origin == [.max, 0])
    }

    @Test func refusesGridsThatCannotBe() throws {
        func code(_ chunkShape: [Int], _ shape: [Int]) -> ZarrError.Code? {
            do {
                try ChunkGrid.regular(chunkShape: chunkShape).validate(for: shape)
                return nil
            } catch { return error.code }
        }
        #expect(code([3], [10]) == nil)
        #expect(code([0], [0]) == nil)
        #expect(code([], []) == nil)
        #expect(code([0], [1]) == .invalidMetadata)
        #expect(code([-1], [0]) == .invalidMetadata)
        #expect(code([3], [-1]) == .invalidMetadata)
        #expect(code([3], [3, 3]) == .invalidMetadata)
    }
}
