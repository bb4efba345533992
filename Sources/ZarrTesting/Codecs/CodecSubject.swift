package import ZarrBase
package import ZarrCodecs

/// A codec and the chunks that it is tried on.
package struct CodecSubject: Sendable {
    let codec: any Codec
    let shape: [Int]
    let dataType: DataType
    let isLossy: Bool

    /// A codec, tried on chunks of this shape and type.
    package init(codec: any Codec, shape: [Int], dataType: DataType, isLossy: Bool = false) {
        self.codec = codec
        self.shape = shape
        self.dataType = dataType
        self.isLossy = isLossy
    }

    /// The codec where it belongs in a chain.
    func chain() throws(ZarrError) -> CodecChain {
        let between = dataType.usualCodec
        if codec is any ArrayToArrayCodec { return try CodecChain([codec, between]) }
        if codec is any ArrayToBytesCodec { return try CodecChain([codec]) }
        return try CodecChain([between, codec])
    }

    /// The chain that the codec is part of, bound to the chunks.
    package func pipeline() throws(ZarrError) -> CodecPipeline {
        try chain().bind(ChunkRepresentation(shape: shape, dataType: dataType, fillValue: .zero(of: dataType)))
    }

    /// The codec with its element size settled, where it is one from bytes to bytes.
    func bytesToBytes() throws(ZarrError) -> (any BytesToBytesCodec)? {
        guard let codec = codec as? any BytesToBytesCodec else { return nil }
        return try codec.bound(toElementSize: dataType.isVariableLength ? 1 : dataType.byteCount)
    }

    /// What bytes are encoded to.
    package func encoded(_ bytes: [UInt8]) throws -> [UInt8] {
        guard let codec = try bytesToBytes() else { return bytes }
        let scratch = ScratchBuffer()
        try bytes.withUnsafeBytes { bytes in
            try codec.encode(bytes, into: scratch, worker: CodecWorker())
        }
        return Array(scratch.bytes)
    }

    /// What comes of decoding into memory of this size.
    package func decoded(_ bytes: [UInt8], size: Int) throws -> [UInt8] {
        guard let codec = try bytesToBytes() else { return bytes }
        let scratch = ScratchBuffer()
        try scratch.resize(to: size)
        scratch.bytes.initializeMemory(as: UInt8.self, repeating: 0)
        try bytes.withUnsafeBytes { bytes in
            try codec.decode(bytes, into: scratch.bytes, worker: CodecWorker())
        }
        return Array(scratch.bytes)
    }

    /// What comes of decoding into memory that grows up to a limit.
    package func decoded(_ bytes: [UInt8], limit: Int) throws -> [UInt8] {
        guard let codec = try bytesToBytes() else { return bytes }
        let scratch = ScratchBuffer()
        try bytes.withUnsafeBytes { bytes in
            try codec.decode(bytes, into: scratch, limit: limit, worker: CodecWorker())
        }
        return Array(scratch.bytes)
    }

    /// Bytes of whole elements: noise, steps and zeros.
    package func payloads(largest: Int = 5000) -> [[UInt8]] {
        let size = dataType.isVariableLength ? 1 : dataType.byteCount
        var random = SeededGenerator(seed: 7)
        return [0, 1, 2, 7, 63, 1000, 5000].filter { $0 <= largest }.flatMap { count -> [[UInt8]] in
            let noise = (0..<count * size).map { _ in UInt8.random(in: 0...255, using: &random) }
            let steps = (0..<count * size).map { UInt8(truncatingIfNeeded: $0 / size) }
            return [noise, steps, [UInt8](repeating: 0, count: count * size)]
        }
    }

    /// Every other element from the second on.
    package var oddPart: ChunkPart {
        ChunkPart(
            start: shape.map { min(1, $0 - 1) }, step: shape.map { $0 > 2 ? 2 : 1 },
            count: shape.map { $0 > 2 ? $0 / 2 : 1 })
    }

    /// The elements of a part of a chunk, by brute force.
    package func elements(_ elements: [[UInt8]], of part: ChunkPart) -> [[UInt8]] {
        var places = [0]
        for axis in shape.indices {
            let indices = (0..<part.count[axis]).map { part.start[axis] + $0 * part.step[axis] }
            places = places.flatMap { outer in indices.map { outer * shape[axis] + $0 } }
        }
        return places.map { elements[$0] }
    }
}
