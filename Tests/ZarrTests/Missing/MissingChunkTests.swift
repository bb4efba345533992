import Synchronization
import Testing
import ZarrTesting

@testable import Zarr

/// Chunks that are not stored are fill, an error or told, whichever way they are read.
@Suite struct MissingChunkTests {
    let base = MemoryStore()

    /// What was told.
    private final class Told: Sendable {
        private let state = Mutex<[MissingChunk]>([])
        var all: [MissingChunk] { state.withLock { $0 } }
        var policy: MissingChunks { .report { chunk in self.state.withLock { $0.append(chunk) } } }
        func take() -> [MissingChunk] {
            state.withLock { state in
                defer { state = [] }
                return state.sorted {
                    ($0.key, $0.region.origin.description) < ($1.key, $1.region.origin.description)
                }
            }
        }
    }

    /// The sizes of the engine's ways, and whether there is a cache.
    private func contexts(_ policy: MissingChunks) -> [ZarrContext] {
        [EngineSizes.standard, .smallest].flatMap { sizes in
            [nil, ChunkCache(byteLimit: 1 << 20)].map { cache in
                var context = ZarrContext(workers: 3, cache: cache).taking(missingChunks: policy)
                context.sizes = sizes
                return context
            }
        }
    }

    private func opened(_ kind: StoreKind, _ context: ZarrContext) async throws -> ZarrArray {
        try await ZarrArray.open(in: kind.store(base), at: "a", context: context)
    }

    /// All ways of reading rows 2 and 3 of columns 0..<12, as what they give.
    private func reads(_ array: ZarrArray) async throws -> [[Int32]] {
        [
            try await array.read([2..<4, 0..<12], as: Int32.self).elements,
            try await array.view[2..<4, 0..<12].read(as: Int32.self).elements,
            try await array.read([.indices([2, 3]), .indices(Array(0..<12))], as: Int32.self).elements,
            try await array.view[2..<4, 0..<12].cast(to: Double.self).read(as: Double.self).elements.map { Int32($0) },
        ]
    }

