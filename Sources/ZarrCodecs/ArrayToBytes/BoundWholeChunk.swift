import ZarrBase
import ZarrIndexing

/// An array-to-bytes codec that always needs all of a chunk, in C order.
protocol BoundWholeChunk: BoundArrayToBytesCodec {
    /// Fills a whole chunk.
    func decode(
        _ encoded: UnsafeRawBufferPointer, into chunk: UnsafeMutableRawBufferPointer, worker: CodecWorker
    ) throws(ZarrError)
    /// Replaces the contents of `encoded` with a whole chunk.
    func encode(
        _ chunk: UnsafeRawBufferPointer, into encoded: ScratchBuffer, worker: CodecWorker
    ) throws(ZarrError)
}

extension BoundWholeChunk {
    var isIdentity: Bool { false }

    func decode(
        _ source: any ByteSource, _ part: ChunkPart, into target: ArrayTarget, worker: CodecWorker
    ) throws -> Bool {
        if source.preferredReadSize < .max, let size = try source.size() {
            let limit = encodedSize ?? encodedSizeLimit(worker.limits)
            guard size <= limit else {
                throw ZarrError(
                    .corruptData, "\(size) bytes are stored where a chunk takes at most \(limit)",
                    hint: "the chunk is damaged or the metadata does not describe it")
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
        if part.covers(decoded.shape), target.isContiguous(decoded.shape, elementSize: decoded.dataType.byteCount) {
            try decode(
                encoded, into: UnsafeMutableRawBufferPointer(start: target.base, count: decoded.byteCount),
                worker: worker)
            return
        }
        let chunk = worker.takeScratch()
        defer { worker.giveBack(chunk) }
        try chunk.resize(to: decoded.byteCount)
        try decode(encoded, into: chunk.bytes, worker: worker)
        worker.copying { decoded.scatter(UnsafeRawBufferPointer(chunk.bytes), part, into: target) }
    }

    func encode(_ array: ArrayView, into encoded: ScratchBuffer, worker: CodecWorker) throws {
        if array.isContiguous(decoded.shape, elementSize: decoded.dataType.byteCount) {
            try encode(
                UnsafeRawBufferPointer(start: array.base, count: decoded.byteCount), into: encoded, worker: worker)
            return
        }
        let chunk = worker.takeScratch()
        defer { worker.giveBack(chunk) }
        try chunk.resize(to: decoded.byteCount)
        decoded.gather(array, into: chunk.bytes)
        try encode(UnsafeRawBufferPointer(chunk.bytes), into: encoded, worker: worker)
    }
}
