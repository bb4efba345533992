import Testing
import Zarr

@testable import ZarrTools

/// Blocks of N5 become chunks of Zarr without being decoded, and back.
@Suite struct ReframeTests {
    let n5 = MemoryStore(name: "n5")
    let zarr = MemoryStore(name: "zarr")
    let back = MemoryStore(name: "back")

    private func copy(_ source: MemoryStore, to target: MemoryStore, _ options: CopyOptions) async throws -> CopyPlan {
        let plan = try await CopyPlan(from: Hierarchy.open(in: source), to: target, at: "", options)
        try await plan.run()
        return plan
    }

    private func source(_ codecs: [CodecChoice], _ context: ZarrContext = .standard) async throws -> ZarrArray {
        let array = try await ZarrArray.create(
            in: n5,
            ArrayLayout(shape: [5, 7], dataType: .uint16, chunks: [2, 3], codecs: codecs, format: .n5),
            context: context)
        try await array.write(NDArray(shape: [5, 7], (1...35).map(UInt16.init)))
        return array
    }

    @Test(arguments: [false, true]) func wholeBlocksLoseTheirHeadersOnly(padsEdges: Bool) async throws {
        var context = ZarrContext.standard
        context.padsEdges = padsEdges
        let array = try await source([.gzip()], context)
        let plan = try await copy(n5, to: zarr, CopyOptions(format: .zarr3))
        #expect(plan.steps.map(\.copiesEncodedChunks) == [true])
        let copied = try await ZarrArray.open(in: zarr)
        #expect(try await copied.read(as: UInt16.self).elements == array.read(as: UInt16.self).elements)
        // The key of N5 has the indices the other way round.
        for (block, chunk) in [("0/0", "c/0/0"), ("1/0", "c/0/1"), ("0/1", "c/1/0"), ("2/2", "c/2/2")] {
            let stored = try #require(try await n5.get(StoreKey(block))).array
            let isWhole = padsEdges || block != "2/2"
            #expect(stored.starts(with: [0, 0, 0, 2, 0, 0, 0, isWhole ? 3 : 1, 0, 0, 0, isWhole ? 2 : 1]))
            let kept = try #require(try await zarr.get(StoreKey(chunk))).array
            #expect((kept == Array(stored.dropFirst(12))) == isWhole)
        }
        _ = try await copy(zarr, to: back, CopyOptions(format: .n5))
        for key in ["0/0", "1/0", "2/2"] where !padsEdges || key != "2/2" {
            #expect(try await back.get(StoreKey(key)) == n5.get(StoreKey(key)))
        }
        let again = try await ZarrArray.open(in: back)
        #expect(try await again.read(as: UInt16.self).elements == array.read(as: UInt16.self).elements)
    }

    /// Zarr has no name for the framing that N5 has of LZ4, and another codec is not the same bytes.
    @Test func otherCodecsAreDecoded() async throws {
        let array = try await source([.lz4()])
        let plan = try await copy(n5, to: zarr, CopyOptions(format: .zarr3))
        #expect(plan.steps.map(\.copiesEncodedChunks) == [false])
        let copied = try await ZarrArray.open(in: zarr)
        #expect(try await copied.read(as: UInt16.self).elements == array.read(as: UInt16.self).elements)
    }

    /// What is not stored of the source reads as its fill value, and N5 has but one.
    @Test func anotherFillValueIsWritten() async throws {
        let layout = ArrayLayout(
            shape: [5], dataType: .int8, chunks: [2], codecs: [], fillValue: FillValue(bytes: [7]))
        let array = try await ZarrArray.create(in: zarr, layout)
        try await array.write(NDArray(shape: [1], [Int8(1)]), at: [0..<1])
        let plan = try await copy(zarr, to: back, CopyOptions(format: .n5))
        #expect(plan.steps.first?.target.warnings.contains { $0.contains("fill value 7") } == true)
        #expect(try await ZarrArray.open(in: back).read(as: Int8.self).elements == [1, 7, 7, 7, 7])
    }
}
