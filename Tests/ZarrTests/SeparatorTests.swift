import Synchronization
import Testing
import Zarr

/// Zarr v2 arrays whose document does not say what stands between the indices in the keys of chunks.
@Suite struct SeparatorTests {
    private static func document(_ extra: String = "") -> String {
        """
        {"zarr_format": 2, "shape": [4, 4], "chunks": [2, 2], "dtype": "|u1", "compressor": null, "fill_value": 9,
         "order": "C", "filters": null\(extra)}
        """
    }

    private static func store(_ document: String, chunks keys: [String]) async throws -> MemoryStore {
        let store = MemoryStore()
        try await store.set(StoreKey("a/.zarray"), [Bytes(document.utf8)])
        for key in keys { try await store.set(StoreKey("a/" + key), [Bytes([1, 2, 3, 4])]) }
        return store
    }

    private static func read(_ store: any Store) async throws -> (elements: [UInt8], warnings: [String]) {
        let warnings = Mutex<[String]>([])
        let context = ZarrContext.standard.warning { text in warnings.withLock { $0.append(text) } }
        let array = try await ZarrArray.open(in: store, at: "a", context: context)
        return (try await array.read(as: UInt8.self).elements, warnings.withLock { $0 })
    }

    private static let first: [UInt8] = [1, 2, 9, 9, 3, 4, 9, 9, 9, 9, 9, 9, 9, 9, 9, 9]
    private static let last: [UInt8] = [9, 9, 9, 9, 9, 9, 9, 9, 9, 9, 1, 2, 9, 9, 3, 4]

    @Test(arguments: [("0/0", first), ("1/1", last)]) func findsChunksInDirectories(_ key: String, _ values: [UInt8])
        async throws
    {
        let found = try await Self.read(Self.store(Self.document(), chunks: [key]))
        #expect(found.elements == values)
        #expect(found.warnings.count == 1)
        #expect(found.warnings.first?.contains("dimension_separator") == true)
    }

    @Test(arguments: [("0.0", first), ("1.1", last)]) func takesDotsWhereChunksHaveThem(
        _ key: String, _ values: [UInt8]
    ) async throws {
        // A directory whose name is a number may be anything.
        let found = try await Self.read(Self.store(Self.document(), chunks: [key, "7/note"]))
        #expect(found.elements == values)
        #expect(found.warnings.isEmpty)
    }

    @Test func believesTheDocument() async throws {
        let found = try await Self.read(
            Self.store(Self.document(", \"dimension_separator\": \".\""), chunks: ["0/0"]))
        #expect(found.elements == [UInt8](repeating: 9, count: 16))
    }

    @Test func writesWhatItFound() async throws {
        let store = try await Self.store(Self.document(), chunks: ["1/1"])
        let array = try await ZarrArray.open(in: store, at: "a")
        try await array.write(NDArray<UInt8>(shape: [2, 2], [5, 6, 7, 8]), at: [0..<2, 0..<2])
        #expect(try await store.get(StoreKey("a/0/0")) != nil)
        #expect(try await store.get(StoreKey("a/0.0")) == nil)
        try await array.updateAttributes { $0["a"] = 1 }
        let text = String(decoding: try #require(try await store.get(StoreKey("a/.zarray"))).array, as: UTF8.self)
        #expect(text.contains("\"dimension_separator\": \"/\""))
    }

    @Test func isFoundInGroups() async throws {
        let store = try await Self.store(Self.document(), chunks: ["0/0"])
        try await store.set(StoreKey(".zgroup"), [Bytes("{\"zarr_format\": 2}".utf8)])
        let member = try await ZarrGroup.open(in: store).member("a")
        guard case .array(let array)? = member else {
            Issue.record("there is no array")
            return
        }
        #expect(try await array.read(as: UInt8.self).elements == Self.first)
    }
}
