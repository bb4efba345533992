public import ZarrBase

extension Selection {
    /// Single elements: the first by the first index of every list, and so on; zarr-python's `vindex`.
    ///
    /// One list an axis of the array, negative indices count from the end. A list of one index stands for all. The result
    /// has one axis.
    public static func points(_ indices: [[Int]]) -> Selection { points(indices.map(PointColumn.init)) }

    /// Single elements by lists of indices of any shape, which are broadcast to one: that of the result.
    public static func points(_ columns: [PointColumn]) -> Selection { Selection(.points(columns)) }

    /// The elements whose place in `mask` is true, in C order; the result has one axis.
    ///
    /// - Parameter shape: that of the array.
    /// - Throws: ``ZarrError/Code/invalidArgument`` where the mask has not as many places as the shape says.
    public static func mask(_ mask: [Bool], shape: [Int]) throws(ZarrError) -> Selection {
        guard try shape.elementCount() == mask.count, shape.allSatisfy({ $0 >= 0 }) else {
            throw ZarrError(.invalidArgument, "a mask of \(mask.count) places does not have the shape \(shape)")
        }
        return Selection(.mask(places: mask.indices.filter { mask[$0] }, shape: shape))
    }

    /// The elements whose numbers in C order are `places`, ascending, of an array of `shape`.
    package static func mask(places: [Int], shape: [Int]) -> Selection {
        Selection(.mask(places: places, shape: shape))
    }

    /// Whole chunks (of a sharded array whole shards) by their indices in the chunk grid; zarr-python's `blocks`.
    ///
    /// Indices and slices without a step, as `.blocks([0, 1..<3])`. An index does not leave its axis out of the result.
    public static func blocks(_ axes: [Axis]) -> Selection { Selection(.blocks(axes)) }
}