    @Test(arguments: StoreKind.allCases) func aMissingChunkIsWhatOneSays(_ kind: StoreKind) async throws {
        let array = try await ZarrArray.create(
            in: base, at: "a", ArrayLayout(shape: [8, 12], dataType: .int32, chunks: [4, 6]))
        try await array.write(NDArray(shape: [8, 12], (1...96).map(Int32.init)))
        try await base.erase(try StoreKey("a/c/0/1"))
        let expected = (0..<24).map { $0 % 12 < 6 ? Int32(25 + $0) : 0 }
        for context in contexts(.fill) {
            for elements in try await reads(opened(kind, context)) { #expect(elements == expected) }
        }
        let told = Told()
        let chunk = MissingChunk(
            node: "/a", key: "a/c/0/1", indices: [0, 1], region: Region(origin: [0, 6], shape: [4, 6]),
            isSubchunk: false)
        for context in contexts(told.policy) {
            let array = try await opened(kind, context)
            for _ in 0..<3 {
                for elements in try await reads(array) { #expect(elements == expected) }
                #expect(told.take() == [chunk, chunk, chunk, chunk])
            }
            _ = try await array.read([4..<8], as: Int32.self)
            _ = try await array.read([.all, 0..<6], as: Int32.self)
            #expect(told.all.isEmpty)
        }
        for context in contexts(.error) {
            let array = try await opened(kind, context)
            for selection in [[0, 7], [.all, .all], [.indices([0, 3]), .indices([5, 6])]] as [Selection] {
                let error = await #expect(throws: ZarrError.self) { try await array.read(selection) }
                #expect(error?.code == .missingChunk && error?.key == "a/c/0/1" && error?.node == "/a")
                #expect(error?.description.contains("the chunk [0, 1] of elements [0:4, 6:12] is not stored (") == true)
            }
            #expect(try await array.read([0, 5], as: Int32.self).elements == [6])
        }
    }

    @Test(arguments: StoreKind.allCases) func aMissingSubchunkIsMissing(_ kind: StoreKind) async throws {
        let layout = ArrayLayout(
            shape: [7, 12], dataType: .int32, chunks: [2, 3], shards: [4, 6], codecs: [.crc32c])
        let array = try await ZarrArray.create(in: base, at: "a", layout)
        try await array.write(NDArray(shape: [7, 12], (1...84).map(Int32.init)))
        // A subchunk of the first shard, all of the second.
        try await array.erase([2..<4, 0..<3])
        try await base.erase(try StoreKey("a/c/0/1"))
        let expected = (0..<24).map { (3..<6).contains($0 % 12) ? Int32(25 + $0) : 0 }
        let told = Told()
        let chunks = [
            MissingChunk(
                node: "/a", key: "a/c/0/0", indices: [0, 0], region: Region(origin: [2, 0], shape: [2, 3]),
                isSubchunk: true),
            MissingChunk(
                node: "/a", key: "a/c/0/1", indices: [0, 1], region: Region(origin: [0, 6], shape: [4, 6]),
                isSubchunk: false),
        ]
        for context in contexts(told.policy) {
            let array = try await opened(kind, context)
            for _ in 0..<2 {
                for elements in try await reads(array) { #expect(elements == expected) }
                #expect(told.take() == chunks.flatMap { [$0, $0, $0, $0] })
            }
            _ = try await array.read([0..<2, 0..<6], as: Int32.self)
            #expect(told.all.isEmpty)
        }
        for context in contexts(.error) {
            let array = try await opened(kind, context)
            let error = await #expect(throws: ZarrError.self) { try await array.read([3, 2]) }
            #expect(error?.code == .missingChunk && error?.key == "a/c/0/0")
            #expect(
                error?.message == "the shard [0, 0] does not hold the subchunk of elements [2:4, 0:3]")
            #expect(try await array.read([3, 3], as: Int32.self).elements == [40])
        }
        #expect(try await opened(kind, ZarrContext()).missingChunks() == chunks)
        #expect(try await opened(kind, ZarrContext()).missingChunks(in: [4..<7]) == [])
    }

    /// Shards within shards, transposed ones, compressed ones, and those whose codecs move elements.
    @Test(arguments: StoreKind.allCases) func subchunksBehindOtherCodecs(_ kind: StoreKind) async throws {
        let inner = ShardingCodec(subchunkShape: [1, 2], codecs: CodecChain(bytesToBytes: [CRC32CCodec()]))
        let chains: [(String, CodecChain, [Region])] = [
            (
                "nested",
                CodecChain(
                    arrayToBytes: ShardingCodec(subchunkShape: [2, 4], codecs: CodecChain(arrayToBytes: inner))),
                [Region(origin: [1, 2], shape: [1, 2]), Region(origin: [2, 4], shape: [2, 4])]
            ),
            (
                "transposed",
                CodecChain(
                    arrayToArray: [TransposeCodec(order: .axes([1, 0]))],
                    arrayToBytes: ShardingCodec(subchunkShape: [2, 1], codecs: CodecChain())),
                [
                    Region(origin: [1, 2], shape: [1, 2]), Region(origin: [2, 4], shape: [1, 2]),
                    Region(origin: [2, 6], shape: [1, 2]), Region(origin: [3, 4], shape: [1, 2]),
                    Region(origin: [3, 6], shape: [1, 2]),
                ]
            ),
            (
                "compressed", CodecChain(arrayToBytes: inner, bytesToBytes: [GzipCodec(level: 1)]),
                [
                    Region(origin: [1, 2], shape: [1, 2]), Region(origin: [2, 4], shape: [1, 2]),
                    Region(origin: [2, 6], shape: [1, 2]), Region(origin: [3, 4], shape: [1, 2]),
                    Region(origin: [3, 6], shape: [1, 2]),
                ]
            ),
        ]
        for (name, codecs, regions) in chains {
            let description = ArrayDescription(
                format: .zarr3, shape: [4, 8], chunkGrid: .regular(chunkShape: [4, 8]),
                chunkKeyEncoding: .default(separator: .slash), dataType: .int32, fillValue: .zero(of: .int32),
                codecs: codecs)
            let array = try await ZarrArray.create(in: base, at: "a", description, overwrite: true)
            var elements = (1...32).map(Int32.init)
            for place in [10, 11, 20, 21, 22, 23, 28, 29, 30, 31] { elements[place] = 0 }
            try await array.write(NDArray(shape: [4, 8], elements))
            let told = Told()
            for context in contexts(told.policy) {
                let array = try await opened(kind, context)
                #expect(try await array.read(as: Int32.self).elements == elements, "\(name)")
                let found = told.take()
                #expect(found.allSatisfy { $0.isSubchunk }, "\(name)")
                #expect(found.map(\.region) == regions, "\(name)")
                let list = try await array.read([.indices([0, 1]), .indices([1, 2])], as: Int32.self).elements
                #expect(list == [2, 3, 10, 0])
                #expect(told.take().map(\.region) == [Region(origin: [1, 2], shape: [1, 2])], "\(name)")
                _ = try await array.read([0], as: Int32.self)
                #expect(told.all.isEmpty, "\(name)")
            }
        }
    }

    /// Random arrays: what is told of a read is what lies in no stored chunk or subchunk, each once.
    @Test(arguments: 0..<60 as Range<UInt64>) func randomArrays(_ seed: UInt64) async throws {
        var random = SeededGenerator(seed: seed)
        let rank = Int.random(in: 1...3, using: &random)
        let chunks = (0..<rank).map { _ in Int.random(in: 1...3, using: &random) }
        let isSharded = Bool.random(using: &random)
        let shards = chunks.map { $0 * Int.random(in: 1...3, using: &random) }
        let shape = (0..<rank).map { _ in Int.random(in: 1...9, using: &random) }
        let array = try await ZarrArray.create(
            in: base, at: "a",
            ArrayLayout(shape: shape, dataType: .int32, chunks: chunks, shards: isSharded ? shards : nil))
        let count = shape.reduce(1, *)
        try await array.write(NDArray(shape: shape, (1...count).map(Int32.init)))
        let grid = ChunkGrid.regular(chunkShape: chunks)
        var missing: Set<[Int]> = []
        for _ in 0..<Int.random(in: 0...6, using: &random) {
            let element = shape.map { Int.random(in: 0..<$0, using: &random) }
            let region = grid.chunkRegion(at: grid.chunkIndices(containing: element))
            let box = try #require(region.intersection(Region(whole: shape)))
            try await array.erase(Selection(box))
            missing.insert(box.origin)
        }
        let axes = shape.map { extent -> Selection.Axis in
            let lower = Int.random(in: 0..<extent, using: &random)
            if Bool.random(using: &random) {
                return .indices((0..<3).map { _ in Int.random(in: 0..<extent, using: &random) })
            }
            return .slice(start: lower, stop: Int.random(in: lower + 1...extent, using: &random), step: 1)
        }
        let selection = Selection(axes)
        let values = try await array.read(selection, as: Int32.self)
        let told = Told()
        for kind in StoreKind.allCases {
            for context in contexts(told.policy) {
                let array = try await opened(kind, context)
                #expect(try await array.read(selection, as: Int32.self).elements == values.elements, "seed \(seed)")
                let found = told.take()
                #expect(Set(found).count == found.count, "seed \(seed)")
                #expect(found.isEmpty != values.elements.contains(0), "seed \(seed)")
                for chunk in found {
                    // A whole shard has as many missing chunks as it has elements.
                    let known = missing.contains { chunk.region.contains(index: $0) }
                    #expect(known, "seed \(seed): \(chunk)")
                }
                let strict = try await opened(kind, context.taking(missingChunks: .error))
                if values.elements.contains(0) {
                    await #expect(throws: ZarrError.self, "seed \(seed)") { _ = try await strict.read(selection) }
                } else {
                    let same = try await strict.read(selection, as: Int32.self).elements
                    #expect(same == values.elements, "seed \(seed)")
                }
            }
        }
    }

    /// What a partial write keeps of a chunk that is not stored is fill, whatever readers want.
    @Test(arguments: StoreKind.allCases, [nil, [4]]) func partialWritesMergeWithFill(
        _ kind: StoreKind, _ shards: [Int]?
    ) async throws {
        _ = try await ZarrArray.create(
            in: base, at: "a", ArrayLayout(shape: [8], dataType: .int32, chunks: [2], shards: shards))
        let array = try await opened(kind, ZarrContext().taking(missingChunks: .error))
        try await array.write(NDArray(shape: [1], [Int32(7)]), at: [1..<2])
        try await array.write(NDArray(shape: [2], [5, 6] as [Int32]), at: [.indices([2, 5])])
        #expect(try await array.read([0..<4], as: Int32.self).elements == [0, 7, 5, 0])
        await #expect(throws: ZarrError.self) { try await array.read([6..<8]) }
        try await array.resize(to: [3])
        try await array.resize(to: [8])
        #expect(try await array.append(NDArray(shape: [1], [Int32(1)]), as: .published) == 8..<9)
    }

    /// With fill chunks stored, subchunks of nothing but fill are there, too: nothing is missing.
    @Test(arguments: StoreKind.allCases) func whatIsWrittenWholeLacksNothing(_ kind: StoreKind) async throws {
        let options = WriteOptions(storesFillChunks: true)
        for shards in [nil, [4, 4]] as [[Int]?] {
            _ = try await ZarrArray.create(
                in: base, at: "a",
                ArrayLayout(shape: [6, 9], dataType: .int32, chunks: [2, 2], shards: shards), overwrite: true)
            let array = try await opened(kind, ZarrContext().taking(missingChunks: .error))
            var elements = [Int32](repeating: 0, count: 54)
            elements[20] = 1
            try await array.write(NDArray(shape: [6, 9], elements), options: options)
            #expect(try await array.read(as: Int32.self).elements == elements)
            #expect(try await array.missingChunks() == [])
            // Parts of shards, too.
            try await array.write(
                NDArray(shape: [3, 3], [Int32](repeating: 0, count: 9)), at: [1..<4, 1..<4], options: options)
            elements[20] = 0
            #expect(try await array.read(as: Int32.self).elements == elements)
            try await array.write(NDArray(shape: [6, 9], elements))
            #expect(try await array.missingChunks().count == (shards == nil ? 15 : 6))
        }
    }

    /// Whoever does not ask for it pays nothing for it, whoever does no request more where nothing is cached.
    @Test(arguments: StoreKind.allCases) func requestsAreTheSame(_ kind: StoreKind) async throws {
        let log = RequestLog()
        let array = try await ZarrArray.create(
            in: base, at: "a", ArrayLayout(shape: [8, 8], dataType: .int32, chunks: [2, 2], shards: [4, 4]))
        try await array.write(NDArray(shape: [8, 8], (1...64).map(Int32.init)))
        try await array.erase([0..<2, 0..<2])
        var counts: [[Int]] = []
        for policy in [MissingChunks.fill, .report { _ in }] {
            let store = kind.store(RecordingStore(base, log: log))
            let array = try await ZarrArray.open(
                in: store, at: "a", context: ZarrContext().taking(missingChunks: policy))
            var own: [Int] = []
            let selections = [.all, [0..<3, 1..<2], [.indices([0, 5]), .indices([1, 7])]] as [Selection]
            for selection in selections {
                log.reset()
                _ = try await array.read(selection)
                own.append(log.count)
            }
            counts.append(own)
        }
        #expect(counts[0] == counts[1])
    }
}
