import Testing
import ZarrFormats
import ZarrIndexing

/// What a worker does to learn of its next chunk.
@Suite(.enabled(if: AllocationCount.isAvailable)) struct PartitionTests {
    @Test(arguments: [
        ChunkGrid.regular(chunkShape: [7, 64, 100]),
        ChunkGrid.rectilinear([.repeating(10), .repeating(64), .repeating(99)]),
    ])
    func chunksAreProjectedWithoutMemory(grid: ChunkGrid) throws {
        let shape = [100, 1000, 1000]
        let selection = try Selection(parsing: "3:90:2,:,10:990").resolved(in: shape)
        let partition = try ChunkPartition(selection, grid: grid, shape: shape)
        var projection = ChunkProjection(rank: 3)
        var elements = 0
        let allocations = AllocationCount.whenWarm {
            elements = 0
            for number in 0..<partition.count {
                partition.project(number, into: &projection)
                elements += projection.count[0] * projection.count[1] * projection.count[2]
            }
        }
        // One more chunk is no more memory; without the optimizer each axis of a chunk costs some.
        #expect(allocations <= (AllocationCount.isOptimized ? 0 : 8 * partition.count))
        #expect(elements == selection.elementCount)
        #expect(partition.count > 1000)
    }

    @Test func keysTakeOneAllocation() {
        let encoding = ChunkKeyEncoding.default(separator: .slash)
        let indices = [[1, 2, 3], [1000, 2000, 3000], [123_456, 7_890_123, 4567]]
        for index in indices {
            let allocations = AllocationCount.whenWarm { _ = encoding.key(for: index) }
            #expect(allocations <= (AllocationCount.isOptimized ? 1 : 4), "\(encoding.key(for: index))")
        }
    }
}
