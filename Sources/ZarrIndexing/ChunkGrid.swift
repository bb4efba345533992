public import ZarrBase

/// How an array is cut into chunks. Closed on purpose: a new grid changes the engine anyway.
public enum ChunkGrid: Sendable, Hashable {
    /// Chunks of one shape, also at the edge (`regular` of Zarr v3; the only grid of v2).
    case regular(chunkShape: [Int])
    /// Chunks whose extents are given axis by axis (`rectilinear` of Zarr v3).
    case rectilinear([ChunkAxis])

    /// The number of axes.
    public var rank: Int {
        switch self {
        case .regular(let chunkShape): chunkShape.count
        case .rectilinear(let axes): axes.count
        }
    }

    /// The shape of a chunk where all have the same.
    public var uniformChunkShape: [Int]? {
        switch self {
        case .regular(let chunkShape): return chunkShape
        case .rectilinear(let axes):
            var shape: [Int] = []
            for axis in axes {
                guard axis.extents.count == 1 else { return nil }
                shape.append(axis.largestExtent)
            }
            return shape
        }
    }

    /// The largest extent of a chunk along each axis: the shape of all chunks of a regular grid.
    public var largestChunkShape: [Int] {
        switch self {
        case .regular(let chunkShape): chunkShape
        case .rectilinear(let axes): axes.map(\.largestExtent)
        }
    }

    /// The number of chunks along each axis of an array of `arrayShape`; 0 where the extent is 0.
    public func gridShape(for arrayShape: [Int]) -> [Int] {
        zip(arrayShape, axes).map { extent, axis in axis.chunkCount(covering: extent) }
    }

    /// The shape of the chunk at `indices` as it is encoded: at the edge it reaches past the array.
    public func chunkShape(at indices: [Int]) -> [Int] {
        switch self {
        case .regular(let chunkShape): chunkShape
        case .rectilinear(let axes): zip(indices, axes).map { $1.range(ofChunk: $0).extent }
        }
    }

    /// The elements of the chunk at `indices`, one entry an axis; at the edge it reaches past the array.
    public func chunkRegion(at indices: [Int]) -> Region {
        // Indices may come from the keys of a store, so they may be anything.
        let ranges = zip(indices, axes).map { $1.range(ofChunk: $0) }
        return Region(origin: ranges.map(\.origin), shape: ranges.map(\.extent))
    }

    /// The indices of the chunk that holds `element`, an index into the array with one non-negative entry an axis.
    public func chunkIndices(containing element: [Int]) -> [Int] {
        zip(element, axes).map { $1.chunk(containing: $0) }
    }

    /// How each axis is cut.
    public var axes: [ChunkAxis] {
        switch self {
        case .regular(let chunkShape): chunkShape.map(ChunkAxis.repeating)
        case .rectilinear(let axes): axes
        }
    }

    /// The grid with more chunks of the last extent along axes that end before an array of `shape` does: every codec that
    /// fits the chunks fits the new ones, and what is appended step by step still shares chunks.
    ///
    /// - Throws: ``ZarrError/Code/invalidArgument`` where an axis is to get elements that has no chunks or empty ones,
    ///   `limitExceeded` where the number of chunks does not fit `Int`.
    public func extended(to shape: [Int]) throws(ZarrError) -> ChunkGrid {
        for (number, (axis, extent)) in zip(axes, shape).enumerated() where extent > 0 && axis.largestExtent <= 0 {
            throw ZarrError(
                .invalidArgument, "axis \(number) has no chunk that could hold elements, so that it cannot grow",
                hint: "copy the array with other chunks")
        }
        guard case .rectilinear(let axes) = self else { return self }
        var extended: [ChunkAxis] = []
        for (axis, extent) in zip(axes, shape) { extended.append(try axis.extended(to: extent)) }
        return .rectilinear(extended)
    }

    /// Checks that the grid can cut an array of `shape`.
    ///
    /// - Throws: ``ZarrError/Code/invalidMetadata`` where the ranks differ, an extent is negative, a chunk extent is not
    ///   positive, or the listed chunks end before the array does. Zero is let pass along an axis of extent zero (Zarr v3,
    ///   regular chunk grid).
    public func validate(for shape: [Int]) throws(ZarrError) {
        guard rank == shape.count else {
            let chunks = uniformChunkShape.map { "\($0)" } ?? "\(axes)"
            throw ZarrError(
                .invalidMetadata, "chunks of shape \(chunks) do not fit an array of shape \(shape): the ranks differ")
        }
        for axis in shape.indices {
            let extent = shape[axis]
            guard extent >= 0 else {
                throw ZarrError(.invalidMetadata, "axis \(axis) has an extent of \(extent)")
            }
            switch self {
            case .regular(let chunkShape):
                try Self.validate(chunkExtent: chunkShape[axis], along: axis, of: extent)
            case .rectilinear(let axes):
                switch axes[axis] {
                case .repeating(let chunkExtent):
                    try Self.validate(chunkExtent: chunkExtent, along: axis, of: extent)
                case .listed(let edges):
                    guard edges.extent >= extent else {
                        throw ZarrError(
                            .invalidMetadata,
                            "the chunks along axis \(axis) end at \(edges.extent), the array at \(extent)",
                            hint: "list more chunks")
                    }
                }
            }
        }
    }

    private static func validate(chunkExtent: Int, along axis: Int, of extent: Int) throws(ZarrError) {
        guard chunkExtent > 0 || chunkExtent == 0 && extent == 0 else {
            throw ZarrError(.invalidMetadata, "axis \(axis) has a chunk extent of \(chunkExtent)")
        }
    }
}
