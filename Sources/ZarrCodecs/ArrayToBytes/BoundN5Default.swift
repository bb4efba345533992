import ZarrBase

/// What `n5_default` does with chunks of one shape and type.
struct BoundN5Default: BoundArrayToBytesCodec {
    let decoded: ChunkRepresentation
    let codecs: CodecChain
    /// For blocks of the shape of the chunk.
    let whole: CodecPipeline

    private var headerSize: Int { 4 + 4 * decoded.shape.count }

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
        let shape = try blockShape(encoded)
        let payload = UnsafeRawBufferPointer(rebasing: encoded.dropFirst(headerSize))
        guard shape != decoded.shape else {
            try whole.decode(payload, part, into: target, worker: worker)
            return
        }
        let block = try decoded.with(shape: shape)
        let limit = max(worker.limits.variableLengthChunkBytes, decoded.byteCount)
        guard block.byteCount <= limit else {
            throw ZarrError(.limitExceeded, "a block of shape \(shape) takes more than the limit of \(limit) bytes")
        }
        // What the block does not have is fill value; of what it has, the chunk takes what lies within both.
        var inside = part
        for axis in shape.indices {
            let reach = max(0, shape[axis] - part.start[axis])
            inside.count[axis] = min(part.count[axis], reach.dividedRoundingUp(by: part.step[axis]))
        }
        if inside.count != part.count { try target.fill(part.count, of: decoded) }
        guard !inside.count.contains(0) else { return }
        try codecs.bind(block).decode(payload, inside, into: target, worker: worker)
    }

    /// What the header says, once it is found to be one: mode, number of axes, and extents, all big-endian.
    private func blockShape(_ encoded: UnsafeRawBufferPointer) throws(ZarrError) -> [Int] {
        guard encoded.count >= headerSize else {
            throw ZarrError(.corruptData, "\(encoded.count) bytes are too few for the header of an N5 block")
        }
        let mode = UInt16(bigEndian: encoded.loadUnaligned(as: UInt16.self))
        guard mode == 0 else {
            throw ZarrError(
                .unsupported, "the N5 block has the mode \(mode)", hint: "only the default mode, 0, holds arrays")
        }
        let rank = UInt16(bigEndian: encoded.loadUnaligned(fromByteOffset: 2, as: UInt16.self))
        guard Int(rank) == decoded.shape.count else {
            throw ZarrError(.corruptData, "the N5 block has \(rank) axes, its array \(decoded.shape.count)")
        }
        return decoded.shape.indices.map {
            Int(UInt32(bigEndian: encoded.loadUnaligned(fromByteOffset: 4 + 4 * $0, as: UInt32.self)))
        }
    }

    func encode(_ array: ArrayView, into encoded: ScratchBuffer, worker: CodecWorker) throws {
        let header = headerSize
        try whole.withEncoded(array, worker: worker) { payload in
            try encoded.resize(to: header.checkedPlus(payload.count))
            let memory = encoded.bytes
            memory.storeBytes(of: UInt16(0), as: UInt16.self)
            memory.storeBytes(
                of: UInt16(truncatingIfNeeded: decoded.shape.count).bigEndian, toByteOffset: 2, as: UInt16.self)
            for (axis, extent) in decoded.shape.enumerated() {
                memory.storeBytes(
                    of: UInt32(truncatingIfNeeded: extent).bigEndian, toByteOffset: 4 + 4 * axis, as: UInt32.self)
            }
            UnsafeMutableRawBufferPointer(rebasing: memory[header...]).copyMemory(from: payload)
        }
    }
}
