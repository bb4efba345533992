import Testing
import Zarr
import ZarrTesting

/// What the engine costs is a contract: so many requests, no more.
@Suite struct RequestCountTests {
    let base = MemoryStore()
    let log = RequestLog()

    private func store(_ kind: StoreKind) -> any Store { kind.store(RecordingStore(base, log: log)) }

    private func create(_ kind: StoreKind, _ layout: ArrayLayout) async throws -> ZarrArray {
        let array = try await ZarrArray.create(in: store(kind), at: "a", layout)
        log.reset()
        return array
    }

    private func values(_ shape: [Int]) throws -> NDArray<Int32> {
        try NDArray(shape: shape, (0..<shape.reduce(1, *)).map { Int32($0 + 1) })
    }

    private func expect(gets: Int, sets: Int = 0, erases: Int = 0, _ place: SourceLocation = #_sourceLocation) {
        #expect(log.count(.get) == gets, "\(log.requests)", sourceLocation: place)
        #expect(log.count(.set) == sets, "\(log.requests)", sourceLocation: place)
        #expect(log.count(.erase) == erases, "\(log.requests)", sourceLocation: place)
        // What changes a part of a value locks it, and asks before it is replaced whether it is still the same.
        let locks = log.count(.lock)
        #expect(log.count(.version) == locks, "\(log.requests)", sourceLocation: place)
        #expect(locks <= min(gets, sets), "\(log.requests)", sourceLocation: place)
        #expect(log.count == gets + sets + erases + 2 * locks, "\(log.requests)", sourceLocation: place)
        log.reset()
    }

    @Test(arguments: FormatIdentifier.writable, StoreKind.allCases)
    func anArrayOpensWithOneRead(format: FormatIdentifier, kind: StoreKind) async throws {
        _ = try await create(kind, ArrayLayout(shape: [4], dataType: .int8, format: format))
        let array = try await ZarrArray.open(in: store(kind), at: "a", format: format)
        expect(gets: 1)
        _ = array.shape
        _ = try await array.attributes()
        _ = try await array.attributes()
        expect(gets: format == .zarr2 ? 1 : 0)
    }

    @Test(arguments: [FormatIdentifier.zarr2, .zarr3])
    func aGroupWithConsolidatedMetadataShowsItsMembersForNothing(format: FormatIdentifier) async throws {
        let group = try await ZarrGroup.create(in: base, at: "g", attributes: ["x": 1], format: format)
        for name in ["a", "b", "inner/c"] {
            _ = try await ZarrArray.create(
                in: base, at: "g/" + name, ArrayLayout(shape: [2], dataType: .int8, format: format))
        }
        try await group.consolidate()
        let opened = try await ZarrGroup.open(in: store(.synchronous), at: "g", format: format)
        expect(gets: format == .zarr2 ? 2 : 1)
        #expect(try await opened.members().map(\.path) == ["g/a", "g/b", "g/inner"])
        #expect(try await opened.member("inner/c") != nil)
        var walked: [String] = []
        for try await node in opened.walk() { walked.append(node.path) }
        #expect(walked == ["g/a", "g/b", "g/inner", "g/inner/c"])
        expect(gets: 0)
    }

    @Test(arguments: StoreKind.allCases, [ShardingCodec.IndexLocation.start, .end])
    func oneSubchunkOfAColdShardIsTwoReads(kind: StoreKind, location: ShardingCodec.IndexLocation) async throws {
        let values = try values([64, 64])
        for codecs in [[], [CodecChoice.zstd()]] {
            let array = try await create(
                kind,
                ArrayLayout(
                    shape: [64, 64], dataType: .int32, chunks: [8, 8], shards: [32, 64], codecs: codecs,
                    shardIndexLocation: location))
            try await array.write(values)
            log.reset()
            let part = try await array.read([8..<16, 16..<24], as: Int32.self)
            expect(gets: 2)
            #expect(part[0, 0] == 8 * 64 + 16 + 1)
            // The index is kept where the store tells that the shard is the same; then each of the eight subchunks.
            _ = try await array.read([0, .all], as: Int32.self)
            expect(gets: kind == .synchronous ? 8 : 9)
            try await array.delete()
        }
    }

    @Test(arguments: StoreKind.allCases)
    func oneSubchunkOfAShardWithinAShardIsThreeReads(kind: StoreKind) async throws {
        let inner = ShardingCodec(subchunkShape: [4], codecs: CodecChain(bytesToBytes: [ZstdCodec()]))
        let outer = ShardingCodec(subchunkShape: [16], codecs: CodecChain(arrayToBytes: inner))
        let description = ArrayDescription(
            format: .zarr3, shape: [64], chunkGrid: .regular(chunkShape: [64]),
            chunkKeyEncoding: .default(separator: .slash), dataType: .int32, fillValue: .zero(of: .int32),
            codecs: CodecChain(arrayToBytes: outer))
        let array = try await ZarrArray.create(in: store(kind), at: "a", description)
        try await array.write(values([64]))
        log.reset()
        #expect(try await array.read([20..<24], as: Int32.self).elements == [21, 22, 23, 24])
        expect(gets: 3)
    }

