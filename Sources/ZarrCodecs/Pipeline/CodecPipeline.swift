import ZarrBase

/// The codecs of an array, bound to its chunks: turns stored bytes into elements and back. Immutable, used by all workers.
public final class CodecPipeline: Sendable {
    /// What a chunk is once it is decoded.
    public let decoded: ChunkRepresentation
    /// The size of an encoded chunk where it is always the same, in bytes.
    public let encodedSize: Int?

    /// The axes of the array in the order in which the array-to-bytes codec sees them, where transpositions are all that
    /// lies between; nil where another codec needs the whole chunk in memory.
    let permutation: [Int]?
    let arrayToArray: [any BoundArrayToArrayCodec]
    let arrayToArrayNames: [String]
    /// Whether any part of a chunk can be decoded from the same part of what the array-to-bytes codec sees.
    let decodesParts: Bool
    let arrayToBytes: any BoundArrayToBytesCodec
    let arrayToBytesName: String
    let bytesToBytes: [any BytesToBytesCodec]
    /// `sizes[i]` is what codec `i` from bytes to bytes encodes, where it is always the same.
    let sizes: [Int?]

    init(_ chain: CodecChain, _ representation: ChunkRepresentation) throws(ZarrError) {
        decoded = representation
        var current = representation
        var arrayToArray: [any BoundArrayToArrayCodec] = []
        var permutation: [Int]? = Array(representation.shape.indices)
        for codec in chain.arrayToArray {
            do {
                let bound = try codec.bind(current)
                arrayToArray.append(bound)
                current = bound.encoded
                if let order = bound.permutation, let soFar = permutation {
                    permutation = order.map { soFar[$0] }
                } else {
                    permutation = nil
                }
            } catch {
                throw error.at(codec: codec.name)
            }
        }
        let arrayToBytes: any BoundArrayToBytesCodec
        do {
            arrayToBytes = try chain.arrayToBytes.bind(current)
        } catch {
            throw error.at(codec: chain.arrayToBytes.name)
        }
        var bytesToBytes: [any BytesToBytesCodec] = []
        var sizes = [arrayToBytes.encodedSize]
        for codec in chain.bytesToBytes {
            do {
                let elementSize = current.dataType.isVariableLength ? 1 : current.dataType.byteCount
                let bound = try codec.bound(toElementSize: elementSize)
                if let size = sizes[sizes.count - 1] { try bound.requireEncodable(size) }
                bytesToBytes.append(bound)
                sizes.append(sizes[sizes.count - 1].flatMap { bound.encodedSize(of: $0) })
            } catch {
                throw error.at(codec: codec.name)
            }
        }
        self.permutation = permutation
        self.arrayToArray = arrayToArray
        arrayToArrayNames = chain.arrayToArray.map(\.name)
        decodesParts = arrayToArray.allSatisfy { $0.permutation != nil || $0.isElementwise }
        self.arrayToBytes = arrayToBytes
        arrayToBytesName = chain.arrayToBytes.name
        self.bytesToBytes = bytesToBytes
        self.sizes = sizes
        encodedSize = sizes[sizes.count - 1]
    }

    /// The same pipeline with another last codec of arrays, which encodes to other bytes but decodes the same.
    private init(_ other: CodecPipeline, _ arrayToBytes: any BoundArrayToBytesCodec) {
        decoded = other.decoded
        encodedSize = other.encodedSize
        permutation = other.permutation
        arrayToArray = other.arrayToArray
        arrayToArrayNames = other.arrayToArrayNames
        decodesParts = other.decodesParts
        self.arrayToBytes = arrayToBytes
        arrayToBytesName = other.arrayToBytesName
        bytesToBytes = other.bytesToBytes
        sizes = other.sizes
    }

    /// The same pipeline, which stores subchunks that hold nothing but the fill value, too.
    package func storingFill() -> CodecPipeline {
        guard var sharding = arrayToBytes as? BoundShardingCodec else { return self }
        sharding.storesFill = true
        sharding.subchunks = sharding.subchunks.storingFill()
        return CodecPipeline(self, sharding)
    }

    /// Whether a part of a chunk is decoded from a part of its bytes.
    public var readsPartially: Bool { bytesToBytes.isEmpty && decodesParts }

    /// The shape of the smallest part that is decoded alone from a part of the bytes, where there are such: of a subchunk,
    /// in shards within shards of the innermost.
    package var pieceShape: [Int]? {
        guard bytesToBytes.isEmpty, let permutation, let sharding = arrayToBytes as? BoundShardingCodec else {
            return nil
        }
        let stored = sharding.subchunks.pieceShape ?? sharding.subchunks.decoded.shape
        var shape = stored
        for (place, axis) in permutation.enumerated() { shape[axis] = stored[place] }
        return shape
    }

    /// Whether the pieces of ``pieceShape`` are compressed, so that a part of one costs all of it.
    package var compressesPieces: Bool {
        guard bytesToBytes.isEmpty, let sharding = arrayToBytes as? BoundShardingCodec else { return false }
        return !sharding.subchunks.bytesToBytes.isEmpty || sharding.subchunks.compressesPieces
    }

    /// Whether the pipeline leaves the order of the axes alone.
    var keepsAxes: Bool { permutation.map { $0.elementsEqual($0.indices) } ?? false }
}
