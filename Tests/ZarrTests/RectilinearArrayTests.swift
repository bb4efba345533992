import Testing
import Zarr

/// Arrays whose chunks differ in shape, where it is not about the values alone: what random arrays do not reach.
@Suite struct RectilinearArrayTests {
    private static func store(_ shape: String, _ chunkShapes: String, codecs: String = #"{"name":"bytes"}"#)
        async throws -> MemoryStore
    {
        let document = """
            {"zarr_format":3,"node_type":"array","shape":\(shape),"data_type":"uint8","fill_value":9,"attributes":{},\
            "chunk_grid":{"name":"rectilinear","configuration":{"kind":"inline","chunk_shapes":\(chunkShapes)}},\
            "chunk_key_encoding":{"name":"default"},"codecs":[\(codecs)]}
            """
        let store = MemoryStore()
        try await store.set(StoreKey("zarr.json"), Bytes(document.utf8))
        return store
    }

    private static func document(_ store: MemoryStore) async throws -> String {
        String(decoding: try #require(try await store.get(StoreKey("zarr.json"))).array, as: UTF8.self)
            .filter { !$0.isWhitespace }
    }

    private static func counting(_ count: Int, from first: UInt8 = 0) throws -> NDArray<UInt8> {
        try NDArray<UInt8>(shape: [count], (0..<count).map { first + UInt8($0) })
    }

    @Test func growsByTheLastChunkAndKeepsTheRest() async throws {
        let store = try await Self.store("[5]", "[[1,[2,2]]]")
        let array = try await ZarrArray.open(in: store)
        try await array.write(Self.counting(5))
        #expect(try await array.append(Self.counting(4, from: 5)) == 5..<9)
        #expect(try await array.read(as: UInt8.self).elements == Array(0..<9))
        #expect(try await Self.document(store).contains(#""chunk_shapes":[[1,[2,4]]]"#))
        #expect(try await ZarrArray.open(in: store).read(as: UInt8.self).elements == Array(0..<9))
        // The chunk at the edge is not full: what is appended goes into it, and no chunk is listed for it.
        #expect(array.shape == [9])
        #expect(array.chunkGrid.gridShape(for: [9]) == [5])
    }

    @Test func chunksThatLieOutsideAreGrownIntoFirst() async throws {
        let store = try await Self.store("[3]", "[[ 2, 2, 5 ]]")
        let array = try await ZarrArray.open(in: store)
        try await array.write(Self.counting(3))
        try await array.resize(to: [8])
        try await array.write(Self.counting(2, from: 3), at: [6..<8])
        #expect(try await array.read(as: UInt8.self).elements == [0, 1, 2, 9, 9, 9, 3, 4])
        let keys = try await store.list(StorePrefix("c")).map(\.path).sorted()
        #expect(keys == ["c/0", "c/1", "c/2"])
        // The grid did not change, so neither did its spelling.
        #expect(try await Self.document(store).contains(#""chunk_shapes":[[2,2,5]]"#))
    }

    @Test func shrinkingErasesChunksAndKeepsTheGrid() async throws {
        let store = try await Self.store("[9]", "[[2,3,4]]")
        let array = try await ZarrArray.open(in: store)
        try await array.write(Self.counting(9))
        try await array.resize(to: [3])
        #expect(try await store.list(StorePrefix("c")).map(\.path).sorted() == ["c/0", "c/1"])
        #expect(try await Self.document(store).contains(#""chunk_shapes":[[2,3,4]]"#))
        try await array.resize(to: [9])
        #expect(try await array.read(as: UInt8.self).elements == [0, 1, 2, 9, 9, 9, 9, 9, 9])
    }

    @Test(arguments: ["[[]]", "[[]] regular"]) func anAxisWithoutChunksDoesNotGrow(_ axes: String) async throws {
        let store = try await Self.store("[0]", "[[]]")
        if axes.hasSuffix("regular") {
            let text = try await Self.document(store).replacing(
                #""rectilinear","configuration":{"kind":"inline","chunk_shapes":[[]]}"#,
                with: #""regular","configuration":{"chunk_shape":[0]}"#)
            try await store.set(StoreKey("zarr.json"), Bytes(text.utf8))
        }
        let before = try await Self.document(store)
        let array = try await ZarrArray.open(in: store)
        #expect(try await array.read(as: UInt8.self).elements.isEmpty)
        await #expect {
            try await array.resize(to: [4])
        } throws: {
            ($0 as? ZarrError)?.code == .invalidArgument && "\($0)".contains("axis 0")
        }
        #expect(try await Self.document(store) == before)
        #expect(array.shape == [0])
    }

    @Test func nothingIsErasedBeforeItIsKnownThatTheRestCanGrow() async throws {
        let store = try await Self.store("[4,0]", "[2,[]]")
        let array = try await ZarrArray.open(in: store)
        try await store.set(StoreKey("c/1/0"), Bytes([1]))
        await #expect(throws: ZarrError.self) { try await array.resize(to: [2, 2]) }
        #expect(try await store.get(StoreKey("c/1/0")) != nil)
    }

    @Test func aShardThatIsNoMultipleOfItsSubchunksIsRefusedAtOpen() async throws {
        let sharding = """
            {"name":"sharding_indexed","configuration":{"chunk_shape":[2,2],"codecs":[{"name":"bytes"}],\
            "index_codecs":[{"name":"bytes","configuration":{"endian":"little"}}]}}
            """
        for (axes, isFine) in [
            ("[4,[2,6,4]]", true), ("[4,[2,5,6]]", false), ("[3,[2,6]]", false), ("[4,[[2,1000000],3]]", false),
        ] {
            let store = try await Self.store("[8,8]", axes, codecs: sharding)
            if isFine {
                _ = try await ZarrArray.open(in: store)
            } else {
                await #expect(throws: ZarrError.self, "\(axes)") { try await ZarrArray.open(in: store) }
            }
        }
    }

    /// Chunks that nobody lists one by one: counts and extents up to what 64 bits hold.
    @Test(arguments: [
        ("[1000000000000000000]", "[[[1,1000000000000000000]]]"),
        ("[9]", "[[4,5,1000000000000000]]"),
        ("[9]", "[[9,[1,1000000000000000000],3]]"),
        ("[4611686018427387904]", "[[[3,3],[4611686018427387904,1],7]]"),
    ])
    func hostileCountsTakeNeitherTimeNorMemory(_ shape: String, _ axes: String) async throws {
        let array = try await ZarrArray.open(in: Self.store(shape, axes))
        try await array.write(Self.counting(2, from: 1), at: [3..<5])
        #expect(try await array.read([2..<7], as: UInt8.self).elements == [9, 1, 2, 9, 9])
    }

    @Test(arguments: [
        "[[[4611686018427387904,3]]]", "[[[3,9223372036854775807]]]", "[[9223372036854775807,1]]",
        "[[[1,18446744073709551616]]]", "[1e30]", "[[[2,1.5]]]", "[[[2]]]", "[[[]]]", "[null]", "[]", "{}", "[[4],[4]]",
    ])
    func gridsThatDoNotFitAreErrors(_ axes: String) async throws {
        await #expect(throws: ZarrError.self) { try await ZarrArray.open(in: Self.store("[4]", axes)) }
    }

    /// 2,000 extents along each axis make 4,000,000 shapes, of which only those that are met are bound.
    @Test func manyShapesOpen() async throws {
        let edges = (1...2000).map { "\($0 % 1999 + 1)" }.joined(separator: ",")
        let array = try await ZarrArray.open(in: Self.store("[1000000,1000000]", "[[\(edges)],[\(edges)]]"))
        try await array.write(
            NDArray<UInt8>(shape: [2, 2], [1, 2, 3, 4]), at: [999_000..<999_002, 999_000..<999_002])
        #expect(try await array.read([999_001, 998_999..<999_003], as: UInt8.self).elements == [9, 3, 4, 9])
    }

    @Test func indicesBeyondThirtyTwoBits() async throws {
        let store = try await Self.store("[9000000000]", "[[[2,4000000000],1000000000]]")
        let array = try await ZarrArray.open(in: store)
        try await array.write(Self.counting(2, from: 1), at: [7_999_999_998..<8_000_000_000])
        #expect(try await store.list(StorePrefix("c")).map(\.path) == ["c/3999999999"])
    }
}
