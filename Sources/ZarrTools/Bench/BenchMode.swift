/// The order in which a benchmark goes through an array.
public enum BenchMode: String, Sendable, Hashable, CaseIterable {
    /// One call for each stored value: a shard where the array is sharded.
    case chunks
    /// Six calls, each for a plane: across axis k % 3, at index 77 + k or the last.
    case planes
    /// One call for each six rows of the first axis, one after the other.
    case slabs
    /// One call for each part that is encoded alone: a subchunk where the array is sharded.
    case subchunks
    /// One call for all.
    case whole
}
