import Testing
import Zarr

@testable import ZarrTools

struct DiffTests {
    private func report(
        _ left: MemoryStore, _ right: MemoryStore, _ options: DiffOptions? = nil
    ) async throws -> DiffReport {
        try await DiffReport(
            Hierarchy.open(in: left), Hierarchy.open(in: right), options ?? DiffOptions())
    }

    private func array(_ numbers: [Double], chunks: Int = 2, format: FormatIdentifier = .zarr3) async throws
        -> MemoryStore
    {
        let store = MemoryStore()
        let array = try await ZarrArray.create(
            in: store, ArrayLayout(shape: [numbers.count], dataType: .float64, chunks: [chunks], format: format))
        try await array.write(NDArray(shape: [numbers.count], numbers).erased)
        return store
    }

    /// What differs is found whatever the chunks are, as a look at all elements finds it.
    @Test(arguments: 0..<60 as Range<UInt64>)
    func findsWhatDiffers(_ seed: UInt64) async throws {
        var random = SeededGenerator(seed: seed)
        let shape = (0..<Int.random(in: 0...3, using: &random)).map { _ in Int.random(in: 1...9, using: &random) }
        func extents() -> [Int] { shape.map { Int.random(in: 1...$0, using: &random) } }
        let dataType: DataType = [.int32, .uint8, .float32, .int64, .string].randomElement(using: &random) ?? .int32
        let (left, right) = (MemoryStore(name: "left"), MemoryStore(name: "right"))
        let a = try await ZarrArray.counting(dataType, shape, chunks: extents(), in: left)
        let b = try await ZarrArray.counting(dataType, shape, chunks: extents(), in: right, format: .zarr2)
        #expect(try await report(left, right).isSame, "seed \(seed)")
        let box = Region(
            origin: shape.map { Int.random(in: 0..<$0, using: &random) }, shape: shape.map { _ in 1 })
        try await b.erase(Selection(box))
        let (before, after) = (try await a.read().json(), try await b.read().json())
        let places = before.indices.filter { before[$0] != after[$0] }
        let node = try #require(try await report(left, right).nodes.first)
        #expect(node.values?.count ?? 0 == places.count, "seed \(seed)")
        if let place = places.first {
            let element = try #require(node.values?.first.first)
            #expect(element.index == box.origin && element.left == before[place] && element.right == after[place])
            if let number = before[place].doubleValue {
                #expect(node.values?.absolute?.distance == number && node.values?.absolute?.index == box.origin)
            }
        }
    }

    /// What a copy by another convention says more, is told but need not count.
    @Test func attributesNeedNotCount() async throws {
        let (left, right) = (try await array([1, 2]), try await array([1, 2]))
        try await ZarrArray.open(in: right).updateAttributes { $0["unit"] = "m" }
        #expect(try await !report(left, right).isSame)
        var options = try DiffOptions(isStrict: true)
        options.comparesAttributes = false
        let found = try await report(left, right, options)
        #expect(found.isSame && found.nodes.flatMap(\.fields).map(\.name) == ["attributes.unit"])
        try await ZarrArray.open(in: right).write(NDArray(shape: [1], [3.0]).erased, at: [0..<1])
        #expect(try await !report(left, right, options).isSame)
    }

