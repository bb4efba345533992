import Testing
import Zarr
import ZarrTesting

/// What is never stored because it reads the same, and what must be stored all the same.
@Suite struct FillValueTests {
    private func stored(_ base: MemoryStore) async throws -> [String] {
        try await base.list(.root).map(\.path).filter { !$0.contains(".z") && !$0.contains("zarr.json") }
    }

    /// Other readers take an open fill value for anything: zeros that were written must be there.
    @Test(arguments: StoreKind.allCases) func zerosAreStoredWhereTheFillValueIsOpen(kind: StoreKind) async throws {
        let base = MemoryStore()
        let array = try await ZarrArray.create(
            in: kind.store(base),
            ArrayLayout(
                shape: [4], dataType: .int32, chunks: [2],
                fillValue: FillValue(bytes: [0, 0, 0, 0], isUndefined: true),
                format: .zarr2))
        try await array.write(NDArray(shape: [4], [Int32](repeating: 0, count: 4)))
        #expect(try await stored(base) == ["0", "1"])
        try await array.erase([0..<2])
        #expect(try await stored(base) == ["1"])
        try await array.resize(to: [2])
        #expect(try await stored(base).isEmpty)
    }

    /// Bits count: -0.0 is not 0.0, and one NaN is not another.
    @Test func fillIsComparedBitForBit() async throws {
        let base = MemoryStore()
        let payload = Float(bitPattern: 0x7fc0_0001)
        let fill = withUnsafeBytes(of: payload) { FillValue(bytes: Array($0)) }
        let array = try await ZarrArray.create(
            in: base, ArrayLayout(shape: [3], dataType: .float32, chunks: [1], fillValue: fill))
        try await array.write(NDArray(shape: [3], [payload, .nan, 0.0]))
        #expect(try await stored(base) == ["c/1", "c/2"])
        let again = try await ZarrArray.open(in: base)
        #expect(try await again.read(as: Float.self).elements.map(\.bitPattern) == [0x7fc0_0001, 0x7fc0_0000, 0])
        let zeros = try await ZarrArray.create(in: MemoryStore(), ArrayLayout(shape: [1], dataType: .float64))
        try await zeros.write(NDArray(shape: [1], [-0.0]))
        #expect(try await zeros.read(as: Double.self).elements.map(\.sign) == [.minus])
    }

    @Test func fillIsStoredWhereItIsAskedFor() async throws {
        let base = MemoryStore()
        let array = try await ZarrArray.create(
            in: base, ArrayLayout(shape: [4], dataType: .string, chunks: [2], fillValue: FillValue(bytes: [0x61])))
        let values = try AnyNDArray(shape: [4], strings: ["a", "a", "a", "b"])
        try await array.write(values)
        #expect(try await stored(base) == ["c/1"])
        try await array.write(values, options: WriteOptions(storesFillChunks: true))
        #expect(try await stored(base) == ["c/0", "c/1"])
    }
}
