import Foundation
import Testing
import Zarr
import ZarrStorage
import ZarrTesting

/// Every way of selecting, reads and writes, beside a model that looks up element by element.
@Suite struct SelectionPropertyTests {
    /// Where the values lie, and how the engine gets at them.
    enum Way: String, CaseIterable {
        /// In memory, whose values the caller's own thread decodes whole.
        case memory
        /// Behind a store that has to be awaited.
        case awaited
        case files
        /// In memory, by several workers, in pieces, around the caches: as large arrays are read and written.
        case pieces
        /// The same in files.
        case fileWorkers

        var context: ZarrContext {
            guard self == .pieces || self == .fileWorkers else { return .standard }
            return Self.divided
        }

        private static let divided: ZarrContext = {
            var context = ZarrContext(workers: 3)
            context.sizes = .smallest
            return context
        }()
    }

    @Test(arguments: Way.allCases) func whatIsSelectedIsWhatTheModelSelects(way: Way) async throws {
        try await check(way, way.context)
    }

    /// Caches that keep almost nothing, some, or everything.
    @Test(arguments: [ChunkCache.Freshness.checked, .assumed], [100, 2000, 1 << 20])
    func aCacheChangesNothing(freshness: ChunkCache.Freshness, byteLimit: Int) async throws {
        var hits = 0
        for way in [Way.memory, .pieces] {
            let cache = ChunkCache(byteLimit: byteLimit, freshness: freshness)
            try await check(
                way, way.context.caching(in: cache), seeds: way == .memory ? 200 : 60,
                salt: UInt64(byteLimit) << 1 | (freshness == .checked ? 1 : 0))
            #expect(cache.statistics.bytes <= byteLimit)
            #expect(cache.statistics.misses > 0 || TestSeed.isAsked)
            hits += cache.statistics.hits
        }
        // A few cases may never come back to a chunk.
        #expect(hits > 0 || TestSeed.isAsked)
    }

    private func check(_ way: Way, _ context: ZarrContext, seeds: Int = 100, salt: UInt64 = 0) async throws {
        let directory = FileManager.default.temporaryDirectory.appendingPathComponent("selections-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: directory) }
        var count = 0
        for seed in TestSeed.seeds(seeds) {
            // Every way has selections of its own.
            let number = UInt64(Way.allCases.firstIndex(of: way) ?? 0)
            var random = SeededGenerator(seed: seed &+ (salt << 8 | number) &* 0xD1B5_4A32_D192_ED03)
            let description = try random.description()
            let store: any Store =
                switch way {
                case .memory: MemoryStore()
                case .awaited: AwaitedStore(MemoryStore())
                case .pieces: PieceStore(base: MemoryStore(), pieceSize: Int(seed % 97) + 1)
                case .files, .fileWorkers: try FileSystemStore(root: directory.path, durability: .none)
                }
            do {
                var run = SelectionRun(
                    array: try await ZarrArray.create(
                        in: store, at: "a", description, overwrite: true, context: context),
                    model: ModelArray(
                        shape: description.shape, dataType: description.dataType, fill: description.fillValue.bytes),
                    random: random)
                do {
                    for _ in 0..<run.random.number(3...8) { try await run.step() }
                    try #require(ModelArray.elements(of: await run.array.read()) == run.model.elements)
                } catch {
                    throw ConformanceFailure("\(error)\n\(run.history.joined(separator: "\n"))")
                }
                count += run.selectionCount
            } catch {
                let codecs = description.codecs.all.map { $0.v3.json.serialized() }.joined(separator: " ")
                Issue.record(
                    """
                    \(error)
                    \(description.format) \(description.shape) in \(description.chunkShape) of \(description.dataType)
                    \(codecs)
                    \(TestSeed.repeating(seed)), \(way)
                    """)
                return
            }
        }
        if TestSeed.isAsked { print("\(count) selections by way of \(way) without a difference") }
    }
}

/// An array, its model, and a view that was made of both.
private struct SelectionRun {
    let array: ZarrArray
    var model: ModelArray
    var random: SeededGenerator
    private(set) var history: [String] = []
    private(set) var selectionCount = 1

    init(array: ZarrArray, model: ModelArray, random: SeededGenerator) {
        self.array = array
        self.model = model
        self.random = random
    }

