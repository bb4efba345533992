import Testing
import Zarr

@testable import ZarrTools

struct ChunkGridTextTests {
    @Test(arguments: [
        ("4", "4"), ("4,3", "4 3"), ("[4,3]", "4 3"), ("(4, 3)", "4 3"), ("[4*2,3]", "[4*2,3]"), ("[4*2]", "[4*2]"),
        ("[[4,3]]", "[4,3]"), ("[[ 4 * 2 , 3 ]]", "[4*2,3]"), ("[4,3],10", "[4,3] 10"), ("[[4,3],10]", "[4,3] 10"),
        ("10,[4*2,3]", "10 [4*2,3]"), ("[4,4],[3*1]", "[4*2] [3]"),
    ])
    func readsWhatPeopleType(_ text: String, _ axes: String) throws {
        let grid = try ChunkGridText.parse(text, of: "--chunks")
        #expect(grid.axes.map(\.description).joined(separator: " ") == axes)
    }

    @Test(arguments: [
        "[4*]", "[*4]", "[4*2*3]", "[4,0]],3", "[[4,3]", "[4*0]", "[-4*2]", "[4],x", "4*2", "[[4*2],[x]]",
        "[[9223372036854775807*2]]",
    ])
    func refusesWhatIsNone(_ text: String) {
        #expect(throws: ZarrError.self) { try ChunkGridText.parse(text, of: "--chunks") }
    }

    /// What info prints can be typed again.
    @Test(arguments: ["[4*2,3]", "[[4,3,2]]", "[4*2,1],5", "10,[4*2,3]"])
    func printsWhatCanBeTyped(_ text: String) async throws {
        let grid = try ChunkGridText.parse(text, of: "--chunks")
        let shape = [Int](repeating: 9, count: grid.rank)
        let array = try await ZarrArray.create(
            in: MemoryStore(), ArrayLayout(shape: shape, dataType: .int8, chunkGrid: grid))
        let lines = try await NodeInfo.of(.array(array)).text.split(separator: "\n")
        let line = try #require(lines.first { $0.hasPrefix("Chunks ") })
        #expect(try ChunkGridText.parse(String(line.dropFirst(6)), of: "--chunks") == grid, "\(line)")
    }
}
