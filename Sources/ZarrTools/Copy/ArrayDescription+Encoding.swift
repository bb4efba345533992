import Zarr

extension ArrayDescription {
    /// Whether a chunk of this array, as it is stored, is also one of `other`.
    ///
    /// - Parameter comparesLevels: whether the same compressor with another level counts as different, as what it wrote can
    ///   be read all the same.
    func encodesChunks(as other: ArrayDescription, comparesLevels: Bool) -> Bool {
        shape == other.shape && chunkGrid == other.chunkGrid && dataType == other.dataType
            && fillValue.bytes == other.fillValue.bytes
            && codecs.encodes(as: other.codecs, dataType, rank: shape.count, comparesLevels: comparesLevels)
    }
}

/// How blocks of N5 and chunks of Zarr become each other where what is compressed is the same.
enum Reframing {
    /// The header of the block is left out.
    case fromN5
    /// A header is put in front of the chunk.
    case toN5
}

extension ArrayDescription {
    /// How chunks of this array become those of `other` without being decoded; nil where they do not.
    func reframing(as other: ArrayDescription, comparesLevels: Bool) -> Reframing? {
        let isFromN5 = codecs.arrayToBytes is N5BlockCodec
        guard isFromN5 != (other.codecs.arrayToBytes is N5BlockCodec), mayTruncateEdges || other.mayTruncateEdges,
            !dataType.isVariableLength, shape == other.shape, chunkGrid == other.chunkGrid, dataType == other.dataType,
            fillValue.bytes == other.fillValue.bytes, sharding == nil, other.sharding == nil,
            innerCodecs.encodes(as: other.innerCodecs, dataType, rank: shape.count, comparesLevels: comparesLevels)
        else { return nil }
        return isFromN5 ? .fromN5 : .toN5
    }
}

extension CodecChain {
    fileprivate func encodes(as other: CodecChain, _ dataType: DataType, rank: Int, comparesLevels: Bool) -> Bool {
        let left = all.filter { !$0.isIdentity(rank: rank) }
        let right = other.all.filter { !$0.isIdentity(rank: rank) }
        return left.count == right.count
            && zip(left, right).allSatisfy {
                $0.encodes(as: $1, dataType, rank: rank, comparesLevels: comparesLevels)
            }
    }
}

extension Codec {
    fileprivate func isIdentity(rank: Int) -> Bool {
        (self as? TransposeCodec).map { $0.axes(rank) == Array(0..<rank) } ?? false
    }

    fileprivate func encodes(as other: any Codec, _ dataType: DataType, rank: Int, comparesLevels: Bool) -> Bool {
        switch (self, other) {
        case (let left as TransposeCodec, let right as TransposeCodec): left.axes(rank) == right.axes(rank)
        case (let left as BytesCodec, let right as BytesCodec):
            left.orders(of: dataType.layout) == right.orders(of: dataType.layout)
        case (let left as ShardingCodec, let right as ShardingCodec):
            left.subchunkShape == right.subchunkShape && left.indexLocation == right.indexLocation
                && left.codecs.encodes(as: right.codecs, dataType, rank: rank, comparesLevels: comparesLevels)
                && left.indexCodecs.all.map(\.v3) == right.indexCodecs.all.map(\.v3)
        case (is BloscCodec, is BloscCodec), (is Bzip2Codec, is Bzip2Codec), (is GzipCodec, is GzipCodec),
            (is LZ4Codec, is LZ4Codec), (is ZlibCodec, is ZlibCodec), (is ZstdCodec, is ZstdCodec):
            // What they write says itself how it is to be read.
            !comparesLevels || v3 == other.v3
        default: v3 == other.v3
        }
    }
}

extension TransposeCodec {
    fileprivate func axes(_ rank: Int) -> [Int] {
        switch order {
        case .axes(let axes): axes
        case .reversed: (0..<rank).reversed()
        case .identity: Array(0..<rank)
        }
    }
}
