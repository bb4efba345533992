import Testing
import Zarr

@Suite struct ZarrArrayTests {
    @Test(arguments: FormatIdentifier.writable)
    func whatIsWrittenIsReadAgain(format: FormatIdentifier) async throws {
        let store = MemoryStore()
        let layout = ArrayLayout(
            shape: [10, 7], dataType: .float32, chunks: [2, 3], shards: format == .zarr3 ? [4, 6] : nil, format: format)
        let array = try await ZarrArray.create(in: store, at: "a/b", layout)
        let values = try NDArray(shape: [10, 7], (0..<70).map(Float.init))
        try await array.write(values)
        let again = try await ZarrArray.open(in: store, at: "a/b")
        #expect(try await again.read(as: Float.self) == values)
        let part = try await again.read([.slice(start: nil, stop: nil, step: -3), 2..<5], as: Float.self)
        #expect(part.shape == [4, 3])
        #expect(part.elements == [65, 66, 67, 44, 45, 46, 23, 24, 25, 2, 3, 4])
    }

    /// Appends that overlap in time each get a range of their own.
    @Test func concurrentAppendsLoseNothing() async throws {
        let layout = ArrayLayout(shape: [0, 3], dataType: .int32, chunks: [4, 3])
        let array = try await ZarrArray.create(in: MemoryStore(), layout)
        try await withThrowingTaskGroup(of: Void.self) { group in
            for value in Int32(1)...40 {
                group.addTask { _ = try await array.append(NDArray(shape: [1, 3], repeating: value)) }
            }
            try await group.waitForAll()
        }
        let values = try await array.read(as: Int32.self)
        #expect(values.shape == [40, 3])
        #expect(values.elements.sorted() == (1...40).flatMap { [Int32](repeating: $0, count: 3) })
    }
}
