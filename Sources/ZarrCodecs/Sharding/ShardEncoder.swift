package import ZarrBase
import ZarrIndexing

/// Encodes a shard in pieces, each some of its subchunks, so that several workers share one shard and no part of it is
/// copied to make it whole.
package struct ShardEncoder: Sendable {
    let sharding: BoundShardingCodec
    let permutation: [Int]
    /// The number of subchunks of a shard.
    package let subchunkCount: Int

    /// The size of an element, in bytes.
    package var elementSize: Int { sharding.decoded.dataType.byteCount }

    /// Subchunks of one shard, encoded.
    package struct Piece: @unchecked Sendable {
        /// The subchunks one behind the other. Whoever holds the piece is the only one that uses it.
        package let bytes: ScratchBuffer
        let numbers: Range<Int>
        let index: ShardIndex

        /// Whether all of them hold nothing but fill.
        package var isFill: Bool { index.isEmpty }
    }

    fileprivate init(_ sharding: BoundShardingCodec, permutation: [Int], subchunkCount: Int) {
        self.sharding = sharding
        self.permutation = permutation
        self.subchunkCount = subchunkCount
    }

    /// Encodes the subchunks with these numbers, in C order of the subchunk grid as it is stored.
    ///
    /// - Parameters:
    ///   - covered: the extents of the front of the shard that `array` has elements of; behind them all is fill.
    ///   - bytes: is replaced.
    package func encode(
        _ numbers: Range<Int>, of array: ArrayView, covered: [Int], into bytes: ScratchBuffer, worker: CodecWorker
    ) throws -> Piece {
        try bytes.resize(to: 0)
        var index = ShardIndex(count: numbers.count)
        try sharding.encode(
            numbers, of: array.permuted(by: permutation), covered: permutation.map { covered[$0] }, into: bytes,
            &index, worker: worker)
        return Piece(bytes: bytes, numbers: numbers, index: index)
    }

    /// Calls `body` with the parts of the shard, whose bytes are valid until it returns.
    ///
    /// - Parameter pieces: of all subchunks, in order.
    package func withShard<Result>(
        of pieces: [Piece], worker: CodecWorker, _ body: ([UnsafeRawBufferPointer]) throws -> Result
    ) throws -> Result {
        let isAtStart = sharding.indexLocation == .start
        var assembly = ShardAssembly(self)
        var parts: [UnsafeRawBufferPointer] = []
        for piece in pieces {
            assembly.add(piece)
            if piece.bytes.count > 0 { parts.append(UnsafeRawBufferPointer(piece.bytes.bytes)) }
        }
        return try assembly.withIndex(worker: worker) { index in
            try body(isAtStart ? [index] + parts : parts + [index])
        }
    }
}

extension CodecPipeline {
    /// Encodes shards in pieces; nil where a codec must see the shard as a whole.
    package var shardEncoder: ShardEncoder? {
        guard bytesToBytes.isEmpty, let permutation, let sharding = arrayToBytes as? BoundShardingCodec,
            let count = try? sharding.grid.elementCount()
        else { return nil }
        return ShardEncoder(sharding, permutation: permutation, subchunkCount: count)
    }
}
