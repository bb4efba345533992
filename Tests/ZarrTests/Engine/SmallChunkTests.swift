import Foundation
import Testing
import Zarr

/// Small chunks without a codec behind their elements are read by one call; what is no such chunk is told apart.
@Suite struct SmallChunkTests {
    private let directory = NSTemporaryDirectory() + "zarr-small-" + UUID().uuidString

    private func array() async throws -> ZarrArray {
        let store = try FileSystemStore(root: directory, durability: .none)
        let layout = ArrayLayout(
            shape: [5, 6], dataType: .int16, chunks: [2, 3], codecs: [], fillValue: FillValue(bytes: [7, 0]))
        return try await ZarrArray.create(in: store, at: "a", layout)
    }

    @Test func chunksOfAllKindsAreRead() async throws {
        let array = try await array()
        defer { try? FileManager.default.removeItem(atPath: directory) }
        var expected: [Int16] = []
        for number in 0..<30 { expected.append(Int16(number * 3 - 40)) }
        try await array.write(NDArray(shape: [5, 6], expected))
        #expect(try await array.read(as: Int16.self).elements == expected)
        // Neither a directory nor a pipe is a chunk, and a missing one is fill.
        try FileManager.default.removeItem(atPath: directory + "/a/c/0/1")
        try FileManager.default.createDirectory(atPath: directory + "/a/c/0/1", withIntermediateDirectories: false)
        try FileManager.default.removeItem(atPath: directory + "/a/c/1/0")
        #expect(mkfifo(directory + "/a/c/1/0", 0o666) == 0)
        try FileManager.default.removeItem(atPath: directory + "/a/c/2/1")
        let unstored: Set<[Int]> = [[0, 1], [1, 0], [2, 1]]
        for place in expected.indices where unstored.contains([place / 12, place % 6 / 3]) { expected[place] = 7 }
        #expect(try await array.read(as: Int16.self).elements == expected)
    }

    @Test(arguments: [0, 1, 11, 13, 100_000]) func aValueOfAnotherSizeIsNoChunk(size: Int) async throws {
        let array = try await array()
        defer { try? FileManager.default.removeItem(atPath: directory) }
        try await array.fill(with: Int16(1))
        try await array.store.writable().set(
            StoreKey("a/c/1/1"), Bytes([UInt8](repeating: 1, count: size)))
        let selections: [Selection] = [.all, [2..<4, 3..<6], [2..<3, 3..<4]]
        for selection in selections {
            let error = await #expect(throws: ZarrError.self) { try await array.read(selection) }
            #expect(error?.code == .corruptData)
            #expect(error?.key == "a/c/1/1")
            #expect(error?.codec == "bytes")
            #expect(error?.message.contains("\(size) bytes are stored where a chunk takes 12") == true)
        }
    }
}
