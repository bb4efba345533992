import ZarrBase

/// A shard that comes to be piece by piece: where the subchunks of each lie behind those of the pieces before it.
package struct ShardAssembly {
    private let encoder: ShardEncoder
    private var index: ShardIndex
    private var offset: Int

    /// A shard without subchunks; an index at the start takes its place before them.
    init(_ encoder: ShardEncoder) {
        self.encoder = encoder
        index = ShardIndex(count: encoder.subchunkCount)
        offset = encoder.sharding.indexLocation == .start ? encoder.sharding.indexSize : 0
    }

    /// A shard whose pieces can be written before the next one is encoded, each some rows of subchunks along the first axis;
    /// nil where the index lies in front of them, or axes change places.
    package init?(growing encoder: ShardEncoder) {
        guard encoder.sharding.indexLocation == .end,
            encoder.permutation.elementsEqual(encoder.permutation.indices)
        else { return nil }
        self.init(encoder)
    }

    /// Adds the subchunks of a piece, whose bytes come next.
    package mutating func add(_ piece: ShardEncoder.Piece) {
        index.place(piece.index, at: piece.numbers.lowerBound, offset: offset)
        offset += piece.bytes.count
    }

    /// Whether no subchunk holds anything but fill.
    package var isFill: Bool { index.isEmpty }

    /// Calls `body` with the encoded index of what was added, valid until it returns.
    package func withIndex<Result>(
        worker: CodecWorker, _ body: (UnsafeRawBufferPointer) throws -> Result
    ) throws -> Result {
        try encoder.sharding.withEncoded(index, worker: worker, body)
    }
}