    /// Elements by their places in the model, in C order of a shape.
    private struct Places {
        var places: [Int]
        var shape: [Int]
    }

    mutating func step() async throws {
        switch random.number(0...5) {
        case 0, 1: try await write()
        case 2: try await readView()
        case 3: try await writeView()
        case 4: try await erase()
        default: try await read()
        }
    }

    private mutating func values(_ count: Int) -> [[UInt8]] {
        (0..<count).map { _ in
            random.oneIn(5) ? model.fill : random.element(of: model.dataType, in: array.format)
        }
    }

    private mutating func read() async throws {
        let (selection, expected) = try selection(in: model.shape)
        history.append("read \(selection)")
        let progress = ProgressCounter(total: expected.places.count * model.dataType.byteCount)
        let found = try await array.read(selection, progress: progress)
        try #require(found.shape == expected.shape)
        try #require(ModelArray.elements(of: found) == expected.places.map { model.elements[$0] })
        try #require(progress.completed == progress.total)
    }

    private mutating func write() async throws {
        let (selection, places) = try selection(in: model.shape)
        let values = values(places.places.count)
        history.append("write \(selection)")
        try await array.write(
            ModelArray.array(values, places.shape, model.dataType), at: selection,
            options: WriteOptions(storesFillChunks: random.oneIn(3)))
        model.write(values, to: places.places)
    }

    private mutating func erase() async throws {
        let (selection, places) = try selection(in: model.shape)
        history.append("erase \(selection)")
        try await array.erase(selection)
        model.write(places.places.map { _ in model.fill }, to: places.places)
    }

    private mutating func readView() async throws {
        let (view, places) = try view()
        let found = try await view.read()
        try #require(found.shape == places.shape)
        try #require(ModelArray.elements(of: found) == places.places.map { model.elements[$0] })
    }

    private mutating func writeView() async throws {
        let (view, places) = try view()
        let values = values(places.places.count)
        try await view.write(ModelArray.array(values, places.shape, model.dataType))
        model.write(values, to: places.places)
    }

