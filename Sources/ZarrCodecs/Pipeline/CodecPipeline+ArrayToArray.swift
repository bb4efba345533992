import ZarrBase

extension CodecPipeline {
    /// Decodes a whole chunk: codecs between arrays that look at more than one element need all of it.
    func decodeWhole(
        _ encoded: UnsafeRawBufferPointer, _ part: ChunkPart, into target: ArrayTarget, worker: CodecWorker
    ) throws {
        var current = worker.takeScratch()
        var next = worker.takeScratch()
        defer {
            worker.giveBack(current)
            worker.giveBack(next)
        }
        let inner = arrayToBytes.decoded
        try current.resize(to: max(inner.byteCount, 1))
        try decodeBytes(
            encoded, ChunkPart(whole: inner.shape),
            into: ArrayTarget(contiguous: current.bytes.baseAddress ?? target.base, inner, heap: target.heap),
            worker: worker)
        for (place, codec) in arrayToArray.enumerated().reversed() {
            try next.resize(to: max(codec.decoded.byteCount, 1))
            try decode(
                place, UnsafeRawBufferPointer(rebasing: current.bytes.prefix(codec.encoded.byteCount)),
                UnsafeMutableRawBufferPointer(rebasing: next.bytes.prefix(codec.decoded.byteCount)))
            swap(&current, &next)
        }
        worker.copying { decoded.scatter(UnsafeRawBufferPointer(current.bytes), part, into: target) }
    }

    /// Decodes a part of a chunk where the codecs between arrays change elements one by one or transpose: `body` decodes the
    /// same part of what the array-to-bytes codec sees, and says whether there is any.
    func decodePart(
        _ part: ChunkPart, into target: ArrayTarget, worker: CodecWorker,
        _ body: (ChunkPart, ArrayTarget) throws -> Bool
    ) throws -> Bool {
        var order = Array(decoded.shape.indices)
        for codec in arrayToArray { if let permutation = codec.permutation { order = permutation.map { order[$0] } } }
        let inner = part.permuted(by: order)
        let count = try inner.count.elementCount()
        var current = worker.takeScratch()
        var next = worker.takeScratch()
        defer {
            worker.giveBack(current)
            worker.giveBack(next)
        }
        let stored = try arrayToBytes.decoded.with(shape: inner.count)
        try current.resize(to: max(stored.byteCount, 1))
        let scratch = ArrayTarget(contiguous: current.bytes.baseAddress ?? target.base, stored, heap: target.heap)
        guard try body(inner, scratch) else { return false }
        guard count > 0 else { return true }
        // Elements keep their places from here on: transpositions are a matter of the strides of the target.
        for (place, codec) in arrayToArray.enumerated().reversed() where codec.permutation == nil {
            let size = try count.checkedTimes(codec.decoded.dataType.byteCount)
            try next.resize(to: size)
            try decode(
                place,
                UnsafeRawBufferPointer(rebasing: current.bytes.prefix(count * codec.encoded.dataType.byteCount)),
                UnsafeMutableRawBufferPointer(rebasing: next.bytes.prefix(size)))
            swap(&current, &next)
        }
        let result = try decoded.with(shape: inner.count)
        worker.copying {
            result.scatter(
                UnsafeRawBufferPointer(current.bytes), ChunkPart(whole: inner.count), into: target.permuted(by: order))
        }
        return true
    }

    private func decode(
        _ place: Int, _ encoded: UnsafeRawBufferPointer, _ decoded: UnsafeMutableRawBufferPointer
    ) throws(ZarrError) {
        do {
            try arrayToArray[place].decode(encoded, into: decoded)
        } catch {
            throw error.at(codec: arrayToArrayNames[place])
        }
    }
}
