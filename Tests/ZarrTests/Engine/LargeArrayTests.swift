import Foundation
import Testing
import Zarr
import ZarrTesting

/// Arrays large enough for several workers, for shards in pieces and for chunks in slabs.
@Suite struct LargeArrayTests {
    enum Kind: String, CaseIterable, Sendable { case memory, awaited, files, synced }

    struct Layout: Sendable, CustomTestStringConvertible {
        let name: String
        let chunks: [Int]
        var shards: [Int]?
        var codecs: [CodecChoice] = []
        var testDescription: String { name }
    }

    /// Elements of 64 bytes: shards of more than 4 MiB of few elements, as tests are built without optimization.
    static let shape = [96, 40, 20]
    static let size = 64

    static let layouts = [
        Layout(name: "raw", chunks: [40, 13, 20]),
        Layout(name: "transposed", chunks: [48, 40, 10], codecs: [.transpose([2, 0, 1])]),
        Layout(name: "compressed", chunks: [24, 13, 8], codecs: [.blosc("lz4", level: 1)]),
        Layout(name: "one shard", chunks: [16, 10, 10], shards: [96, 40, 20], codecs: [.zstd(level: 1)]),
        Layout(name: "one raw shard", chunks: [8, 40, 10], shards: [96, 40, 20]),
        Layout(name: "two shards", chunks: [10, 8, 20], shards: [50, 40, 20], codecs: [.crc32c]),
    ]

    static let selections: [[Selection.Axis]] = [
        [], [.all.by(-1)], [1..<96, 0..<37], [.slice(start: 90, stop: 2, step: -3), .all.by(7), .all.by(-1)],
        [77], [.ellipsis, 5], [.all, -1], [11..<12, 0..<40, 0..<20],
    ]

    @Test(arguments: Kind.allCases, layouts)
    func partsAreWhatTheyWereWrittenAs(kind: Kind, layout: Layout) async throws {
        let directory = NSTemporaryDirectory() + "zarr-large-" + UUID().uuidString
        defer { try? FileManager.default.removeItem(atPath: directory) }
        let store: any Store =
            switch kind {
            case .memory: MemoryStore()
            case .awaited: AwaitedStore(MemoryStore())
            case .files: try FileSystemStore(root: directory, durability: .none)
            case .synced: try FileSystemStore(root: directory, durability: .data)
            }
        let array = try await ZarrArray.create(
            in: store, at: "a",
            ArrayLayout(
                shape: Self.shape, dataType: .rawBits(8 * Self.size), chunks: layout.chunks, shards: layout.shards,
                codecs: layout.codecs))
        let whole = try Self.whole()
        let written = ProgressCounter(total: Self.size * whole.count)
        try await array.write(whole, progress: written)
        #expect(written.completed == written.total)
        for axes in Self.selections {
            let selection = Selection(axes)
            let resolved = try selection.resolved(in: Self.shape, dimensionNames: nil)
            let progress = ProgressCounter(total: Self.size * resolved.elementCount)
            let part = try await array.read(selection, progress: progress)
            #expect(progress.completed == progress.total, "\(selection)")
            #expect(part.shape == resolved.outputShape)
            #expect(Self.differences(part, resolved) == 0, "\(selection)")
        }
    }

    /// Elements that hold the number of their place in every word.
    private static func whole() throws -> AnyNDArray {
        let words = (0..<shape.reduce(1, *)).flatMap { [UInt64](repeating: UInt64($0), count: size / 8) }
        return try words.withUnsafeBytes {
            try AnyNDArray(shape: shape, dataType: .rawBits(8 * size), bytes: $0)
        }
    }

    /// The number of elements that are not the number of their place in the array.
    private static func differences(_ part: AnyNDArray, _ selection: ResolvedSelection) -> Int {
        let indices = selection.axes.map { axis in
            let indices = (0..<axis.count).map { axis.start + $0 * axis.step }
            return axis.isReversed ? indices.reversed() : indices
        }
        return part.bytes.withUnsafeBytes { bytes in
            var differences = 0
            var place = 0
            for i in indices[0] {
                for j in indices[1] {
                    for k in indices[2] {
                        let expected = UInt64((i * shape[1] + j) * shape[2] + k)
                        let first = bytes.loadUnaligned(fromByteOffset: place, as: UInt64.self)
                        let last = bytes.loadUnaligned(fromByteOffset: place + size - 8, as: UInt64.self)
                        if first != expected || last != expected { differences += 1 }
                        place += size
                    }
                }
            }
            return differences
        }
    }
}
