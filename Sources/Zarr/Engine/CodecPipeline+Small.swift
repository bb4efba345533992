import ZarrBase
import ZarrCodecs
import ZarrStorage

extension CodecPipeline {
    /// Decodes a whole chunk whose stored size is known and small; false where it is not stored, nil where it is another
    /// chunk than that: then it is decoded from its source.
    ///
    /// A file is opened, read and closed, no more: of 10,000 files of 1 KiB, asking each for its size takes a fifth of
    /// the time.
    func decodeSmall(
        _ key: StoreKey, of store: any SynchronousStore, ofAtMost limit: Int, _ part: ChunkPart,
        into target: ArrayTarget,
        worker: CodecWorker
    ) throws -> Bool? {
        guard let size = storedSize, size <= limit, part.covers(decoded.shape) else { return nil }
        let scratch = worker.takeScratch()
        defer { worker.giveBack(scratch) }
        switch try store.read(key, ofSize: size, into: scratch) {
        case .missing: return false
        case .otherSize(let other): throw sizeError(other)
        case .read:
            try decode(UnsafeRawBufferPointer(scratch.bytes), part, into: target, worker: worker)
            return true
        }
    }
}
