import ZarrBase
import ZarrIndexing

extension BoundShardingCodec {
    /// Writes the subchunks that hold more than the fill value, or all of them, in C order, and the index.
    func encode(_ array: ArrayView, into encoded: ScratchBuffer, worker: CodecWorker) throws {
        try encoded.resize(to: indexLocation == .start ? indexSize : 0)
        let count = try grid.elementCount()
        var shardIndex = ShardIndex(count: count)
        try encode(0..<count, of: array, covered: decoded.shape, into: encoded, &shardIndex, worker: worker)
        try withEncoded(shardIndex, worker: worker) { bytes in
            if indexLocation == .end {
                try encoded.append(bytes)
            } else {
                UnsafeMutableRawBufferPointer(rebasing: encoded.bytes.prefix(indexSize)).copyMemory(from: bytes)
            }
        }
    }

    /// Appends the subchunks with these numbers that hold more than the fill value, or all that the array has elements of.
    ///
    /// - Parameters:
    ///   - covered: the extents of the front of the shard that `array` has elements of; behind them all is fill.
    ///   - shardIndex: of these subchunks alone; it comes to say where in `encoded` they lie.
    func encode(
        _ numbers: Range<Int>, of array: ArrayView, covered: [Int], into encoded: ScratchBuffer,
        _ shardIndex: inout ShardIndex, worker: CodecWorker
    ) throws {
        let subchunk = subchunks.decoded
        let scratch = worker.takeScratch()
        defer { worker.giveBack(scratch) }
        try scratch.resize(to: subchunk.byteCount)
        guard let base = scratch.bytes.baseAddress else { return }
        let view = ArrayView(contiguous: base, subchunk, heap: array.heap)
        for number in numbers {
            guard try gather(number, of: array, covered: covered, into: scratch.bytes) else { continue }
            if !storesFill, subchunk.isFill(UnsafeRawBufferPointer(scratch.bytes), heap: array.heap) { continue }
            let start = encoded.count
            try subchunks.withEncoded(view, worker: worker) { bytes in try encoded.append(bytes) }
            shardIndex.set(number - numbers.lowerBound, to: start..<encoded.count)
        }
    }

    /// Copies a subchunk into C order; false where the array has no element of it.
    private func gather(
        _ number: Int, of array: ArrayView, covered: [Int], into chunk: UnsafeMutableRawBufferPointer
    ) throws -> Bool {
        let subchunk = subchunks.decoded
        var view = array
        var count = subchunk.shape
        var rest = number
        for axis in grid.indices.reversed() {
            let (quotient, place) = rest.quotientAndRemainder(dividingBy: grid[axis])
            rest = quotient
            let origin = place * subchunk.shape[axis]
            count[axis] = min(count[axis], covered[axis] - origin)
            guard count[axis] > 0 else { return false }
            view.base += origin * array.strides[axis]
        }
        if count == subchunk.shape {
            subchunk.gather(view, into: chunk)
        } else if let base = chunk.baseAddress {
            let target = ArrayTarget(contiguous: base, subchunk, heap: array.heap)
            try target.fill(subchunk.shape, of: subchunk)
            StridedCopy.copy(
                from: view.base, strides: view.strides, to: base, strides: target.strides, shape: count,
                elementSize: subchunk.dataType.byteCount)
        }
        return true
    }

    /// Calls `body` with the encoded index.
    func withEncoded<Result>(
        _ shardIndex: ShardIndex, worker: CodecWorker, _ body: (UnsafeRawBufferPointer) throws -> Result
    ) throws -> Result {
        try shardIndex.withView { words in
            try index.withEncoded(ArrayView(contiguous: words, index.decoded, heap: nil), worker: worker, body)
        }
    }
}
