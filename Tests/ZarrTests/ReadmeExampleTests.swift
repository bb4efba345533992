import Testing
import Zarr

/// What README.md shows, run on the sample that it names.
@Suite struct ReadmeExampleTests {
    @Test func januaryIsCopied() async throws {
        let sst = try await ZarrArray.open(Fixtures.root + "/../Samples/coads.zarr/SST")
        let january = try await sst.read([0, .all, 10..<20], as: Float.self)
        #expect(january.shape == [90, 10])
        #expect(try await sst.read(["TIME": 0, "COADSX": 10..<20]).bytes == january.erased.bytes)

        let store = MemoryStore()
        let description = try await sst.description(
            chunks: [1, 45, 90], shards: [12, 90, 180], codecs: [.zstd(level: 3)], format: .zarr3)
        let copy = try await ZarrArray.create(in: store, at: "SST", description)
        try await copy.write(january, at: [0, .all, 10..<20])
        #expect(try await copy.read([0, .all, 10..<20]).bytes == january.erased.bytes)
        #expect(copy.shardShape == [12, 90, 180])
        #expect(try await copy.dimensionNames() == ["TIME", "COADSY", "COADSX"])
    }

    @Test func copyIsCreatedAtALocation() async throws {
        let location = "memory:readme/out.zarr/SST"
        let sst = try await ZarrArray.open(Fixtures.root + "/../Samples/coads.zarr/SST")
        let copy = try await ZarrArray.create(
            location, like: sst, chunks: [1, 45, 90], shards: [12, 90, 180], codecs: [.zstd(level: 3)])
        try await copy.write(sst.read(as: Float.self))
        let again = try await ZarrArray.open(location)
        #expect(try await again.read().bytes == sst.read().bytes)
    }
}
