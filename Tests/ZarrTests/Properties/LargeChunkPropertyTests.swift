import Foundation
import Testing
import Zarr
import ZarrStorage
import ZarrTesting

/// Chunks of so many bytes that files are read in pieces, blosc makes several blocks and values have more than their
/// beginning read at first; boxes of them, read and written, beside a list of numbers.
@Suite struct LargeChunkPropertyTests {
    /// The part of an axis that a selection takes: the first index, the distance and the number.
    private struct Line {
        var start: Int
        var step: Int
        var count: Int
        var isReversed: Bool

        init(_ random: inout SeededGenerator, extent: Int) {
            start = random.number(0...extent - 1)
            step = random.oneIn(4) ? random.number(2...9) : 1
            let most = (extent - start + step - 1) / step
            count = random.oneIn(5) ? 1 : random.number(1...most)
            isReversed = random.oneIn(6)
        }

        var last: Int { start + (count - 1) * step }

        var axis: Selection.Axis {
            isReversed
                ? .slice(start: last, stop: start == 0 ? nil : start - 1, step: -step)
                : .slice(start: start, stop: last + 1, step: step)
        }

        var indices: [Int] {
            let indices = (0..<count).map { start + $0 * step }
            return isReversed ? indices.reversed() : indices
        }
    }

    @Test func boxesAreWhatTheListHas() async throws {
        let directory = FileManager.default.temporaryDirectory.appendingPathComponent("boxes-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: directory) }
        var divided = ZarrContext(workers: 3)
        divided.sizes = .smallest
        var count = 0
        for seed in TestSeed.seeds(10) {
            var random = SeededGenerator(seed: seed)
            let rank = random.number(1...3)
            let shape = (0..<rank).map { _ in random.number(1...[200_000, 500, 80][rank - 1]) }
            let chunks = shape.map { min($0, random.number(1...max(1, [150_000, 400, 70][rank - 1]))) }
            let codecs = chain(&random, chunks)
            let context = random.oneIn(2) ? ZarrContext.standard : divided
            let cache = random.oneIn(3) ? ChunkCache(byteLimit: random.pick(100_000, 4 << 20)) : nil
            let store: any Store =
                random.oneIn(4) ? MemoryStore() : try FileSystemStore(root: directory.path, durability: .none)
            do {
                let array = try await ZarrArray.create(
                    in: store, at: "a",
                    ArrayDescription(
                        format: .zarr3, shape: shape, chunkGrid: .regular(chunkShape: chunks),
                        chunkKeyEncoding: .default(separator: .slash), dataType: .uint32,
                        fillValue: FillValue(bytes: [7, 0, 0, 0]), codecs: codecs),
                    overwrite: true, context: context.caching(in: cache))
                // Numbers that compress well, a little, or not at all.
                let noise = random.pick(0, 0xFF, 0xFFFF_FFFF) as UInt32
                func value(_ index: Int, _ round: UInt32) -> UInt32 {
                    (UInt32(truncatingIfNeeded: index) &* 2_654_435_761 & noise) &+ UInt32(index >> 8) &+ round
                }
                var model = [UInt32](repeating: 7, count: shape.reduce(1, *))
                for round in 0..<UInt32(random.number(6...30)) {
                    let lines = shape.map { Line(&random, extent: $0) }
                    let selection = Selection(lines.map(\.axis))
                    let places = ModelArray.places(lines.map(\.indices), in: shape)
                    count += 1
                    if round == 0 || random.oneIn(5) {
                        let values = places.map { value($0, round) }
                        for (place, value) in zip(places, values) { model[place] = value }
                        try await array.write(NDArray(shape: lines.map(\.count), values), at: selection)
                    } else {
                        let found = try await array.read(selection, as: UInt32.self).elements
                        let isEqual = found == places.map { model[$0] }
                        try #require(isEqual, "\(lines) in round \(round)")
                    }
                }
                let isEqual = try await array.read(as: UInt32.self).elements == model
                try #require(isEqual, "the whole array")
                count += 1
            } catch {
                Issue.record(
                    """
                    \(error)
                    \(shape) in \(chunks), \(store)
                    \(codecs.all.map { $0.v3.json.serialized() }.joined(separator: " "))
                    \(TestSeed.repeating(seed))
                    """)
                return
            }
        }
        if TestSeed.isAsked { print("\(count) selections of large chunks without a difference") }
    }

    private func chain(_ random: inout SeededGenerator, _ shape: [Int], mayShard: Bool = true) -> CodecChain {
        var chain = CodecChain(arrayToBytes: BytesCodec(endian: random.oneIn(4) ? .big : .little))
        var shape = shape
        if random.oneIn(4) {
            let order = shape.indices.shuffled(using: &random)
            chain.arrayToArray = [TransposeCodec(order: .axes(order))]
            shape = order.map { shape[$0] }
        }
        switch random.number(0...7) {
        case 0, 1, 2:
            chain.bytesToBytes = [
                BloscCodec(
                    compressor: random.pick("lz4", "zstd", "zlib", "blosclz"), level: random.number(0...5),
                    shuffle: random.pick(BloscCodec.Shuffle.byte, .bit, .none),
                    blockSize: random.pick(0, 0, 4096, 20_000))
            ]
        case 3: chain.bytesToBytes = [ZstdCodec(level: 1)]
        case 4: chain.bytesToBytes = [GzipCodec(level: 1)]
        case 5: chain.bytesToBytes = [ShuffleCodec(elementSize: 4), ZstdCodec(level: 1), CRC32CCodec()]
        case 6: chain.bytesToBytes = [CRC32CCodec()]
        default: break
        }
        if mayShard, random.oneIn(3) {
            let subchunks = shape.map { extent in
                (1...extent).filter { extent % $0 == 0 && extent / $0 <= 40 }.randomElement(using: &random) ?? extent
            }
            chain.arrayToBytes = ShardingCodec(
                subchunkShape: subchunks, codecs: self.chain(&random, subchunks, mayShard: random.oneIn(4)),
                indexLocation: random.pick(.start, .end))
            chain.bytesToBytes = []
        }
        return chain
    }
}
