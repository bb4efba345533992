import ZarrBase

/// How one axis of a rectilinear grid is cut.
public enum ChunkAxis: Sendable, Hashable {
    /// Chunks of one extent, as many as the array needs.
    case repeating(Int)
    /// Chunks that are listed one by one or in runs.
    case listed(ChunkEdges)

    /// Whether chunks are listed, so that their extents may differ.
    package var isListed: Bool {
        if case .listed = self { true } else { false }
    }

    /// The largest extent of a chunk.
    public var largestExtent: Int {
        switch self {
        case .repeating(let extent): extent
        case .listed(let edges): edges.largestExtent
        }
    }

    /// The extents that chunks have, each once.
    public var extents: Set<Int> {
        switch self {
        case .repeating(let extent): [extent]
        case .listed(let edges): Set(edges.runs.map(\.extent))
        }
    }

    /// The axis with more chunks of the last extent, where it has too few for `extent` elements.
    func extended(to extent: Int) throws(ZarrError) -> ChunkAxis {
        guard case .listed(let edges) = self, edges.extent < extent else { return self }
        guard let last = edges.runs.last else { return self }
        let count = (extent - edges.extent).dividedRoundingUp(by: last.extent)
        return .listed(try ChunkEdges(edges.runs + [ChunkEdges.Run(extent: last.extent, count: count)]))
    }

    /// The number of chunks that hold elements of an axis of `extent`.
    func chunkCount(covering extent: Int) -> Int {
        guard extent > 0 else { return 0 }
        switch self {
        case .repeating(let chunkExtent): return chunkExtent <= 0 ? 0 : extent.dividedRoundingUp(by: chunkExtent)
        case .listed(let edges): return edges.chunkCount == 0 ? 0 : edges.chunk(containing: extent - 1) + 1
        }
    }

    /// The chunk that holds an element; the last one of those listed for elements behind all.
    package func chunk(containing element: Int) -> Int {
        switch self {
        case .repeating(let extent): extent <= 0 ? 0 : element / extent
        case .listed(let edges): edges.chunk(containing: element)
        }
    }

    /// The first element and the extent of a chunk.
    package func range(ofChunk chunk: Int) -> (origin: Int, extent: Int) {
        switch self {
        case .repeating(let extent): (chunk.multipliedSaturating(by: extent), extent)
        case .listed(let edges): edges.range(ofChunk: chunk)
        }
    }
}

extension ChunkAxis: CustomStringConvertible {
    /// `4`, or the runs as `[4*2,3]`.
    public var description: String {
        switch self {
        case .repeating(let extent): "\(extent)"
        case .listed(let edges): edges.description
        }
    }
}