    /// A view of a few steps, and the elements that it must have.
    private mutating func view() throws -> (ZarrView, Places) {
        var view = try array.view
        var places = Places(places: Array(model.elements.indices), shape: model.shape)
        for _ in 0..<random.number(1...3) {
            try #require(view.shape == places.shape)
            switch random.number(0...3) {
            case 0:
                let order = Array(places.shape.indices).shuffled(using: &random)
                history.append("transposed \(order)")
                view = try view.transposed(order)
                places = Self.transposed(places, order)
            case 1:
                let offset = places.shape.map { _ in random.number(-20...20) }
                let origin = offset
                history.append("translated \(offset), a part, and back")
                view = try view.translated(by: zip(offset, view.origin).map { $0 - $1 })
                try #require(view.origin == origin)
                var axes: [Selection.Axis] = []
                var shape: [Int] = []
                var starts: [Int] = []
                for (axis, extent) in places.shape.enumerated() {
                    let start = random.number(0...extent)
                    let end = random.number(start...extent)
                    axes.append(.slice(start: origin[axis] + start, stop: origin[axis] + end, step: 1))
                    starts.append(start)
                    shape.append(end - start)
                }
                view = try view[Selection(axes)]
                let part = ModelArray.places(zip(starts, shape).map { Array($0..<$0 + $1) }, in: places.shape)
                places = Places(places: part.map { places.places[$0] }, shape: shape)
                // Nobody asks where an empty part begins.
                if !shape.contains(0) { try #require(view.origin == zip(origin, starts).map { $0 + $1 }) }
                // Reversed twice, indices count from zero again.
                let backwards = Selection(shape.map { _ in .all.by(-1) })
                view = try view[backwards][backwards]
            default:
                let (selection, part) = try selection(in: places.shape, isView: true)
                history.append("view \(selection)")
                view = try view[selection]
                places = Places(places: part.places.map { places.places[$0] }, shape: part.shape)
            }
        }
        return (view, places)
    }

    private static func transposed(_ places: Places, _ order: [Int]) -> Places {
        let shape = order.map { places.shape[$0] }
        var strides = [Int](repeating: 1, count: shape.count)
        for axis in places.shape.indices.dropLast().reversed() {
            strides[axis] = strides[axis + 1] * places.shape[axis + 1]
        }
        var result = [0]
        for axis in order {
            result = result.flatMap { place in (0..<places.shape[axis]).map { place + $0 * strides[axis] } }
        }
        return Places(places: result.map { places.places[$0] }, shape: shape)
    }

    /// A selection of any kind, and the places that it must mean.
    private mutating func selection(in shape: [Int], isView: Bool = false) throws -> (Selection, Places) {
        selectionCount += 1
        let count = shape.reduce(1, *)
        switch random.number(0...7) {
        case 0:
            let mask = (0..<count).map { _ in random.oneIn(random.oneIn(2) ? 2 : 9) }
            let places = mask.indices.filter { mask[$0] }
            return (try .mask(mask, shape: shape), Places(places: places, shape: [places.count]))
        case 1 where !shape.contains(0), 2 where !shape.contains(0):
            return try points(in: shape)
        case 3 where !isView:
            return blocks()
        default:
            return orthogonal(in: shape)
        }
    }

    private mutating func points(in shape: [Int]) throws -> (Selection, Places) {
        if shape.isEmpty { return (.points([[Int]]()), Places(places: [0], shape: [])) }
        let most = (0..<random.number(1...2)).map { _ in random.number(0...6) }
        // One index for all, one for each column, or one for each element.
        let forms = shape.map { _ in random.number(0...3) }.map {
            $0 == 0 ? [] : $0 == 1 ? Array(most.suffix(1)) : most
        }
        let result = forms.max { $0.count < $1.count } ?? []
        var places = [Int](repeating: 0, count: result.reduce(1, *))
        var columns: [PointColumn] = []
        for (extent, own) in zip(shape, forms) {
            let indices = (0..<own.reduce(1, *)).map { _ in random.number(-extent...extent - 1) }
            columns.append(try PointColumn(indices, shape: own))
            for place in places.indices {
                let index = indices[place % indices.count]
                places[place] = places[place] * extent + (index < 0 ? index + extent : index)
            }
        }
        return (.points(columns), Places(places: places, shape: result))
    }

    private mutating func blocks() -> (Selection, Places) {
        let description = array.description
        let grid = description.chunkGrid.gridShape(for: model.shape)
        var axes: [Selection.Axis] = []
        var indices: [[Int]] = []
        for (axis, extent) in model.shape.enumerated() {
            guard grid[axis] > 0, !random.oneIn(4) else {
                axes.append(.all)
                indices.append(Array(0..<extent))
                continue
            }
            let first = random.number(0...grid[axis] - 1)
            let last = random.oneIn(2) ? first : random.number(first...grid[axis] - 1)
            var origin = [Int](repeating: 0, count: model.shape.count)
            origin[axis] = first
            let start = description.chunkGrid.chunkRegion(at: origin).origin[axis]
            origin[axis] = last
            let region = description.chunkGrid.chunkRegion(at: origin)
            indices.append(Array(start..<min(extent, region.origin[axis] + region.shape[axis])))
            axes.append(
                first == last && random.oneIn(2)
                    ? .index(random.oneIn(2) ? first : first - grid[axis])
                    : .slice(start: first, stop: last + 1, step: 1))
        }
        return (
            .blocks(axes), Places(places: ModelArray.places(indices, in: model.shape), shape: indices.map(\.count))
        )
    }

    private mutating func orthogonal(in shape: [Int]) -> (Selection, Places) {
        var axes: [Selection.Axis] = []
        for extent in shape {
            switch random.number(0...5) {
            case 0: axes.append(.mask((0..<extent).map { _ in random.oneIn(2) }))
            case 1 where extent > 0, 2 where extent > 0:
                axes.append(
                    .indices((0..<random.number(0...extent + 3)).map { _ in random.number(-extent...extent - 1) }))
            case 3 where extent > 0: axes.append(.indices([random.number(0...extent - 1)]))
            default: axes.append(random.axis(extent: extent))
            }
        }
        let (places, result) = ModelArray(shape: shape, dataType: .bool, fill: []).places(axes)
        return (Selection(axes), Places(places: places, shape: result))
    }
}
