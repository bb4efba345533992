import Testing
import Zarr

@testable import ZarrTools

struct CopyPlanTests {
    private func copy(
        _ source: MemoryStore, _ sourcePath: String = "", to target: MemoryStore, at path: String = "",
        _ options: CopyOptions = CopyOptions()
    ) async throws -> CopyPlan {
        let hierarchy = try await Hierarchy.open(in: source, at: sourcePath)
        let plan = try await CopyPlan(from: hierarchy, to: target, at: path, options)
        try await plan.run()
        return plan
    }

    /// Any chunks, shards and formats: the values stay.
    @Test(arguments: 0..<60 as Range<UInt64>)
    func keepsValues(_ seed: UInt64) async throws {
        var random = SeededGenerator(seed: seed)
        let shape = (0..<Int.random(in: 0...3, using: &random)).map { _ in Int.random(in: 0...9, using: &random) }
        func extents() -> [Int] { shape.map { Int.random(in: 1...max(1, $0 + 2), using: &random) } }
        let dataType: DataType = [.int32, .string, .float64].randomElement(using: &random) ?? .int32
        let source = MemoryStore(name: "source")
        // N5 has no arrays without axes.
        let formats: [FormatIdentifier] = shape.isEmpty ? [.zarr2, .zarr3] : FormatIdentifier.writable
        let sourceFormat = try #require(formats.randomElement(using: &random))
        let array = try await ZarrArray.counting(
            dataType, shape, chunks: extents(), path: "a", in: source, format: sourceFormat)
        // A part that was never written stays so.
        if let first = shape.first, first > 1 { try await array.erase([0..<(first / 2)]) }
        var options = CopyOptions(budget: Int.random(in: 1...300, using: &random))
        options.format = formats.randomElement(using: &random)
        if Bool.random(using: &random) { options.chunks = extents() }
        if options.format == .zarr3, let chunks = options.chunks, Bool.random(using: &random) {
            options.shards = chunks.map { $0 * Int.random(in: 1...3, using: &random) }
        }
        if Bool.random(using: &random) { options.codecs = [.gzip(level: 1)] }
        let target = MemoryStore(name: "target")
        _ = try await copy(source, "a", to: target, options)
        let copied = try await ZarrArray.open(in: target, format: options.format)
        let expected = try await array.read()
        let found = try await copied.read()
        #expect(
            dataType == .string ? expected.strings() == found.strings() : expected.bytes == found.bytes,
            "seed \(seed), shape \(shape)")
        #expect(copied.format == options.format)
    }

    /// To N5 and back, in other chunks.
    @Test(arguments: 0..<30 as Range<UInt64>)
    func keepsValuesByWayOfN5(_ seed: UInt64) async throws {
        var random = SeededGenerator(seed: seed)
        let shape = (0..<Int.random(in: 1...3, using: &random)).map { _ in Int.random(in: 0...9, using: &random) }
        func extents() -> [Int] { shape.map { Int.random(in: 1...max(1, $0 + 2), using: &random) } }
        let dataType: DataType = [.int32, .string, .float64].randomElement(using: &random) ?? .int32
        let formats: [FormatIdentifier] = [.zarr2, .zarr3]
        let source = MemoryStore(name: "source")
        let array = try await ZarrArray.counting(
            dataType, shape, chunks: extents(), path: "g/a", in: source,
            format: formats.randomElement(using: &random) ?? .zarr3)
        if let first = shape.first, first > 1 { try await array.erase([0..<(first / 2)]) }
        let expected = try await array.read()
        var options = CopyOptions(format: .n5, budget: Int.random(in: 1...300, using: &random))
        if Bool.random(using: &random) { options.chunks = extents() }
        let container = MemoryStore(name: "container")
        _ = try await copy(source, to: container, options)
        options.format = formats.randomElement(using: &random)
        options.chunks = Bool.random(using: &random) ? extents() : nil
        let target = MemoryStore(name: "target")
        _ = try await copy(container, to: target, options)
        for (store, format) in [(container, .n5), (target, options.format ?? .zarr3)] as [(_, FormatIdentifier)] {
            let copied = try await ZarrArray.open(in: store, at: "g/a")
            let found = try await copied.read()
            #expect(copied.format == format)
            #expect(
                dataType == .string ? expected.strings() == found.strings() : expected.bytes == found.bytes,
                "seed \(seed), shape \(shape), \(format)")
            #expect(try await Validation.report(on: store, at: "", readsChunks: true).isValid, "seed \(seed)")
        }
    }

    /// Levels of an image keep their chunks, which end with the small ones: shards that hold a whole axis end there, too.
    @Test(arguments: [
        ([40, 40], [8, 16], [16, 32]), ([5, 19], [5, 16], [5, 32]), ([6, 16], [8, 16], [16, 32]),
        ([16, 20], [3, 20], [18, 20]), ([0, 40], [7, 16], [7, 32]),
    ]) func shardsOfSmallLevels(shape: [Int], chunks: [Int], expected: [Int]) async throws {
        let source = MemoryStore(name: "source")
        let array = try await ZarrArray.counting(.int32, shape, chunks: chunks, path: "s", in: source, format: .n5)
        for path in ["", "s"] {
            let target = MemoryStore(name: "target")
            var options = CopyOptions(format: .zarr3)
            options.shards = [16, 32]
            _ = try await copy(source, path, to: target, options)
            let copied = try await ZarrArray.open(in: target, at: path.isEmpty ? "s" : "")
            #expect(copied.chunkShape == chunks)
            #expect(copied.description.shardShape == expected)
            #expect(try await copied.read().bytes == array.read().bytes)
        }
    }

    @Test(arguments: [([40, 40], [9, 16], "18,32"), ([40, 40], [8, 33], "16,33")])
    func shardsThatChunksDoNotDivide(shape: [Int], chunks: [Int], possible: String) async throws {
        let source = MemoryStore(name: "source")
        _ = try await ZarrArray.counting(.int32, shape, chunks: chunks, path: "s", in: source, format: .n5)
        var options = CopyOptions(format: .zarr3)
        options.shards = [16, 32]
        await #expect {
            try await copy(source, to: MemoryStore(name: "target"), options)
        } throws: {
            let error = $0 as? ZarrError
            return error?.code == .invalidArgument && error?.node == "/s"
                && error?.hint?.contains("--shards \(possible), or also give --chunks") == true
        }
    }

    /// COSEM has a field of the name of OME-Zarr's.
    @Test func imagesOfCOSEMKeepWhatTheySay() async throws {
        let source = MemoryStore(name: "source")
        let levels: JSONValue = [["name": "em", "datasets": [["path": "s0"], ["path": "s1"]]]]
        _ = try await ZarrGroup.create(in: source, attributes: ["multiscales": levels], format: .n5)
        for (level, scale) in [1, 2].enumerated() {
            let size = JSONValue.number(JSONNumber(scale))
            _ = try await ZarrArray.create(
                in: source, at: "s\(level)",
                ArrayLayout(
                    shape: [4 / scale, 4], dataType: .int8,
                    attributes: ["transform": ["axes": ["y", "x"], "scale": [size, 1], "units": ["nm", "nm"]]],
                    format: .n5))
        }
        let (zarr, back) = (MemoryStore(name: "zarr"), MemoryStore(name: "back"))
        _ = try await copy(source, to: zarr, CopyOptions(format: .zarr3))
        let there = try await ZarrGroup.open(in: zarr).attributes()
        #expect(there["multiscales"] == levels && there["ome"] != nil)
        _ = try await copy(zarr, to: back, CopyOptions(format: .n5))
        #expect(try await ZarrGroup.open(in: back).attributes() == ["multiscales": levels])
    }

    /// N5 has no fill value but 0: where the source has another one, what was never written is.
    @Test(arguments: [0, 7] as [UInt8]) func fillValuesBecomeElementsInN5(_ fill: UInt8) async throws {
        let source = MemoryStore(name: "source")
        let array = try await ZarrArray.create(
            in: source, at: "a",
            ArrayLayout(
                shape: [5, 4], dataType: .int16, chunks: [2, 3], codecs: [.gzip()],
                fillValue: FillValue(bytes: [fill, 0])))
        try await array.write(NDArray(shape: [1, 2], [1, 2] as [Int16]), at: [0..<1, 0..<2])
        let target = MemoryStore(name: "target")
        _ = try await copy(source, to: target, CopyOptions(format: .n5))
        let copied = try await ZarrArray.open(in: target, at: "a")
        #expect(copied.fillValue == .zero(of: .int16))
        #expect(try await copied.read().bytes == array.read().bytes)
        #expect(try await target.list(StorePrefix("a")).count == (fill == 0 ? 2 : 7))
    }

    /// A grid whose chunks differ is kept where nothing else is asked for, and is made regular where it cannot be.
    @Test(arguments: 0..<30 as Range<UInt64>)
    func keepsOrReplacesAGridOfDifferentChunks(_ seed: UInt64) async throws {
        var random = SeededGenerator(seed: seed)
        let isSharded = Bool.random(using: &random)
        let unit = isSharded ? 2 : 1
        func axis(_ extent: Int) throws -> ChunkAxis {
            var runs: [ChunkEdges.Run] = []
            while runs.reduce(0, { $0 + $1.extent * $1.count }) < extent {
                let length = unit * Int.random(in: 1...3, using: &random)
                runs.append(.init(extent: length, count: Int.random(in: 1...2, using: &random)))
            }
            return .listed(try ChunkEdges(runs))
        }
        let grid = ChunkGrid.rectilinear([try axis(11), try axis(7)])
        let source = MemoryStore(name: "source")
        let array = try await ZarrArray.create(
            in: source,
            ArrayLayout(shape: [11, 7], dataType: .int32, chunks: isSharded ? [2, 2] : nil, chunkGrid: grid))
        try await array.write(AnyNDArray.counting(.int32, [11, 5]), at: [0..<11, 0..<5])
        for (options, keepsGrid, isRaw) in [
            (CopyOptions(), true, true), (CopyOptions(codecs: [.gzip(level: 1)], budget: 60), true, false),
            (CopyOptions(chunks: [3, 4], budget: 60), false, false),
            (CopyOptions(format: .zarr2, budget: 60), false, false),
        ] {
            let target = MemoryStore(name: "target")
            let plan = try await copy(source, to: target, options)
            #expect(plan.steps.first?.copiesEncodedChunks == isRaw)
            let copied = try await ZarrArray.open(in: target)
            #expect((copied.chunkGrid == grid) == keepsGrid, "seed \(seed)")
            #expect(try await copied.read().bytes == array.read().bytes, "seed \(seed)")
        }
    }

    @Test func copiesAHierarchyWithItsAttributes() async throws {
        let source = MemoryStore(name: "source")
        _ = try await ZarrGroup.create(in: source, attributes: ["title": "all"], format: .zarr2)
        let cube = try await ZarrArray.create(
            in: source, at: "g/cube",
            ArrayLayout(
                shape: [4, 6], dataType: .float32, chunks: [2, 3], dimensionNames: ["y", "x"],
                attributes: ["units": "K"], format: .zarr2))
        try await cube.write(try AnyNDArray.counting(.float32, [4, 6]))
        _ = try await ZarrArray.counting(.float64, [4], path: "g/y", in: source, format: .zarr2)
        try await ZarrGroup.open(in: source).consolidate()
        let target = MemoryStore(name: "target")
        let plan = try await copy(
            source, to: target, at: "new", CopyOptions(format: .zarr3, chunks: [1, 3], shards: [4, 6]))
        #expect(plan.steps.map(\.path) == ["new/g/cube", "new/g/y"])
        let root = try await ZarrGroup.open(in: target, at: "new")
        #expect(try await root.attributes() == ["title": "all"])
        #expect(root.description.consolidated?.paths == ["g", "g/cube", "g/y"])
        let copied = try await ZarrArray.open(in: target, at: "new/g/cube")
        #expect(copied.shardShape == [4, 6])
        #expect(copied.chunkShape == [1, 3])
        #expect(try await copied.dimensionNames() == ["y", "x"])
        #expect(try await copied.attributes()["units"] == "K")
        #expect(try await copied.read(as: Float.self) == cube.read(as: Float.self))
        #expect(try await ZarrArray.open(in: target, at: "new/g/y").chunkShape == [4])
    }

    @Test func copiesEncodedChunksWhereNothingChanges() async throws {
        let source = MemoryStore(name: "source")
        _ = try await ZarrArray.counting(.uint16, [10, 10], chunks: [3, 4], path: "a", in: source, format: .zarr2)
        for (options, isRaw) in [
            (CopyOptions(), true), (CopyOptions(format: .zarr3), true), (CopyOptions(chunks: [4, 3]), false),
            (CopyOptions(codecs: [.zstd(level: 3)]), true), (CopyOptions(codecs: [.zstd(level: 4)]), false),
        ] {
            let target = MemoryStore(name: "target")
            let plan = try await copy(source, to: target, options)
            #expect(plan.steps.first?.copiesEncodedChunks == isRaw)
            let copied = try await ZarrArray.open(in: target, at: "a")
            #expect(try await copied.read(as: UInt16.self).elements == (0..<100).map { UInt16($0) })
        }
    }

    @Test func copiesOnlyWhatIsThere() async throws {
        let source = MemoryStore(name: "source")
        let array = try await ZarrArray.create(
            in: source, ArrayLayout(shape: [1 << 50, 1 << 10], dataType: .uint8, chunks: [1 << 10, 1 << 10]))
        let far = 1 << 45
        try await array.write(try NDArray<UInt8>(shape: [1], [7]), at: [.index(far), 3..<4])
        let target = MemoryStore(name: "target")
        _ = try await copy(source, to: target, CopyOptions(chunks: [100, 1 << 10]))
        let copied = try await ZarrArray.open(in: target)
        #expect(try await copied.read([.index(far), 2..<5], as: UInt8.self).elements == [0, 7, 0])
    }

    @Test func writesOnlyTheUnitsThatHoldSomething() async throws {
        let source = MemoryStore(name: "source")
        let array = try await ZarrArray.create(
            in: source, ArrayLayout(shape: [1 << 40], dataType: .uint8, chunks: [10]))
        try await array.write(try NDArray<UInt8>(shape: [4], [1, 2, 3, 4]), at: [98..<102])
        let plan = RegionPlan([1 << 40], units: [7], sources: [10], elementSize: 1, budget: 1 << 30)
        let chunks = try await StoredChunks(of: array).keys.map(\.indices)
        let regions = try CopyRegions(plan, units: .regular(chunkShape: [7]), holding: chunks, of: array.chunkGrid)
        #expect(Array(regions) == [Region(origin: [84], shape: [28])])
        let all = try CopyRegions(plan, units: .regular(chunkShape: [7]), holding: nil, of: array.chunkGrid)
        #expect(all.first { _ in true } == plan.region([0]))
    }

    @Test func aChunkThatIsTooLargeIsAnErrorAtOnce() async throws {
        let source = MemoryStore(name: "source")
        let document = """
            {"zarr_format": 2, "shape": [4611686018427387904], "chunks": [4611686018427387904], "dtype": "|u1",
            "compressor": null, "fill_value": 0, "order": "C", "filters": null}
            """
        try await source.set(try StoreKey(".zarray"), Bytes(document.utf8))
        try await source.set(try StoreKey("0"), Bytes([1, 2, 3]))
        await #expect { _ = try await copy(source, to: MemoryStore(name: "t"), CopyOptions(chunks: [10])) } throws: {
            [.corruptData, .limitExceeded].contains(($0 as? ZarrError)?.code)
        }
    }

    @Test func leavesAloneWhatIsThere() async throws {
        let source = MemoryStore(name: "source")
        _ = try await ZarrArray.counting(.uint8, [3], in: source)
        let target = MemoryStore(name: "target")
        _ = try await ZarrArray.counting(.uint8, [5], in: target)
        await #expect { _ = try await copy(source, to: target) } throws: { ($0 as? ZarrError)?.code == .exists }
        #expect(try await ZarrArray.open(in: target).shape == [5])
        _ = try await copy(source, to: target, CopyOptions(overwrite: true))
        #expect(try await ZarrArray.open(in: target).shape == [3])
    }

    @Test func refusesToCopyIntoItself() async throws {
        let store = MemoryStore(name: "one")
        _ = try await ZarrArray.counting(.uint8, [3], path: "a", in: store)
        for (from, to) in [("a", "a"), ("", "a"), ("", "b/c"), ("a", "")] {
            await #expect { _ = try await copy(store, from, to: store, at: to, CopyOptions(overwrite: true)) } throws: {
                ($0 as? ZarrError)?.code == .invalidArgument
            }
        }
        _ = try await copy(store, "a", to: store, at: "ab")
    }

    @Test func refusesShapesThatNoArrayHas() async throws {
        let source = MemoryStore(name: "source")
        _ = try await ZarrArray.counting(.uint8, [3], path: "a", in: source)
        await #expect { _ = try await copy(source, to: MemoryStore(name: "t"), CopyOptions(chunks: [1, 1])) } throws: {
            ($0 as? ZarrError)?.code == .invalidArgument
        }
    }

    /// Objects that are all text become strings, where the format has no objects.
    @Test func objectsBecomeText() async throws {
        let source = MemoryStore(name: "source")
        let array = try await ZarrArray.create(
            in: source, ArrayLayout(shape: [3], dataType: .object, chunks: [2], format: .zarr2))
        try await array.write(NDArray<JSONValue>(shape: [3], ["a", .null, "ü"]))
        let target = MemoryStore(name: "target")
        _ = try await copy(source, to: target, CopyOptions(format: .zarr3))
        let copied = try await ZarrArray.open(in: target)
        #expect(copied.dataType == .string)
        #expect(try await copied.read().strings() == ["a", "", "ü"])
        try await array.write(NDArray<JSONValue>(shape: [1], [["a": 1]]), at: [1..<2])
        await #expect {
            _ = try await self.copy(source, to: MemoryStore(name: "other"), CopyOptions(format: .zarr3))
        } throws: { error in
            let error = error as? ZarrError
            return error?.code == .unsupported && error?.message.contains("{\"a\":1}") == true
        }
    }

    @Test func bytesAreCopiedBetweenFormats() async throws {
        let values: [[UInt8]] = [[1, 2], [], [255]]
        for (from, to) in [(FormatIdentifier.zarr2, FormatIdentifier.zarr3), (.zarr3, .zarr2)] {
            let source = MemoryStore(name: "source")
            let array = try await ZarrArray.create(
                in: source, ArrayLayout(shape: [3], dataType: .bytes, chunks: [2], format: from))
            try await array.write(NDArray(shape: [3], values))
            let target = MemoryStore(name: "target")
            let plan = try await copy(source, to: target, CopyOptions(format: to))
            #expect(plan.steps.first?.copiesEncodedChunks == true)
            #expect(try await ZarrArray.open(in: target).read(as: [UInt8].self).elements == values)
        }
    }
}