    @Test(arguments: StoreKind.allCases, [nil, [8, 8]])
    func whatIsCoveredIsNotRead(kind: StoreKind, shards: [Int]?) async throws {
        let array = try await create(
            kind,
            ArrayLayout(shape: [20, 20], dataType: .int32, chunks: shards == nil ? [8, 8] : [4, 4], shards: shards))
        for _ in 0..<2 {
            try await array.write(values([8, 8]), at: [8..<16, 0..<8])
            expect(gets: 0, sets: 1)
            // At the edge a chunk reaches past the array: nobody needs to know what is there.
            try await array.write(values([4, 8]), at: [16..<20, 8..<16])
            expect(gets: 0, sets: 1)
            try await array.write(values([4, 4]), at: [.slice(start: -1, stop: 15, step: -1), 16..<20])
            expect(gets: 0, sets: 1)
            try await array.write(values([20, 20]))
            expect(gets: 0, sets: 9)
        }
    }

    @Test(arguments: StoreKind.allCases)
    func aPartOfAChunkIsOneReadAndOneWrite(kind: StoreKind) async throws {
        let array = try await create(kind, ArrayLayout(shape: [20, 20], dataType: .int32, chunks: [8, 8]))
        try await array.write(values([2, 2]), at: [1..<3, 1..<3])
        expect(gets: 1, sets: 1)
        try await array.write(values([2, 2]), at: [2..<4, 2..<4])
        #expect(log.count(.lock) == (kind == .synchronous ? 1 : 0))
        expect(gets: 1, sets: 1)
        #expect(try await array.read([2, 2], as: Int32.self).elements == [1])
        log.reset()
        // Nothing but fill is left: the chunk goes.
        try await array.erase([0..<8, 0..<8])
        expect(gets: 0, erases: 1)
    }

    @Test(arguments: StoreKind.allCases) func aPartOfAShardIsReadWithItsIndex(kind: StoreKind) async throws {
        let array = try await create(
            kind, ArrayLayout(shape: [32, 32], dataType: .int32, chunks: [8, 8], shards: [16, 16]))
        try await array.write(values([32, 32]))
        log.reset()
        try await array.write(values([1, 2]), at: [3, 3..<5])
        // An awaited shard comes whole, a local one by its index and its four subchunks.
        // The index, the subchunk, and all that is taken over as it is stored.
        expect(gets: kind == .awaited ? 1 : 3, sets: 1)
    }

    @Test(arguments: StoreKind.allCases) func onlyTouchedChunksAreRead(kind: StoreKind) async throws {
        let array = try await create(kind, ArrayLayout(shape: [1000], dataType: .int32, chunks: [10]))
        try await array.write(values([1000]))
        log.reset()
        _ = try await array.read([.slice(start: 5, stop: nil, step: 333)], as: Int32.self)
        expect(gets: 3)
        _ = try await array.read([7..<7], as: Int32.self)
        expect(gets: 0)
    }

    @Test(arguments: StoreKind.allCases) func listsReadOnlyTheChunksThatTheyMean(kind: StoreKind) async throws {
        let array = try await create(kind, ArrayLayout(shape: [20, 20], dataType: .int32, chunks: [5, 5]))
        try await array.write(values([20, 20]))
        log.reset()
        // Rows of chunks 0 and 3, columns of chunks 1 and 2.
        _ = try await array.read([[19, 0, 1, 19], [6, 12, 7]], as: Int32.self)
        expect(gets: 4)
        var mask = [Bool](repeating: false, count: 20)
        (mask[3], mask[11]) = (true, true)
        _ = try await array.read([.mask(mask), 0], as: Int32.self)
        expect(gets: 2)
        _ = try await array.read(.points([[0, 19, 1, 0], [0, 19, 1, 0]]), as: Int32.self)
        expect(gets: 2)
        var whole = [Bool](repeating: false, count: 400)
        (whole[0], whole[399], whole[398]) = (true, true, true)
        _ = try await array.read(.mask(whole, shape: [20, 20]), as: Int32.self)
        expect(gets: 2)
        _ = try await array.read(.blocks([1..<3, -1]), as: Int32.self)
        expect(gets: 2)
        _ = try await array.read([[], .all], as: Int32.self)
        _ = try await array.read(.points([[], []]), as: Int32.self)
        expect(gets: 0)
        // A view asks for no more than it shows.
        _ = try await array.view[..<5].transposed()[[0, 19, 3], 1].read()
        expect(gets: 2)
        _ = try await array.view[..<5, ..<6].cast(to: Double.self).read()
        expect(gets: 2)
    }

