import Testing
import Zarr
import ZarrTesting

/// Records read and written field by field, beside the bytes that they must be.
@Suite struct FieldTests {
    private static func records() throws -> DataType {
        let wind = try DataType.structure([("speed", .float32), ("gust.max", .float32)])
        return try .structure([("id", .int16), ("wind", wind), ("n", .uint8), ("t", .float64)])
    }

    private func array(
        _ kind: StoreKind, shards: [Int]? = nil, count: Int = 20
    ) async throws -> (array: ZarrArray, bytes: [UInt8]) {
        let type = try Self.records()
        let array = try await ZarrArray.create(
            in: kind.store(MemoryStore()), at: "a",
            ArrayLayout(shape: [count], dataType: type, chunks: [4], shards: shards, codecs: [.zstd()]))
        let bytes = (0..<count * type.byteCount).map { UInt8(truncatingIfNeeded: $0 &* 7) }
        try await bytes.withUnsafeBytes { try AnyNDArray(shape: [count], dataType: type, bytes: $0) }.writing(to: array)
        return (array, bytes)
    }

    /// The bytes of some places of every record.
    private func parts(_ bytes: [UInt8], _ ranges: [Range<Int>], at records: some Sequence<Int>) -> [UInt8] {
        records.flatMap { record in ranges.flatMap { range in range.map { bytes[record * 19 + $0] } } }
    }

    @Test(arguments: StoreKind.allCases, [nil, [8]]) func fieldsAreReadAlone(kind: StoreKind, shards: [Int]?)
        async throws
    {
        let (array, bytes) = try await array(kind, shards: shards)
        let id = try array.view.field("id")
        #expect(id.dataType == .int16)
        #expect(try await id.read().bytes.array == parts(bytes, [0..<2], at: 0..<20))
        let gust = try await array.view.field("wind.gust.max")[.all.by(-3)].read()
        #expect(gust.dataType == .float32)
        #expect(gust.bytes.array == parts(bytes, [6..<10], at: stride(from: 19, through: 0, by: -3)))
        #expect(
            try await array.view.field("wind").field("speed").read().bytes.array == parts(bytes, [2..<6], at: 0..<20))
        let some = try await array.read([[9, 2, 9]], fields: ["t", "wind.speed", "n"])
        #expect(some.dataType.structFields?.map(\.name) == ["t", "wind.speed", "n"])
        #expect(some.bytes.array == parts(bytes, [11..<19, 2..<6, 10..<11], at: [9, 2, 9]))
        let two = try array.view.fields(["n", "t"])
        #expect(try await two.field("t").read().bytes.array == parts(bytes, [11..<19], at: 0..<20))
        #expect(
            try await array.read(.points([[3, 0]]), fields: ["n"]).bytes.array == parts(bytes, [10..<11], at: [3, 0]))
        let numbers = try await array.view.field("n").cast(to: Double.self)[2..<5].read(as: Double.self)
        #expect(numbers.elements == (2..<5).map { Double(bytes[$0 * 19 + 10]) })
    }

    @Test(arguments: StoreKind.allCases, [nil, [8]])
    func aFieldIsWrittenAndTheOthersStay(kind: StoreKind, shards: [Int]?) async throws {
        let (array, bytes) = try await array(kind, shards: shards)
        try await array.view.field("n").write(NDArray(shape: [20], (0..<20).map { UInt8(100 + $0) }))
        try await array.view[[4, 19]].field("wind.speed").write(NDArray(shape: [2], [Float](repeating: 0, count: 2)))
        try await array.view[5].field("n").cast(to: Double.self).write(NDArray(shape: [], [7.9]))
        var expected = bytes
        for record in 0..<20 { expected[record * 19 + 10] = record == 5 ? 7 : UInt8(100 + record) }
        for record in [4, 19] { for byte in 2..<6 { expected[record * 19 + byte] = 0 } }
        #expect(try await array.read().bytes.array == expected)
    }

    @Test func theFillOfAFieldIsThatOfItsRecord() async throws {
        let type = try Self.records()
        var fill = [UInt8](repeating: 0, count: type.byteCount)
        fill[10] = 9
        let array = try await ZarrArray.create(
            in: MemoryStore(), at: "a",
            ArrayLayout(shape: [10], dataType: type, chunks: [4], fillValue: FillValue(bytes: fill)))
        #expect(try await array.view.field("n").read(as: UInt8.self).elements == [UInt8](repeating: 9, count: 10))
        try await array.view.field("id")[3].write(NDArray(shape: [], [Int16(5)]))
        #expect(try await array.view.field("n").read(as: UInt8.self).elements == [UInt8](repeating: 9, count: 10))
        #expect(try await array.view.field("id").read(as: Int16.self).elements == [0, 0, 0, 5, 0, 0, 0, 0, 0, 0])
    }

    @Test func unknownFieldsAreRefused() async throws {
        let (array, _) = try await array(.synchronous)
        let view = try array.view
        for name in ["x", "wind.", "wind.x", "n.x", "", ".", "id."] {
            #expect(throws: ZarrError.self) { try view.field(name) }
        }
        let error = #expect(throws: ZarrError.self) { try view.field("wint") }
        #expect(error?.hint == "the fields are id, wind, n, t")
        #expect(throws: ZarrError.self) { try view.fields([]) }
        #expect(throws: ZarrError.self) { try view.fields(["n", "n"]) }
        #expect(throws: ZarrError.self) { try view.field("n").field("n") }
        #expect(throws: ZarrError.self) { try view.cast(to: Double.self) }
        #expect(throws: ZarrError.self) { try view.field("n").cast(to: Double.self).field("n") }
    }
}

extension AnyNDArray {
    fileprivate func writing(to array: ZarrArray) async throws { try await array.write(self) }
}
