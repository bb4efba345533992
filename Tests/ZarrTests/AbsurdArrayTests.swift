import Testing
import Zarr

/// Documents that describe what no machine holds: they open or are refused, and nothing traps or takes the memory.
@Suite struct AbsurdArrayTests {
    static let extents = ["4611686018427387904", "9223372036854775807", "2305843009213693951", "1099511627776"]

    static let codecs = [
        #"{"name":"bytes"}"#, #"{"name":"bytes"},{"name":"crc32c"}"#, #"{"name":"bytes"},{"name":"zstd"}"#,
        #"{"name":"bytes"},{"name":"crc32c"},{"name":"crc32c"},{"name":"gzip"}"#,
        #"{"name":"sharding_indexed","configuration":{"chunk_shape":[1],"codecs":[{"name":"bytes"}],"#
            + #""index_codecs":[{"name":"bytes","configuration":{"endian":"little"}},{"name":"crc32c"},{"name":"crc32c"}]}}"#,
        #"{"name":"transpose","configuration":{"order":[0]}},{"name":"bytes"}"#,
        #"{"name":"numcodecs.delta","configuration":{"dtype":"|u1"}},{"name":"bytes"},{"name":"zstd"}"#,
    ]

    @Test(arguments: extents, codecs) func chunksOfAbsurdSize(extent: String, codecs: String) async throws {
        let document = """
            {"zarr_format":3,"node_type":"array","shape":[\(extent)],"data_type":"uint8","fill_value":7,\
            "chunk_grid":{"name":"regular","configuration":{"chunk_shape":[\(extent)]}},\
            "chunk_key_encoding":{"name":"default"},"codecs":[\(codecs)]}
            """
        let store = MemoryStore()
        try await store.set(StoreKey("zarr.json"), Bytes(document.utf8))
        guard let array = try await refusedOrDone({ try await ZarrArray.open(in: store) }) else { return }
        // A part that is not stored is fill, however large the chunk.
        #expect(try await array.read([5..<9], as: UInt8.self).elements == [7, 7, 7, 7])
        #expect(try await refusedOrDone { try await array.read() } == nil)
        #expect(try await refusedOrDone { try await array.fill([3..<4], with: UInt8(1)) } == nil)
        try await store.set(StoreKey("c/0"), Bytes([1, 2, 3, 4, 5, 6, 7, 8]))
        for selection in [[5..<9], [.index(-1)], .all] as [Selection] {
            _ = try await refusedOrDone { try await array.read(selection) }
        }
        _ = try await refusedOrDone { try await array.resize(to: [10]) }
    }

    @Test func manyAxes() async throws {
        let shape = [Int](repeating: 1 << 20, count: 30)
        let layout = ArrayLayout(
            shape: shape, dataType: .uint8, chunks: [Int](repeating: 1, count: 30), codecs: [])
        let array = try await ZarrArray.create(in: MemoryStore(), layout)
        try await array.fill(Selection(shape.map { .index($0 - 1) }), with: UInt8(3))
        #expect(try await array.read(Selection(shape.map { .index($0 - 1) }), as: UInt8.self).elements == [3])
        #expect(try await refusedOrDone { try await array.read() } == nil)
    }

    private func refusedOrDone<Result>(_ body: () async throws -> Result) async throws -> Result? {
        do {
            return try await body()
        } catch let error as ZarrError {
            let codes: [ZarrError.Code] = [
                .limitExceeded, .corruptData, .unsupported, .invalidMetadata, .invalidArgument, .invalidSelection,
            ]
            #expect(codes.contains(error.code), "\(error)")
            return nil
        }
    }
}
