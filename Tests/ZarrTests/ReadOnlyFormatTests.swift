import Testing
import Zarr
import ZarrTesting

/// Zarr v1 is read, and nothing of it is ever changed; what it reads as is judged with Fixtures/traps.
@Suite struct ReadOnlyFormatTests {
    let store = MemoryStore()

    private func prepare(_ prefix: String = "") async throws {
        let meta =
            #"{"zarr_format":1,"shape":[4],"chunks":[2],"dtype":"|u1","compression":null,"compression_opts":null,"#
            + #""fill_value":7,"order":"C"}"#
        try await store.set(StoreKey(prefix + "meta"), Bytes(meta.utf8))
        try await store.set(StoreKey(prefix + "attrs"), Bytes(#"{"x":1}"#.utf8))
        try await store.set(StoreKey(prefix + "1"), Bytes([1, 2]))
    }

    @Test func opensAsTheRootOfAStore() async throws {
        try await prepare()
        let array = try await ZarrArray.open(in: store)
        #expect(array.format == .zarr1)
        #expect(try await array.read(as: UInt8.self).elements == [7, 7, 1, 2])
        #expect(try await array.attributes() == ["x": 1])
        // Below a root it is no node, unless one says that it is: Zarr v1 has no hierarchies.
        try await prepare("below/")
        await #expect(throws: ZarrError.self) { try await ZarrArray.open(in: store, at: "below") }
        #expect(try await ZarrArray.open(in: store, at: "below", format: .zarr1).shape == [4])
    }

    @Test func nothingChangesIt() async throws {
        try await prepare()
        let before = try await store.list(.root)
        let array = try await ZarrArray.open(in: store)
        for change in 0..<5 {
            await #expect {
                switch change {
                case 0: try await array.fill(with: UInt8(1))
                case 1: try await array.resize(to: [1])
                case 2: try await array.updateAttributes { $0["y"] = 2 }
                case 3: _ = try await array.append(NDArray(shape: [1], [UInt8(1)]))
                default:
                    _ = try await ZarrArray.create(
                        in: store, ArrayLayout(shape: [1], dataType: .int8, format: .zarr1), overwrite: true)
                }
            } throws: {
                ($0 as? ZarrError)?.code == .unsupported
            }
        }
        #expect(try await store.list(.root) == before)
        #expect(try await store.get(StoreKey("1"))?.array == [1, 2])
    }

    /// Where another document is found, none of Zarr v1 is asked for.
    @Test func costsNothingElsewhere() async throws {
        _ = try await ZarrArray.create(in: store, ArrayLayout(shape: [1], dataType: .int8))
        _ = try await ZarrGroup.create(in: store, at: "", format: .zarr2, overwrite: true)
        let log = RequestLog()
        _ = try await Hierarchy.open(in: RecordingStore(store, log: log), metadata: .perNode)
        #expect(log.count == 3, "\(log.requests)")
    }
}
