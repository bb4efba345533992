/// One chunk that a selection touches: which part of it, and where that part lies in the result.
///
/// Made once for a worker and filled again and again by ``ChunkPartition/project(_:into:)``, so that no chunk costs an
/// allocation. Every array has one entry an axis of the array.
public struct ChunkProjection: Sendable {
    /// The position of the chunk in its grid.
    public package(set) var chunkIndices: [Int]
    /// The shape of the chunk as it is encoded: at the edge it reaches past the array.
    public package(set) var chunkShape: [Int]
    /// The first selected index, counted from the chunk's first element.
    public package(set) var start: [Int]
    /// The distance between selected indices; 1 where one is selected.
    public package(set) var step: [Int]
    /// The number of selected indices, at least 1.
    public package(set) var count: [Int]
    /// Where the part's first element lies in the result of full rank, before axes are reversed.
    public package(set) var outputStart: [Int]
    /// Whether every element of the chunk that lies in the array is selected: a write need not read the chunk first.
    public package(set) var coversChunk = false
    /// Whether the part is all of the encoded chunk, also what an edge chunk has outside the array.
    public package(set) var isWholeChunk = false

    /// An empty projection for arrays of `rank` dimensions.
    public init(rank: Int) {
        let zeros = [Int](repeating: 0, count: rank)
        chunkIndices = zeros
        chunkShape = zeros
        start = zeros
        step = zeros
        count = zeros
        outputStart = zeros
    }

    /// The number of axes.
    public var rank: Int { chunkIndices.count }
}
