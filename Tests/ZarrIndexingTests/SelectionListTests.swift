import Testing
import ZarrBase
import ZarrIndexing

/// Lists, masks, single elements and chunks, bound to an array.
@Suite struct SelectionListTests {
    typealias Axis = ResolvedSelection.Axis

    @Test func evenlySpacedListsAreSlices() throws {
        let resolved = try Selection([[3], [1, 3, 5], [-1, -2, -3], [0, 1], [], [9, 9], [0, 2, 3]])
            .resolved(in: [10, 10, 10, 10, 10, 10, 10])
        #expect(resolved.axes[0] == Axis(start: 3, count: 1))
        #expect(resolved.axes[1] == Axis(start: 1, step: 2, count: 3))
        #expect(resolved.axes[2] == Axis(start: 7, step: 1, count: 3, isReversed: true))
        #expect(resolved.axes[3] == Axis(start: 0, count: 2))
        #expect(resolved.axes[4] == Axis(start: 0, count: 0))
        #expect(resolved.axes[5].list?.indices == [9, 9])
        #expect(resolved.axes[6].list?.indices == [0, 2, 3])
        #expect(resolved.outputShape == [1, 3, 3, 2, 0, 2, 3])
        #expect(!resolved.isBasic)
        #expect(try Selection([.mask([false, true, false, true])]).resolved(in: [4]).isBasic)
    }

    @Test func nothingOutsideIsSelected() throws {
        let cases: [(Selection, String)] = [
            ([[0, 4]], "index 4 is outside axis 0 of extent 4"),
            ([[-5]], "index -5 is outside axis 0"),
            ([[.min]], "is outside axis 0"),
            ([.mask([true])], "the mask has 1 places, axis 0 has an extent of 4"),
            ([.all, [3]], "index 3 is outside axis 1"),
            (.points([[0], [3]]), "index 3 is outside axis 1 of extent 3"),
            (.points([[0]]), "points have 1 indices each, but the array has 2 axes"),
            (.points([[0, 1], [0, 1, 2]]), "cannot be broadcast together"),
            (try .mask([true, false], shape: [2]), "the mask has the shape [2], the array [4, 3]"),
            (.blocks([2]), "index 2 is outside the chunks of axis 0"),
            (.blocks([.all.by(2)]), "chunks are selected by '::2'"),
            (.blocks([[0, 1]]), "chunks are selected by '[0, 1]'"),
            (.blocks([0, 0, 0]), "3 axes are selected, but the array has 2"),
        ]
        for (selection, message) in cases {
            let error = try #require(throws: ZarrError.self) {
                try selection.resolved(in: [4, 3], grid: .regular(chunkShape: [3, 3]))
            }
            #expect(error.code == .invalidSelection, "\(selection)")
            #expect(error.message.contains(message), "\(error)")
        }
        #expect(throws: ZarrError.self) { try Selection.blocks([0]).resolved(in: [4]) }
        #expect(throws: ZarrError.self) { try Selection.mask([true], shape: [2]) }
        #expect(throws: ZarrError.self) { try PointColumn([1, 2], shape: [3]) }
        // A list that was meant is told from brackets around all.
        let error = try #require(throws: ZarrError.self) { try Selection(parsing: "[1, 5, 7]").resolved(in: [10]) }
        #expect(error.hint?.contains("[[1, 5, 7]]") == true)
        // The numbers of the elements of such an array do not fit `Int`.
        let huge = try #require(throws: ZarrError.self) {
            try Selection.points([[0], [0]]).resolved(in: [.max, .max])
        }
        #expect(huge.code == .limitExceeded)
    }

    @Test func pointsAreBroadcast() throws {
        let columns = [try PointColumn([1, 0], shape: [2, 1]), try PointColumn([0, -1, 1], shape: [3])]
        let resolved = try Selection.points(columns).resolved(in: [2, 4])
        #expect(resolved.points?.numbers == [4, 7, 5, 0, 3, 1])
        #expect(resolved.outputShape == [2, 3])
        #expect(try Selection.points([[1], [0, 2]]).resolved(in: [2, 4]).points?.numbers == [4, 6])
        #expect(try Selection.points([[Int]]()).resolved(in: []).points?.numbers == [0])
        #expect(try Selection.points([[], []]).resolved(in: [0, 4]).elementCount == 0)
    }

    @Test func chunksAreSlices() throws {
        let grid = ChunkGrid.regular(chunkShape: [3, 4])
        let resolved = try Selection.blocks([-1, 0..<2]).resolved(in: [8, 8], grid: grid)
        #expect(resolved.axes == [Axis(start: 6, count: 2), Axis(start: 0, count: 8)])
        #expect(try Selection.blocks([.ellipsis]).resolved(in: [8, 8], grid: grid).elementCount == 64)
        #expect(try Selection.blocks([1..<1]).resolved(in: [8, 8], grid: grid).outputShape == [0, 8])
    }
}