    @Test func numbersAreComparedAsNumbers() async throws {
        let left = try await array([0, 1, .nan, 100, .infinity, 5])
        let right = try await array([-0.0, 1.5, .nan, 101, .infinity, .nan], chunks: 5, format: .zarr2)
        func indices(_ options: DiffOptions) async throws -> [Int] {
            try await report(left, right, options).nodes[0].values?.first.map { $0.index[0] } ?? []
        }
        #expect(try await indices(DiffOptions()) == [1, 3, 5])
        #expect(try await indices(DiffOptions(isExact: true)) == [0, 1, 3, 5])
        #expect(try await indices(DiffOptions(equatesNaN: false)) == [1, 2, 3, 5])
        #expect(try await indices(DiffOptions(relativeTolerance: 0.01)) == [1, 5])
        #expect(try await indices(DiffOptions(absoluteTolerance: 0.5)) == [3, 5])
        #expect(try await indices(DiffOptions(limit: 1)) == [1])
        let values = try #require(try await report(left, right).nodes[0].values)
        #expect(values.absolute?.distance == 1 && values.absolute?.index == [3])
        #expect(values.relative?.distance == 0.5 / 1.5 && values.relative?.index == [1])
        for tolerance in [-1, Double.nan, .infinity] {
            #expect(throws: ZarrError.self) { try DiffOptions(relativeTolerance: tolerance) }
        }
        #expect(throws: ZarrError.self) { try DiffOptions(absoluteTolerance: 1, isExact: true) }
    }

    @Test func integersAreComparedExactly() async throws {
        func store(_ number: Int64) async throws -> MemoryStore {
            let store = MemoryStore()
            let array = try await ZarrArray.create(in: store, ArrayLayout(shape: [1], dataType: .int64))
            try await array.write(NDArray(shape: [1], [number]).erased)
            return store
        }
        let (large, larger) = (try await store(1 << 62), try await store(1 << 62 + 1))
        #expect(try await report(large, larger).nodes[0].values?.absolute?.distance == 1)
        let (lowest, highest) = (try await store(.min), try await store(.max))
        #expect(try await report(lowest, highest).nodes[0].values?.absolute?.distance == 0x1p64)
    }

    @Test func metadataIsTold() async throws {
        let (left, right) = (MemoryStore(name: "left"), MemoryStore(name: "right"))
        for (store, name) in [(left, "a"), (right, "b")] {
            _ = try await ZarrGroup.create(in: store, attributes: ["same": 1, "title": .string(name)])
            _ = try await ZarrArray.counting(.int32, [4], path: "only-\(name)", in: store)
            _ = try await ZarrArray.counting(
                .int32, name == "a" ? [4] : [5], chunks: [2], path: "shape", in: store)
            _ = try await ZarrArray.counting(.int32, [6], chunks: [name == "a" ? 2 : 3], path: "chunks", in: store)
        }
        let found = try await report(left, right)
        #expect(found.onlyLeft == ["only-a"] && found.onlyRight == ["only-b"] && !found.isSame)
        let fields = found.nodes.flatMap { node in node.fields.map { (node.path + ":" + $0.name, $0.isDifference) } }
        #expect(
            fields.sorted { $0.0 < $1.0 }.map(\.0) == [":attributes.title", "chunks:chunks", "shape:shape"])
        #expect(fields.first { $0.0 == "chunks:chunks" }?.1 == false)
        #expect(found.nodes.first { $0.path == "shape" }?.elementCount == nil)
        #expect(found.nodes.first { $0.path == "chunks" }?.isDifferent == false)
        let strict = try await report(left, right, DiffOptions(isStrict: true))
        #expect(strict.nodes.first { $0.path == "chunks" }?.isDifferent == true)
        #expect(found.text.contains("/only-a: only in the first\n"))
        #expect(found.text.contains("note: /chunks: chunks: [2] | [3]\n"))
    }

    /// A copy to another format is the same, xarray's conventions and all.
    @Test func aCopyIsTheSame() async throws {
        let source = MemoryStore(name: "source")
        let array = try await ZarrArray.counting(
            .float32, [5, 6], chunks: [2, 6], path: "x", in: source, format: .zarr2)
        try await array.updateAttributes { $0["_ARRAY_DIMENSIONS"] = ["p", "q"] }
        let target = MemoryStore(name: "target")
        try await CopyPlan(from: Hierarchy.open(in: source), to: target, at: "", CopyOptions(format: .zarr3)).run()
        let found = try await report(source, target)
        #expect(found.isSame, "\(found.text)")
    }
}
