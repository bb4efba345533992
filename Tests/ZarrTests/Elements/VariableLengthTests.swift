import Testing
import Zarr

/// Arrays whose elements differ in size: written, read, in both formats, in shards and in parts.
@Suite struct VariableLengthTests {
    private func roundTrip<Element: ZarrElement & Equatable>(
        _ elements: [Element], format: FormatIdentifier, codecs: [CodecChoice]? = nil
    ) async throws {
        let array = try NDArray(shape: [elements.count], elements)
        #expect(array.elements == elements)
        let store = MemoryStore()
        let stored = try await ZarrArray.create(
            in: store,
            ArrayLayout(
                shape: [elements.count], dataType: Element.dataType, chunks: [2], codecs: codecs, format: format))
        try await stored.write(array)
        let again = try await ZarrArray.open(in: store)
        #expect(again.dataType == Element.dataType)
        #expect(try await again.read(as: Element.self) == array)
    }

    static let bytes: [[UInt8]] = [[1, 2, 3], [], [0xff], [0, 0]]
    static let lists: [[Int32]] = [[1, -2], [], [.max], [5, 6, 7]]
    static let objects: [JSONValue] = [["a": [1, .null]], .null, "text", 1.5]

    @Test(arguments: [FormatIdentifier.zarr2, .zarr3])
    func bytesAreWrittenAndRead(_ format: FormatIdentifier) async throws {
        try await roundTrip(Self.bytes, format: format)
        try await roundTrip(Self.bytes, format: format, codecs: [])
        try await roundTrip([[UInt8]](), format: format)
    }

    @Test func listsAreWrittenAndRead() async throws {
        try await roundTrip(Self.lists, format: .zarr2)
        try await roundTrip([[0.5, -0.0], [], [.infinity]] as [[Double]], format: .zarr2)
        try await roundTrip(
            Self.lists, format: .zarr2, codecs: [CodecChoice(VlenArrayCodec(dtype: ">i4")), .zlib()])
    }

    @Test func objectsAreWrittenAndRead() async throws {
        try await roundTrip(Self.objects, format: .zarr2)
        try await roundTrip(Self.objects, format: .zarr2, codecs: [CodecChoice(MessagePackCodec())])
    }

    @Test func labelsAreWrittenAndRead() async throws {
        let labels = CodecChoice(CategorizeCodec(labels: ["male", "ü"], astype: ">u2"))
        try await roundTrip(["male", "", "ü", "male"], format: .zarr2, codecs: [labels])
        try await roundTrip(["male", "", "ü", "male"], format: .zarr3, codecs: [labels])
    }

    @Test func whatZarr3HasNotIsRefused() async throws {
        for (dataType, word) in [(DataType.object, "objects"), (try .ragged(of: .int32), "lists")] {
            await #expect {
                _ = try await ZarrArray.create(
                    in: MemoryStore(), ArrayLayout(shape: [2], dataType: dataType, format: .zarr3))
            } throws: { error in
                let error = error as? ZarrError
                return error?.code == .unsupported && error?.message.contains(word) == true
            }
        }
    }

    @Test func shardsHoldBytes() async throws {
        let store = MemoryStore()
        let array = try await ZarrArray.create(
            in: store, ArrayLayout(shape: [5, 5], dataType: .bytes, chunks: [2, 2], shards: [4, 4]))
        let values = (0..<25).map { [UInt8](repeating: UInt8($0), count: $0 % 4) }
        try await array.write(NDArray(shape: [5, 5], values))
        #expect(try await array.read(as: [UInt8].self).elements == values)
        #expect(try await array.read([.index(3), 1..<4]).json() == ["", "EQ==", "EhI="])
        try await array.write(NDArray(shape: [1, 1], [[7, 7, 7, 7, 7]] as [[UInt8]]), at: [3..<4, 2..<3])
        #expect(try await array.read([.index(3), .index(2)]).payloads().map(\.array) == [[7, 7, 7, 7, 7]])
        #expect(try await array.read([.index(3), .index(3)]).payloads().map(\.array) == [values[18]])
    }

    @Test func partsOfChunksAreReplaced() async throws {
        let store = MemoryStore()
        let array = try await ZarrArray.create(
            in: store, ArrayLayout(shape: [2, 3], dataType: .object, chunks: [2, 3], format: .zarr2))
        try await array.write(NDArray<JSONValue>(shape: [1, 2], [["a": 1], "x"]), at: [1..<2, 0..<2])
        #expect(try await array.read().json() == [.null, .null, .null, ["a": 1], "x", .null])
        try await array.write(NDArray<JSONValue>(shape: [1, 1], [.null]), at: [1..<2, 0..<1])
        #expect(try await array.read().json() == [.null, .null, .null, .null, "x", .null])
    }

    /// The name that zarr-python 3 writes stays; a new array has the registered one.
    @Test func bytesKeepTheirName() async throws {
        let store = MemoryStore()
        _ = try await ZarrArray.create(in: store, ArrayLayout(shape: [2], dataType: .bytes, chunks: [2]))
        let key = try StoreKey("zarr.json")
        let written = try #require(try await store.get(key)?.utf8)
        #expect(written.contains("\"data_type\": \"bytes\""))
        let renamed = written.split(separator: "\"data_type\": \"bytes\"").joined(
            separator: "\"data_type\": \"variable_length_bytes\"")
        try await store.set(key, Bytes(renamed.utf8))
        let array = try await ZarrArray.open(in: store)
        #expect(array.dataType == .bytes)
        try await array.resize(to: [3])
        #expect(try await store.get(key)?.utf8?.contains("variable_length_bytes") == true)
    }

    @Test func fillValuesOfBytes() throws {
        #expect(try DataType.bytes.fillValue(from: [97, 255], dialect: .v3).bytes == [97, 255])
        #expect(try DataType.bytes.fillValue(from: "Yf8=", dialect: .v3).bytes == [97, 255])
        #expect(try DataType.bytes.fillValue(from: 0, dialect: .v2).bytes.isEmpty)
        #expect(try DataType.bytes.fillValue(from: "no base64!", dialect: .v2).bytes == Array("no base64!".utf8))
        #expect(throws: ZarrError.self) { try DataType.bytes.fillValue(from: "no base64!", dialect: .v3) }
        #expect(throws: ZarrError.self) { try DataType.bytes.fillValue(from: [256], dialect: .v3) }
    }

    @Test func payloadsMustFit() {
        #expect(throws: ZarrError.self) { try AnyNDArray(shape: [2], dataType: .bytes, payloads: [[1]] as [[UInt8]]) }
        #expect(throws: ZarrError.self) { try AnyNDArray(shape: [1], dataType: .int32, payloads: [[1]] as [[UInt8]]) }
    }

    /// Zarr v2 cannot say in which order such a chunk lies: its document has a shape of its own.
    @Test func documentsAreNotTransposed() async {
        await #expect(throws: ZarrError.self) {
            try await ZarrArray.create(
                in: MemoryStore(),
                ArrayLayout(
                    shape: [2, 3], dataType: .object, codecs: [.transpose([1, 0]), CodecChoice(JSON2Codec())],
                    format: .zarr2))
        }
    }
}
