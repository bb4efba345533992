import ZarrBase

/// Blocks of N5 whose size only their bytes say.
protocol BoundN5Bytes: BoundArrayToBytesCodec {
    /// What compresses the bytes behind the header.
    var compressor: (any BytesToBytesCodec)? { get }
}

extension BoundN5Bytes {
    var encodedSize: Int? { nil }
    var isIdentity: Bool { false }
    func encodedSizeLimit(_ limits: DecodingLimits) -> Int { limits.variableLengthChunkBytes }

    func decode(
        _ source: any ByteSource, _ part: ChunkPart, into target: ArrayTarget, worker: CodecWorker
    ) throws -> Bool {
        let limit = encodedSizeLimit(worker.limits)
        if source.preferredReadSize < .max, let size = try source.size(), size > limit {
            throw ZarrError(.limitExceeded, "\(size) bytes are stored in one block, allowed are \(limit)")
        }
        guard let block = try source.read(.all) else { return false }
        try block.withUnsafeBytes { try decode($0, part, into: target, worker: worker) }
        return true
    }

    /// The bytes behind the header of a block, decoded.
    func payload(
        of block: UnsafeRawBufferPointer, behind header: N5BlockHeader, _ worker: CodecWorker
    ) throws(ZarrError) -> Bytes {
        let payload = UnsafeRawBufferPointer(rebasing: block.dropFirst(header.byteCount))
        guard let compressor else { return try Bytes(copying: payload) }
        let decoded = ScratchBuffer()
        do {
            try compressor.decode(payload, into: decoded, limit: encodedSizeLimit(worker.limits), worker: worker)
        } catch {
            throw error.at(codec: compressor.name)
        }
        return decoded.take()
    }

    /// Adds `bytes`, compressed, to `encoded`.
    func append(
        _ bytes: UnsafeRawBufferPointer, to encoded: ScratchBuffer, _ worker: CodecWorker
    ) throws(ZarrError) {
        guard let compressor else { return try encoded.append(bytes) }
        let compressed = worker.takeScratch()
        defer { worker.giveBack(compressed) }
        do {
            try compressor.encode(bytes, into: compressed, worker: worker)
        } catch {
            throw error.at(codec: compressor.name)
        }
        try encoded.append(UnsafeRawBufferPointer(compressed.bytes))
    }
}
