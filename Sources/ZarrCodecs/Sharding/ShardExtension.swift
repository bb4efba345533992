import ZarrBase

/// A shard that begins as an old one: new subchunks and a new index come behind the old subchunks, of which those that were
/// replaced become garbage.
///
/// Whoever can make a value of the front of another one without copying it writes only these bytes.
package struct ShardExtension {
    /// The bytes of the old shard that stay, from its first one on: all but an index at the end.
    package let front: Int
    /// Of these, how many an entry of the index points to.
    package let keptBytes: Int
    /// What takes the place of the first bytes of the front: an index at the start.
    package let head: UnsafeRawBufferPointer?
    /// What comes behind the front, valid as long as the call lasts that gets it.
    package let parts: [UnsafeRawBufferPointer]
}

extension ShardEncoder {
    /// A shard has at most this part of garbage, or it is written anew without any.
    ///
    /// Each time it is reached, as many bytes are rewritten as were saved by some three times that many that were not.
    private static let mostGarbage = 0.25
    /// So many times as much must be shared as is new: a file system puts what has just been written on the device before it
    /// lets another file share it.
    private static let leastShared = 4

    /// Calls `extend` with what comes behind an old shard; nil where nothing but fill would be left, where too much would be
    /// garbage, where the old index is not to be believed, or where `extend` gives nil.
    ///
    /// - Parameters:
    ///   - index: that of the old shard, of `size` bytes.
    ///   - made: the subchunks that are new, where `encoded` says.
    ///   - touched: the subchunks that the old shard has no say in any more.
    func withExtension<Result>(
        of index: ShardIndex, _ size: Int, by made: ScratchBuffer, _ encoded: ShardIndex, _ touched: Set<Int>,
        _ worker: CodecWorker, _ extend: (ShardExtension) throws -> Result?
    ) throws -> Result? {
        let isAtStart = sharding.indexLocation == .start
        let front = isAtStart ? size : size - sharding.indexSize
        let area = isAtStart ? sharding.indexSize..<size : 0..<max(0, front)
        guard front >= 0, area.lowerBound <= area.upperBound else { return nil }
        var whole = ShardIndex(count: subchunkCount)
        var kept = 0
        for number in 0..<index.count where !touched.contains(number) {
            guard let range = try index.range(of: number) else { continue }
            // Some writers let subchunks share their bytes, but more than there are is no index.
            guard range.lowerBound >= area.lowerBound, range.upperBound <= area.upperBound, kept <= area.count else {
                return nil
            }
            kept += range.count
            whole.set(number, to: range)
        }
        kept = min(kept, area.count)
        whole.place(encoded, at: 0, offset: front)
        let total = area.count + made.count + sharding.indexSize
        guard !whole.isEmpty, kept / Self.leastShared >= made.count,
            Double(area.count - kept) <= Self.mostGarbage * Double(total)
        else { return nil }
        let parts = made.count > 0 ? [UnsafeRawBufferPointer(made.bytes)] : []
        return try sharding.withEncoded(whole, worker: worker) { index in
            try extend(
                ShardExtension(
                    front: front, keptBytes: kept, head: isAtStart ? index : nil,
                    parts: isAtStart ? parts : parts + [index]))
        }
    }
}
