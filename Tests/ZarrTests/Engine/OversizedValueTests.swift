import Foundation
import Testing
import Zarr

/// Values that are larger than any chunk are refused before memory is taken for them.
@Suite struct OversizedValueTests {
    enum Kind: CaseIterable, Sendable { case raw, compressed, text, shard, rawShard }

    /// A file of a tebibyte that takes no room on the disk: a hole, with the index of a shard behind it.
    @Test(arguments: Kind.allCases) func aHugeFileIsNoChunk(kind: Kind) async throws {
        let directory = NSTemporaryDirectory() + "zarr-oversized-" + UUID().uuidString
        defer { try? FileManager.default.removeItem(atPath: directory) }
        let store = try FileSystemStore(root: directory, durability: .none)
        let isShard = kind == .shard || kind == .rawShard
        let layout = ArrayLayout(
            shape: [8], dataType: kind == .text ? .string : .int32, chunks: isShard ? [4] : [8],
            shards: isShard ? [8] : nil, codecs: kind == .compressed || kind == .shard ? [.zstd()] : [])
        let array = try await ZarrArray.create(in: store, at: "a", layout)
        let path = directory + "/a/c/0"
        try FileManager.default.createDirectory(atPath: directory + "/a/c", withIntermediateDirectories: true)
        #expect(FileManager.default.createFile(atPath: path, contents: nil))
        let file = try #require(FileHandle(forWritingAtPath: path))
        try file.truncate(atOffset: 1 << 40)
        if isShard {
            try file.seekToEnd()
            var index = [UInt64(0), 1 << 39, .max, .max].flatMap { word in
                withUnsafeBytes(of: word.littleEndian) { Array($0) }
            }
            let checksum = CRC32CReference.checksum(index)
            index += withUnsafeBytes(of: checksum.littleEndian) { Array($0) }
            try file.write(contentsOf: index)
        }
        try file.close()
        for selection in [Selection.all, [1..<3], [.all.by(-2)]] {
            do {
                _ = try await array.read(selection)
                Issue.record("\(selection) is read")
            } catch let error as ZarrError {
                #expect(error.code == .corruptData || error.code == .limitExceeded, "\(error)")
                #expect(error.key == "a/c/0")
                #expect(error.node == "/a")
            }
        }
    }

    /// Of subchunks of one element each most is what compressors and their own index add.
    @Test func aShardOfTinySubchunksIsAsLargeAsItIs() async throws {
        let directory = NSTemporaryDirectory() + "zarr-tiny-" + UUID().uuidString
        defer { try? FileManager.default.removeItem(atPath: directory) }
        let store = try FileSystemStore(root: directory, durability: .none)
        // The difference to the neighbour makes the reader take the shard as a whole.
        let layout = ArrayLayout(
            shape: [12_000], dataType: .uint64, chunks: [1], shards: [12_000],
            codecs: [.zlib(), .bz2(), .gzip(), .gzip()])
        var description = try layout.description()
        description.codecs.arrayToArray = [try #require(CodecChoice.delta("<u8").codec as? any ArrayToArrayCodec)]
        let array = try await ZarrArray.create(in: store, at: "a", description)
        let values = try NDArray(shape: [12_000], (0..<12_000).map { UInt64($0) &* 0x9e37_79b9_7f4a_7c15 })
        try await array.write(values)
        #expect(try FileManager.default.attributesOfItem(atPath: directory + "/a/c/0")[.size] as? Int ?? 0 > 1_500_000)
        #expect(try await array.read(as: UInt64.self).elements == values.elements)
    }
}

/// The checksum bit by bit, as its polynomial says.
private enum CRC32CReference {
    static func checksum(_ bytes: [UInt8]) -> UInt32 {
        var register = UInt32.max
        for byte in bytes {
            register ^= UInt32(byte)
            for _ in 0..<8 { register = register & 1 == 1 ? register >> 1 ^ 0x82f6_3b78 : register >> 1 }
        }
        return ~register
    }
}
