import ZarrBase

extension CodecPipeline {
    /// How long reading a part of an uncompressed chunk of a local file takes, as the bytes that are copied meanwhile: a plane
    /// of few elements may lie in rows all over the chunk, each of which is a request.
    ///
    /// Chunks that are decoded as a whole cost all of it; of compressed ones no more is said here.
    package func readCost(of part: ChunkPart) -> Int {
        // Codecs in front may have made other axes of those of the part.
        guard readsPartially else { return decoded.byteCount }
        let inner = permutation.map { part.permuted(by: $0) } ?? part
        switch arrayToBytes {
        case let sharding as BoundShardingCodec:
            let subchunk = sharding.subchunks
            var piece = inner
            var pieces = 1
            for (axis, extent) in subchunk.decoded.shape.enumerated() {
                let stop = inner.start[axis] + (inner.count[axis] - 1) * inner.step[axis] + 1
                let touched = stop.dividedRoundingUp(by: extent) - inner.start[axis] / extent
                piece.start[axis] = 0
                piece.step[axis] = min(inner.step[axis], extent)
                piece.count[axis] = min(inner.count[axis], extent.dividedRoundingUp(by: piece.step[axis]))
                pieces *= min(touched, inner.count[axis])
            }
            return Self.product(pieces, subchunk.readCost(of: piece))
        case let bytes as BoundBytesCodec:
            let plan = SlabPlan(bytes.decoded, inner, pieceSize: BoundBytesCodec.slabSize)
            return Self.product(plan.slabCount, plan.slabSize + Self.requestCost)
        default: return decoded.byteCount
        }
    }

    /// What is copied from the page cache while a small request is made and answered, in bytes.
    package static let requestCost = 8 << 10

    private static func product(_ count: Int, _ size: Int) -> Int {
        let (product, overflow) = count.multipliedReportingOverflow(by: size)
        return overflow ? .max : product
    }
}
