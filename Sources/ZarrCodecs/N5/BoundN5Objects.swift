import ZarrBase
import ZarrIndexing

/// Blocks of N5 that hold bytes which nobody but their writer knows: each block is one element.
struct BoundN5Objects: BoundArrayToBytesCodec {
    let decoded: ChunkRepresentation
    let compressor: (any BytesToBytesCodec)?
    /// The mode of the blocks.
    let mode: N5BlockHeader.Mode

    var encodedSize: Int? { nil }
    var isIdentity: Bool { false }
    func encodedSizeLimit(_ limits: DecodingLimits) -> Int { limits.variableLengthChunkBytes }

    func decode(
        _ source: any ByteSource, _ part: ChunkPart, into target: ArrayTarget, worker: CodecWorker
    ) throws -> Bool {
        guard let block = try N5Payload.block(source, worker) else { return false }
        try block.withUnsafeBytes { try decode($0, part, into: target, worker: worker) }
        return true
    }

    func decode(
        _ encoded: UnsafeRawBufferPointer, _ part: ChunkPart, into target: ArrayTarget, worker: CodecWorker
    ) throws {
        guard let heap = target.heap else {
            throw ZarrError(.invalidArgument, "there is no heap for elements of variable length")
        }
        let header = try N5BlockHeader(encoded, rank: decoded.shape.count, .reversed)
        let object = try N5Payload.decode(encoded, behind: header, compressor, worker)
        guard object.count == header.count, let length = UInt32(exactly: object.count) else {
            throw ZarrError(.corruptData, "the N5 block says to hold \(header.count) bytes, and holds \(object.count)")
        }
        guard !part.count.contains(0) else { return }
        let element = VariableElement(run: try heap.add(object), length: length, offset: 0)
        target.base.storeBytes(of: element, as: VariableElement.self)
    }

    func encode(_ array: ArrayView, into encoded: ScratchBuffer, worker: CodecWorker) throws {
        guard mode == .object else {
            throw ZarrError(
                .unsupported, "the blocks of this N5 dataset say their extents, which are not known here",
                hint: "label multisets are read, not written")
        }
        let element = array.base.loadUnaligned(as: VariableElement.self)
        guard let object = array.heap?.snapshot.bytes(of: element) else {
            throw ZarrError(.invalidArgument, "an element points outside its heap")
        }
        try N5BlockHeader.write(.object, [], count: object.count, .reversed, to: encoded)
        try object.withUnsafeBytes { (bytes) throws(ZarrError) in
            try N5Payload.encode(bytes, compressor, behind: encoded, worker)
        }
    }
}

/// What lies behind the header of a block whose size is not known beforehand.
enum N5Payload {
    /// All bytes of a block; nil where there is none.
    static func block(_ source: any ByteSource, _ worker: CodecWorker) throws -> Bytes? {
        let limit = worker.limits.variableLengthChunkBytes
        if source.preferredReadSize < .max, let size = try source.size(), size > limit {
            throw ZarrError(.limitExceeded, "\(size) bytes are stored in one block, allowed are \(limit)")
        }
        return try source.read(.all)
    }

    static func decode(
        _ block: UnsafeRawBufferPointer, behind header: N5BlockHeader, _ compressor: (any BytesToBytesCodec)?,
        _ worker: CodecWorker
    ) throws(ZarrError) -> Bytes {
        let payload = UnsafeRawBufferPointer(rebasing: block.dropFirst(header.byteCount))
        guard let compressor else { return try Bytes(copying: payload) }
        let decoded = ScratchBuffer()
        do {
            try compressor.decode(
                payload, into: decoded, limit: worker.limits.variableLengthChunkBytes, worker: worker)
        } catch {
            throw error.at(codec: compressor.name)
        }
        return decoded.take()
    }

    /// Adds `bytes`, compressed, to `encoded`.
    static func encode(
        _ bytes: UnsafeRawBufferPointer, _ compressor: (any BytesToBytesCodec)?, behind encoded: ScratchBuffer,
        _ worker: CodecWorker
    ) throws(ZarrError) {
        guard let compressor else { return try encoded.append(bytes) }
        let compressed = worker.takeScratch()
        defer { worker.giveBack(compressed) }
        do { try compressor.encode(bytes, into: compressed, worker: worker) } catch {
            throw error.at(codec: compressor.name)
        }
        try encoded.append(UnsafeRawBufferPointer(compressed.bytes))
    }
}
