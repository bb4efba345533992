import Testing
import Zarr

@testable import ZarrTools

struct BenchTests {
    @Test(arguments: BenchMode.allCases)
    func readsAndWritesEverything(_ mode: BenchMode) async throws {
        let array = try await ZarrArray.counting(.uint16, [9, 10, 11], chunks: [2, 3, 4], shards: [4, 6, 8])
        let read = try ReadBench(array, mode)
        try await read.run()
        let planes = 2 * (2 * 110 + 2 * 99 + 2 * 90)
        #expect(read.byteCount == (mode == .planes ? planes : 2 * 990))
        let store = MemoryStore()
        let write = try await WriteBench(array, mode, to: store)
        try await write.run()
        try await write.prepare()
        #expect(try await ZarrArray.open(in: store).read([1, 1], as: UInt16.self).elements.allSatisfy { $0 == 0 })
        try await write.run()
        let copy = try await ZarrArray.open(in: store)
        // Planes lie at the last index, as none of the extents reaches 77.
        #expect(try await copy.read([8], as: UInt16.self) == array.read([8], as: UInt16.self))
        if mode != .planes { #expect(try await copy.read().bytes == array.read().bytes) }
    }

    @Test func chunksAreShardsAndSubchunksTheirParts() async throws {
        let array = try await ZarrArray.counting(.uint16, [9, 10], chunks: [2, 3], shards: [4, 6])
        #expect(Array(try BenchRegions(array, .chunks)).count == 6)
        #expect(Array(try BenchRegions(array, .subchunks)).count == 20)
        #expect(
            Array(try BenchRegions(array, .planes)).map(\.shape) == [
                [1, 10], [9, 1], [1, 10], [1, 10], [9, 1], [1, 10],
            ])
    }

    @Test func chunksThatDifferAreReadOneByOne() async throws {
        let grid = try ChunkGridText.parse("[2*2,4,1],6", of: "--chunks")
        let array = try await ZarrArray.create(
            in: MemoryStore(), ArrayLayout(shape: [9, 10], dataType: .uint16, chunkGrid: grid))
        let regions = Array(try BenchRegions(array, .chunks))
        #expect(regions.map(\.origin) == [0, 2, 4, 8].flatMap { [[$0, 0], [$0, 6]] })
        #expect(regions.map(\.elementCount).reduce(0, +) == 90)
    }

    @Test func aScalarHasNoPlanes() async throws {
        let array = try await ZarrArray.counting(.uint16, [])
        #expect { _ = try ReadBench(array, .planes) } throws: { ($0 as? ZarrError)?.code == .invalidArgument }
        try await ReadBench(array, .whole).run()
    }
}