    @Test(arguments: StoreKind.allCases, [ShardingCodec.IndexLocation.start, .end])
    func listsReadOnlyTheSubchunksThatTheyMean(kind: StoreKind, location: ShardingCodec.IndexLocation) async throws {
        let array = try await create(
            kind,
            ArrayLayout(
                shape: [64, 64], dataType: .int32, chunks: [8, 8], shards: [32, 64], codecs: [.zstd()],
                shardIndexLocation: location))
        try await array.write(values([64, 64]))
        log.reset()
        // Two shards, each its index; rows of two subchunks in one and of one in the other, columns of two.
        _ = try await array.read([[63, 0, 9, 1, 0], [62, 3]], as: Int32.self)
        expect(gets: 2 + 3 * 2)
        let points = try await array.read(.points([[31, 0, 0, 16], [63, 0, 7, 63]]), as: Int32.self)
        #expect(points.elements == [2048, 1, 8, 1088])
        // The index is kept where the store tells that the shard is the same.
        let index = kind == .synchronous ? 0 : 1
        expect(gets: index + 3)
        _ = try await array.view[..<8].cast(to: Float.self).read()
        expect(gets: index + 8)
    }

    @Test(arguments: StoreKind.allCases)
    func pointsInAShardWithinAShardReadTheInnermostSubchunks(kind: StoreKind) async throws {
        let inner = ShardingCodec(subchunkShape: [4], codecs: CodecChain(bytesToBytes: [ZstdCodec()]))
        let outer = ShardingCodec(subchunkShape: [16], codecs: CodecChain(arrayToBytes: inner))
        let description = ArrayDescription(
            format: .zarr3, shape: [64], chunkGrid: .regular(chunkShape: [64]),
            chunkKeyEncoding: .default(separator: .slash), dataType: .int32, fillValue: .zero(of: .int32),
            codecs: CodecChain(arrayToBytes: outer))
        let array = try await ZarrArray.create(in: store(kind), at: "a", description)
        try await array.write(values([64]))
        log.reset()
        #expect(try await array.read([[31, 16, 63]], as: Int32.self).elements == [32, 17, 64])
        // The index of the shard, of two shards in it, and three subchunks.
        expect(gets: 6)
    }

    @Test(arguments: StoreKind.allCases) func listsWriteOnlyTheChunksThatTheyMean(kind: StoreKind) async throws {
        let array = try await create(kind, ArrayLayout(shape: [20, 20], dataType: .int32, chunks: [5, 5]))
        try await array.write(values([2, 3]), at: [[19, 0], [6, 12, 7]])
        expect(gets: 4, sets: 4)
        try await array.write(values([3]), at: .points([[0, 1, 0], [0, 1, 0]]))
        expect(gets: 1, sets: 1)
        // What is covered is not read, in whatever order, repeated or not.
        try await array.write(values([6, 5]), at: [[4, 3, 2, 1, 0, 0], [0, 2, 4, 1, 3]])
        expect(gets: 0, sets: 1)
        try await array.write(values([25]), at: .mask((0..<400).map { $0 / 20 < 5 && $0 % 20 >= 15 }, shape: [20, 20]))
        expect(gets: 0, sets: 1)
        let order = (0..<25).map { $0 * 7 % 25 }
        try await array.write(
            values([27]), at: .points([(order + [0, 1]).map { $0 / 5 + 15 }, (order + [3, 2]).map { $0 % 5 + 15 }]))
        expect(gets: 0, sets: 1)
        try await array.write(values([5, 10]), at: .blocks([2, 1..<3]))
        expect(gets: 0, sets: 2)
        try await array.erase(.points([[4, 3, 4], [3, 0, 4]]))
        expect(gets: 1, sets: 1)
    }

    @Test(arguments: StoreKind.allCases) func aFieldIsWrittenIntoWhatIsThere(kind: StoreKind) async throws {
        let type = try DataType.structure([("a", .int32), ("b", .int32)])
        let array = try await create(kind, ArrayLayout(shape: [10], dataType: type, chunks: [5]))
        try await array.view.field("a").write(values([10]))
        expect(gets: 2, sets: 2)
        _ = try await array.view.field("a")[..<5].read()
        expect(gets: 1)
        // All fields are the whole record.
        let bytes = [UInt8](repeating: 1, count: 80)
        try await array.view.fields(["b", "a"]).write(
            bytes.withUnsafeBytes {
                try AnyNDArray(shape: [10], dataType: .structure([("b", .int32), ("a", .int32)]), bytes: $0)
            })
        expect(gets: 0, sets: 2)
    }

    @Test func growingAsksForNoChunk() async throws {
        let array = try await create(.synchronous, ArrayLayout(shape: [10, 10], dataType: .int32, chunks: [4, 4]))
        try await array.resize(to: [12, 100])
        // The metadata as they are now, under the lock of who grows the array and that of the document; and twice whether a
        // killed appender left something at the array or at its group.
        #expect(log.requests.filter { $0.kind == .get }.map(\.path) == ["a/zarr.json"])
        #expect(log.count(.lock) == 2)
        #expect(log.count(.size) == 4)
        #expect(log.count(.set) == 1)
        #expect(log.count == 8)
    }
}
