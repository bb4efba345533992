public import ZarrBase

/// How an array is cut into chunks. Closed on purpose: a new grid changes the engine anyway.
public enum ChunkGrid: Sendable, Hashable {
    /// Chunks of one shape, also at the edge (`regular` of Zarr v3; the only grid of v2).
    case regular(chunkShape: [Int])

    /// The number of axes.
    public var rank: Int {
        switch self {
        case .regular(let chunkShape): chunkShape.count
        }
    }

    /// The number of chunks along each axis of an array of `arrayShape`; 0 where the extent is 0.
    public func gridShape(for arrayShape: [Int]) -> [Int] {
        switch self {
        case .regular(let chunkShape):
            zip(arrayShape, chunkShape).map { extent, chunkExtent in
                extent <= 0 || chunkExtent <= 0 ? 0 : extent.dividedRoundingUp(by: chunkExtent)
            }
        }
    }

    /// The shape of the chunk at `indices` as it is encoded: at the edge it reaches past the array.
    public func chunkShape(at indices: [Int]) -> [Int] {
        switch self {
        case .regular(let chunkShape): chunkShape
        }
    }

    /// The elements of the chunk at `indices`, one entry an axis; at the edge it reaches past the array.
    public func chunkRegion(at indices: [Int]) -> Region {
        switch self {
        case .regular(let chunkShape):
            // Indices may come from the keys of a store, so they may be anything.
            Region(origin: zip(indices, chunkShape).map { $0.multipliedSaturating(by: $1) }, shape: chunkShape)
        }
    }

    /// The indices of the chunk that holds `element`, an index into the array with one non-negative entry an axis.
    public func chunkIndices(containing element: [Int]) -> [Int] {
        switch self {
        case .regular(let chunkShape): zip(element, chunkShape).map { $1 <= 0 ? 0 : $0 / $1 }
        }
    }

    /// Checks that the grid can cut an array of `shape`.
    ///
    /// - Throws: ``ZarrError/Code/invalidMetadata`` where the ranks differ, an extent is negative, or a chunk extent is
    ///   not positive. Zero is let pass along an axis of extent zero (Zarr v3, regular chunk grid).
    public func validate(for shape: [Int]) throws(ZarrError) {
        switch self {
        case .regular(let chunkShape):
            guard chunkShape.count == shape.count else {
                throw ZarrError(
                    .invalidMetadata,
                    "chunks of shape \(chunkShape) do not fit an array of shape \(shape): the ranks differ")
            }
            for (axis, (extent, chunkExtent)) in zip(shape, chunkShape).enumerated() {
                guard extent >= 0 else {
                    throw ZarrError(.invalidMetadata, "axis \(axis) has an extent of \(extent)")
                }
                guard chunkExtent > 0 || chunkExtent == 0 && extent == 0 else {
                    throw ZarrError(.invalidMetadata, "axis \(axis) has a chunk extent of \(chunkExtent)")
                }
            }
        }
    }
}
