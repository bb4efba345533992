import Testing
import Zarr
import ZarrTesting

@Suite struct ZarrViewTests {
    private func array(_ shape: [Int] = [4, 6], chunks: [Int] = [2, 3]) async throws -> ZarrArray {
        let array = try await ZarrArray.create(
            in: MemoryStore(), at: "a",
            ArrayLayout(shape: shape, dataType: .int32, chunks: chunks, dimensionNames: ["y", "x"]))
        try await array.write(NDArray(shape: shape, (0..<shape.reduce(1, *)).map { Int32($0) }))
        return array
    }

    @Test func stepsComposeIntoOne() async throws {
        let view = try await array().view[["y": 1...]].transposed()[[5, 0, 5], .all.by(-1)]
        #expect(view.shape == [3, 3])
        #expect(view.dimensionNames == ["x", "y"])
        #expect(try await view.read(as: Int32.self).elements == [23, 17, 11, 18, 12, 6, 23, 17, 11])
        let row = try view[["y": 0]]
        #expect(row.dimensionNames == ["x"])
        #expect(try await row.read(as: Int32.self).elements == [23, 18, 23])
    }

    @Test func translatedIndicesAreTakenAsTheyAre() async throws {
        let view = try await array().view.translated(by: [-2, 100])
        #expect(view.origin == [-2, 100])
        #expect(try await view[-2, 100].read(as: Int32.self).elements == [0])
        #expect(try await view[[-1, 1], 105].read(as: Int32.self).elements == [11, 23])
        let part = try view[-1..<9, 101..<103]
        #expect(part.origin == [-1, 101])
        #expect(part.shape == [3, 2])
        #expect(try await part[0, .all].read(as: Int32.self).elements == [13, 14])
        #expect(try view[.all, 0..<50].shape == [4, 0])
        #expect(try view[.all.by(-1), .slice(start: 200, stop: 0, step: -1)].shape == [4, 6])
        #expect(try view[.all.by(-1), .slice(start: 99, stop: nil, step: -1)].shape == [4, 0])
        #expect(try await view[.points([[-2, 1], [100, 105]])].read(as: Int32.self).elements == [0, 23])
        let outside: [Selection] = [[-3], [2], [.indices([-3])], [.all, 99], [.all, 106], .points([[2], [100]])]
        for selection in outside {
            let error = #expect(throws: ZarrError.self) { try view[selection] }
            #expect(error?.code == .invalidSelection)
        }
        let error = #expect(throws: ZarrError.self) { try view[.all, 99] }
        #expect(error?.hint?.contains("from 100 to 105") == true)
    }

    @Test func dimensionsAreNamedAndOrderedByTheirNames() async throws {
        let view = try await array().view.labeled(["lat", "lon"])
        #expect(try view.transposed(["lon", "lat"]).shape == [6, 4])
        #expect(try await view[["lon": 2]].read(as: Int32.self).elements == [2, 8, 14, 20])
        #expect(throws: ZarrError.self) { try view.transposed(["lon"]) }
        #expect(throws: ZarrError.self) { try view.transposed(["lon", "lon"]) }
        #expect(throws: ZarrError.self) { try view.transposed(["x", "y"]) }
        #expect(throws: ZarrError.self) { try view.transposed([0, 0]) }
        #expect(throws: ZarrError.self) { try view.transposed([0, 2]) }
        #expect(throws: ZarrError.self) { try view.labeled(["lat"]) }
        #expect(throws: ZarrError.self) { try view.translated(by: [1]) }
        #expect(throws: ZarrError.self) { try view.translated(by: [.max, 0]) }
        #expect(throws: ZarrError.self) { try view[.blocks([0])] }
    }

    @Test func numbersAreCastBothWays() async throws {
        let array = try await array()
        let view = try array.view[1, ..<3].cast(to: Double.self)
        #expect(view.dataType == .float64)
        #expect(try await view.read(as: Double.self).elements == [6, 7, 8])
        try await view.write(NDArray(shape: [3], [1.9, -2.9, 300]))
        #expect(try await array.read([1], as: Int32.self).elements == [1, -2, 300, 9, 10, 11])
        #expect(try await array.view[1].cast(to: UInt8.self).read(as: UInt8.self).elements == [1, 254, 44, 9, 10, 11])
        // What was never written is fill, and is cast too.
        try await array.erase()
        #expect(try await array.view[[3, 0], 1].cast(to: Float.self).read(as: Float.self).elements == [0, 0])
        let error = await #expect(throws: ZarrError.self) { try await view.read(as: Int32.self) }
        #expect(error?.code == .invalidArgument)
        #expect(throws: ZarrError.self) { try array.view.cast(to: .string) }
    }

    @Test func aWriteThroughAViewChangesTheArray() async throws {
        let array = try await array()
        try await array.view.transposed()[1..<3, [2, 0]].write(NDArray(shape: [2, 2], [1, 2, 3, 4] as [Int32]))
        #expect(try await array.read([2, 1..<3], as: Int32.self).elements == [1, 3])
        #expect(try await array.read([0, 1..<3], as: Int32.self).elements == [2, 4])
        await #expect(throws: ZarrError.self) { try await array.view.write(NDArray(shape: [3], [1, 2, 3] as [Int32])) }
        await #expect(throws: ZarrError.self) { try await array.view[0].write(NDArray(shape: [6], repeating: 1.0)) }
    }
}
