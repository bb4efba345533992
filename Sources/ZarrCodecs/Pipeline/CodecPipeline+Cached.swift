extension CodecPipeline {
    /// The shape of what is worth keeping decoded: a chunk, of shards the innermost subchunk.
    ///
    /// Nil where it is not: where reading a part again costs about what copying it from memory does, and where elements are
    /// of variable length, whose bytes belong to the result.
    package var cachedShape: [Int]? {
        guard !decoded.dataType.isVariableLength else { return nil }
        guard bytesToBytes.isEmpty else { return decoded.shape }
        if let sharding = arrayToBytes as? BoundShardingCodec {
            return sharding.subchunks.cachedShape == nil ? nil : pieceShape ?? decoded.shape
        }
        return arrayToBytes is BoundBytesCodec && decodesParts ? nil : decoded.shape
    }
}
