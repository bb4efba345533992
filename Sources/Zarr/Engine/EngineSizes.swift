/// The sizes in bytes from which on the engine goes another way. Tests lower them, so that small arrays go all of them.
package struct EngineSizes: Sendable, Hashable {
    /// What the caller's own thread decodes before another one would have woken up.
    package var quick = 512 << 10
    /// What compressors decode meanwhile, several times over: of subchunks of which only a part is asked for.
    package var quickDecoded = 128 << 10
    /// What is decoded of a shard before its part of a read is cut in slices, where the subchunks are compressed.
    package var cutDecoded = 128 << 10
    /// The same where they are only copied. Beyond it slices are wider than a subchunk, too.
    package var cutCopied = 4 << 20
    /// What a slice of a chunk that is compressed in blocks has at least.
    package var cutBlocks = 512 << 10
    /// Of a result beyond this, the shared caches of common machines hold little when the read is done.
    package var cachedResult = 32 << 20
    /// The largest stored value that is read in one call, without asking for its size.
    package var smallValue = 64 << 10
    /// What of a shard must be worth keeping, for a partial write to share it with the old file rather than to write it again.
    package var sharedFront = 1 << 20
    /// The largest shard that one worker encodes alone.
    package var wholeShard = 2 << 20

    /// What was measured to be best.
    package static let standard = EngineSizes()

    /// Sizes that nothing stays below.
    package static let smallest = EngineSizes(
        quick: -1, quickDecoded: -1, cutDecoded: -1, cutCopied: -1, cutBlocks: -1, cachedResult: -1, smallValue: -1,
        sharedFront: -1, wholeShard: -1)
}
