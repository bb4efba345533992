import ZarrBase

/// Blocks of N5 of numbers, for chunks of one shape and type.
struct BoundN5Block: BoundArrayToBytesCodec {
    let decoded: ChunkRepresentation
    let codecs: CodecChain
    /// For blocks of the shape of the chunk.
    let whole: CodecPipeline
    let order: N5BlockHeader.Order
    /// Whether blocks may say how many elements they have, as long as that is one at each place.
    let takesCounts: Bool

    /// Blocks at the border may be smaller.
    var encodedSize: Int? { nil }
    var isIdentity: Bool { false }

    func encodedSizeLimit(_ limits: DecodingLimits) -> Int {
        // A compressor may make bytes that do not compress some more, and a block may be larger than the chunk.
        max(limits.variableLengthChunkBytes, decoded.byteCount.multipliedReportingOverflow(by: 2).partialValue)
    }

    func decode(
        _ source: any ByteSource, _ part: ChunkPart, into target: ArrayTarget, worker: CodecWorker
    ) throws -> Bool {
        if source.preferredReadSize < .max, let size = try source.size() {
            let limit = encodedSizeLimit(worker.limits)
            guard size <= limit else {
                throw ZarrError(.corruptData, "\(size) bytes are stored in one block, allowed are \(limit)")
            }
        }
        let encoded = worker.takeScratch()
        defer { worker.giveBack(encoded) }
        guard try source.readAll(into: encoded) else { return false }
        try decode(UnsafeRawBufferPointer(encoded.bytes), part, into: target, worker: worker)
        return true
    }

    func decode(
        _ encoded: UnsafeRawBufferPointer, _ part: ChunkPart, into target: ArrayTarget, worker: CodecWorker
    ) throws {
        if N5BlockHeader.isWhole(encoded, decoded.shape, order) {
            let size = N5BlockHeader.size(rank: decoded.shape.count, .default)
            let payload = UnsafeRawBufferPointer(rebasing: encoded.dropFirst(size))
            return try whole.decode(payload, part, into: target, worker: worker)
        }
        let header = try N5BlockHeader(encoded, rank: decoded.shape.count, order)
        switch header.mode {
        case .default: break
        case .varlength where takesCounts:
            guard header.count == header.elementCount else {
                throw ZarrError(
                    .unsupported, "the N5 block of shape \(header.shape) holds \(header.count) elements",
                    hint: "blocks with any number of elements are no array")
            }
        case .varlength, .object:
            throw ZarrError(
                .unsupported, "the N5 block has the mode \(header.mode.rawValue)",
                hint: "only the default mode, 0, holds arrays")
        }
        let payload = UnsafeRawBufferPointer(rebasing: encoded.dropFirst(header.byteCount))
        let block: ChunkRepresentation
        do { block = try decoded.with(shape: header.shape) } catch {
            throw ZarrError(
                .corruptData, "the N5 block says to have the shape \(header.shape)", hint: "the block is damaged")
        }
        // Said before any memory is taken; behind a compressor nobody knows.
        guard !codecs.bytesToBytes.isEmpty || payload.count == block.byteCount else {
            throw ZarrError(
                .corruptData,
                "the N5 block of shape \(header.shape) has \(payload.count) bytes of elements, "
                    + "not \(block.byteCount)", hint: "the block is damaged")
        }
        let limit = max(worker.limits.variableLengthChunkBytes, decoded.byteCount)
        guard block.byteCount <= limit else {
            throw ZarrError(
                .limitExceeded, "a block of shape \(header.shape) takes more than the limit of \(limit) bytes")
        }
        // What the block does not have is fill value; of what it has, the chunk takes what lies within both.
        let inside = part.clipped(to: header.shape)
        if inside.count != part.count { try target.fill(part.count, of: decoded) }
        guard !inside.count.contains(0) else { return }
        try codecs.bind(block).decode(payload, inside, into: target, worker: worker)
    }

    func encode(_ array: ArrayView, into encoded: ScratchBuffer, worker: CodecWorker) throws {
        try N5BlockHeader.write(.default, decoded.shape, order, to: encoded)
        try whole.withEncoded(array, worker: worker) { payload in try encoded.append(payload) }
    }
}

extension ChunkPart {
    /// The elements of the part that a block of this shape, which begins where the chunk does, has.
    func clipped(to shape: [Int]) -> ChunkPart {
        var clipped = self
        for axis in shape.indices {
            let reach = max(0, shape[axis] - start[axis])
            clipped.count[axis] = min(count[axis], reach.dividedRoundingUp(by: step[axis]))
        }
        return clipped
    }
}
