import Foundation
import Testing
import Zarr
import ZarrTesting

/// Random arrays, written, read, resized and erased in parts, beside a model that does the same by brute force.
@Suite struct ArrayPropertyTests {
    enum Kind: String, CaseIterable, Sendable {
        case memory, awaited, files
    }

    @Test(arguments: Kind.allCases) func whatIsDoneToArraysIsDoneToTheirModel(kind: Kind) async throws {
        for seed in TestSeed.seeds(kind == .files ? 80 : 250) {
            do {
                try await Self.check(seed, kind)
            } catch {
                Issue.record("\(error)\n\(TestSeed.repeating(seed)), \(kind)")
                return
            }
        }
    }

    private static func check(_ seed: UInt64, _ kind: Kind) async throws {
        var random = SeededGenerator(seed: seed)
        let description = try random.description()
        let directory = NSTemporaryDirectory() + "zarr-property-\(seed)-\(kind)-\(UUID().uuidString)"
        defer { if kind == .files { try? FileManager.default.removeItem(atPath: directory) } }
        let store: any Store =
            switch kind {
            case .memory: MemoryStore()
            case .awaited: AwaitedStore(MemoryStore())
            case .files: try FileSystemStore(root: directory, durability: .none)
            }
        let path = random.oneIn(2) ? "" : "group/array"
        // Blocks at the edge may be of either kind, whoever writes the next ones.
        var context = ZarrContext.standard
        context.padsEdges = random.oneIn(2)
        var run = ArrayRun(
            array: try await ZarrArray.create(in: store, at: path, description, context: context),
            model: ModelArray(
                shape: description.shape, dataType: description.dataType, fill: description.fillValue.bytes),
            random: random)
        do {
            for _ in 0..<run.random.number(2...7) { try await run.step() }
            context.padsEdges.toggle()
            run.array = try await ZarrArray.open(in: store, at: path, context: context)
            for _ in 0..<(description.format == .n5 ? 3 : 0) { try await run.step() }
            try await run.compareWhole()
            try #require(run.array.fillValue == description.fillValue)
        } catch {
            let codecs = description.codecs.all.map { $0.v3.json.serialized() }.joined(separator: " ")
            throw ConformanceFailure(
                "\(error)\n\(description.format) \(description.shape) in \(description.chunkGrid) of "
                    + "\(description.dataType), fill \(description.fillValue.bytes)\n\(codecs)\n"
                    + run.history.joined(separator: "\n"))
        }
    }
}

/// One array and its model, side by side.
struct ArrayRun {
    var array: ZarrArray
    var model: ModelArray
    var random: SeededGenerator
    private(set) var history: [String] = []

    init(array: ZarrArray, model: ModelArray, random: SeededGenerator) {
        self.array = array
        self.model = model
        self.random = random
    }

    mutating func step() async throws {
        switch random.number(0...11) {
        case 0...3: try await write()
        case 4...7: try await read()
        case 8: try await resize()
        case 9: try await append()
        case 10: try await erase()
        default: try await compareWhole()
        }
    }

    private mutating func values(_ count: Int) -> [[UInt8]] {
        let single = random.oneIn(6) ? random.element(of: model.dataType, in: array.format) : nil
        return (0..<count).map { _ in
            if let single { return single }
            return random.oneIn(4) ? model.fill : random.element(of: model.dataType, in: array.format)
        }
    }

    private mutating func write() async throws {
        let axes = random.oneIn(5) ? [] : random.selection(model.shape)
        let (places, shape) = model.places(axes)
        let values = values(places.count)
        let options = WriteOptions(storesFillChunks: random.oneIn(3))
        history.append("write [\(Selection(axes))]")
        try await array.write(
            ModelArray.array(values, shape, model.dataType), at: Selection(axes), options: options)
        model.write(values, at: axes)
    }

    private mutating func read() async throws {
        let axes = random.selection(model.shape)
        let (places, shape) = model.places(axes)
        history.append("read [\(Selection(axes))]")
        let progress = ProgressCounter(total: places.count * model.dataType.byteCount)
        let found = try await array.read(Selection(axes), progress: progress)
        try #require(found.shape == shape)
        try #require(ModelArray.elements(of: found) == places.map { model.elements[$0] })
        try #require(progress.completed == progress.total)
        guard !model.dataType.isVariableLength else { return }
        var memory = [UInt8](repeating: 0xa5, count: progress.total)
        let size = memory.count
        let target = UnsafeMutableRawBufferPointer.allocate(byteCount: size, alignment: 16)
        defer { target.deallocate() }
        try await array.read(Selection(axes), into: target)
        memory = Array(target)
        try #require(memory == places.flatMap { model.elements[$0] })
    }

    private mutating func resize() async throws {
        var shape = model.shape
        for axis in shape.indices where !random.oneIn(3) {
            shape[axis] = random.number(0...random.largestExtent(rank: shape.count) + 2)
        }
        history.append("resize \(shape)")
        try await array.resize(to: shape)
        model.resize(to: shape)
        try #require(array.shape == shape)
    }

    private mutating func append() async throws {
        guard let axis = model.shape.indices.randomElement(using: &random), model.shape[axis] < 48 else { return }
        var shape = model.shape
        shape[axis] = random.number(0...3)
        let values = values(shape.reduce(1, *))
        history.append("append \(shape) along \(axis)")
        let old = model.shape[axis]
        let range = try await array.append(
            ModelArray.array(values, shape, model.dataType), axis: random.oneIn(2) ? axis : axis - model.shape.count)
        var grown = model.shape
        grown[axis] += shape[axis]
        try #require(range == old..<grown[axis])
        model.resize(to: grown)
        var axes = [Selection.Axis](repeating: .all, count: grown.count)
        axes[axis] = Selection.Axis(range)
        model.write(values, at: axes)
    }

    private mutating func erase() async throws {
        let axes = random.selection(model.shape)
        history.append("erase [\(Selection(axes))]")
        try await array.erase(Selection(axes))
        model.write([[UInt8]](repeating: model.fill, count: model.places(axes).places.count), at: axes)
    }

    mutating func compareWhole() async throws {
        history.append("read all")
        let found = try await array.read()
        try #require(found.shape == model.shape)
        try #require(ModelArray.elements(of: found) == model.elements)
    }
}
