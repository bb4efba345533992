import Foundation
import Testing
import Zarr
import ZarrTesting

/// What a plan says is what the store is asked: range by range, on random layouts and selections.
@Suite struct ReadPlanTests {
    enum Place: CaseIterable { case memory, files }

    @Test(arguments: Place.allCases) func whatIsPlannedIsWhatIsAsked(place: Place) async throws {
        let directory = NSTemporaryDirectory() + "zarr-plan-" + UUID().uuidString
        defer { try? FileManager.default.removeItem(atPath: directory) }
        for seed in TestSeed.seeds(place == .memory ? 300 : 60) {
            var random = SeededGenerator(seed: seed)
            let description = try random.description()
            let base: any Store =
                place == .memory
                ? MemoryStore() : try FileSystemStore(root: directory + "/\(seed)", durability: .none)
            let written = try await ZarrArray.create(in: base, at: "a", description)
            for _ in 0..<random.number(0...2) {
                let axes = written.shape.map { random.axis(extent: $0) }
                let values = try await random.values(for: Selection(axes), of: written)
                try await written.write(values, at: Selection(axes))
            }
            let log = RequestLog()
            let array = try await ZarrArray.open(
                in: base.recorded(in: log), at: "a", format: description.format)
            for _ in 0..<4 {
                let selection = random.anySelection(array.shape)
                let plan = try await array.readPlan(selection)
                log.reset()
                let result = try await array.read(selection)
                let asked = try log.requests.map { request in
                    let size = plan.values.first { $0.key.path == request.path }?.size ?? 0
                    let range = try request.range?.resolved(in: size)
                    return "\(request.kind) \(request.path) \(range.map { "\($0)" } ?? "missing")"
                }
                let planned = plan.values.flatMap { value in
                    value.size == nil
                        ? ["get \(value.key.path) missing"]
                        : value.reads.map { "get \(value.key.path) \($0.range)" }
                }
                guard asked.sorted() == planned.sorted() else {
                    Issue.record(
                        """
                        asked \(asked.sorted())
                        planned \(planned.sorted())
                        \(selection) of \(description.shape) in \(description.chunkGrid) \(description.dataType)
                        \(description.codecs.all.map { $0.v3.json.serialized() }.joined(separator: " "))
                        \(TestSeed.repeating(seed)), \(place)
                        """)
                    return
                }
                #expect(plan.values.reduce(0) { $0 + $1.requests } == log.count(.get))
                #expect(plan.values.reduce(0) { $0 + $1.readBytes } == log.bytes(.get))
                #expect(plan.elementCount == result.shape.reduce(1, *))
            }
        }
    }

    /// Without the read only the indexes of shards are asked for.
    @Test func planningReadsNothingButIndexes() async throws {
        let base = MemoryStore()
        let log = RequestLog()
        for shards in [nil, [32, 32]] {
            let name = shards == nil ? "a" : "b"
            let written = try await ZarrArray.create(
                in: base, at: name,
                ArrayLayout(shape: [64, 32], dataType: .int32, chunks: [16, 16], shards: shards, codecs: [.zstd()]))
            try await written.fill(with: Int32(7))
            let array = try await ZarrArray.open(in: RecordingStore(base, log: log), at: name)
            log.reset()
            let plan = try await array.readPlan([0..<40, .all])
            #expect(log.count(.get) == (shards == nil ? 0 : 2))
            #expect(plan.values.count == (shards == nil ? 6 : 2))
            #expect(plan.values.reduce(0) { $0 + $1.pieces } == 6)
            // Of a zstd frame no more than the rows that are asked for.
            let decodedRows = 4 * 16 + 2 * 8
            #expect(plan.values.reduce(0) { $0 + $1.decodedBytes } == decodedRows * 16 * 4)
        }
    }

    @Test(arguments: [nil, [32, 32]]) func whatTheCacheHoldsIsNotAskedFor(shards: [Int]?) async throws {
        let base = MemoryStore()
        let written = try await ZarrArray.create(
            in: base, at: "a",
            ArrayLayout(shape: [64, 32], dataType: .int32, chunks: [16, 16], shards: shards, codecs: [.zstd()]))
        try await written.fill(with: Int32(7))
        let log = RequestLog()
        let cache = ChunkCache(byteLimit: 1 << 20, readsAhead: false)
        let array = try await ZarrArray.open(in: RecordingStore(base, log: log), at: "a", cache: cache)
        _ = try await array.read([0..<3, 0..<3], as: Int32.self)
        for selection: Selection in [[0..<2, .all], [10..<20, 2], [0..<2, .all], [40, 31]] {
            let plan = try await array.readPlan(selection)
            let hits = cache.statistics.hits
            log.reset()
            _ = try await array.read(selection)
            #expect(plan.values.reduce(0) { $0 + $1.requests } == log.count(.get))
            #expect(plan.values.reduce(0) { $0 + $1.cachedPieces } == cache.statistics.hits - hits)
        }
    }
}

extension SeededGenerator {
    fileprivate mutating func values(for selection: Selection, of array: ZarrArray) async throws -> AnyNDArray {
        let shape = try await array.read(selection).shape
        let elements = (0..<shape.reduce(1, *)).map { _ in element(of: array.dataType, in: array.format) }
        return try ModelArray.array(elements, shape, array.dataType)
    }

    /// Slices, lists and masks an axis, points, or a mask of all.
    fileprivate mutating func anySelection(_ shape: [Int]) -> Selection {
        switch number(0...5) {
        case 0 where !shape.isEmpty && !shape.contains(0):
            let count = number(0...6)
            return .points(shape.map { extent in (0..<count).map { _ in number(0...extent - 1) } })
        case 1 where !shape.isEmpty, 2 where !shape.isEmpty:
            return Selection(
                shape.map { extent in
                    guard oneIn(2), extent > 0 else { return axis(extent: extent) }
                    return .indices((0..<number(0...4)).map { _ in number(0...extent - 1) })
                })
        case 3 where !shape.isEmpty:
            let count = shape.reduce(1, *)
            return (try? .mask((0..<count).map { _ in oneIn(5) }, shape: shape)) ?? .all
        default: return Selection(selection(shape))
        }
    }
}
