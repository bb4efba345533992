import Zarr

extension [Int] {
    /// These extents of a shard for an array that keeps its chunks.
    ///
    /// The chunks of the small levels of an image often end with the array. Along an axis that one shard covers it is as good
    /// where it ends with the last chunk.
    ///
    /// - Throws: ``ZarrError/Code/invalidArgument`` where the extents are no multiples of those of the chunks, and shards would
    ///   become others than what was asked for.
    func fitting(_ array: ZarrArray) throws(ZarrError) -> [Int] {
        let chunks = array.chunkShape.map { Swift.max(1, $0) }
        guard count == chunks.count, allSatisfy({ $0 > 0 }) else { return self }
        func multiple(of chunk: Int, covering extent: Int) throws(ZarrError) -> Int {
            try Swift.max(1, extent.dividedRoundingUp(by: chunk)).checkedTimes(chunk)
        }
        var shards = self
        var possible = self
        for axis in indices where self[axis] % chunks[axis] != 0 {
            if self[axis] >= array.shape[axis] {
                shards[axis] = try multiple(of: chunks[axis], covering: array.shape[axis])
            } else {
                possible[axis] = try multiple(of: chunks[axis], covering: self[axis])
            }
        }
        guard possible == self else {
            throw ZarrError(
                .invalidArgument, "shards of \(asTuple) are not multiples of the array's chunks of \(chunks.asTuple)",
                hint: "use --shards \(possible.map(String.init).joined(separator: ",")), or also give --chunks")
        }
        return shards
    }
}
