import ZarrBase
import ZarrCodecs
import ZarrIndexing

/// Moves the selected elements of one box between a chunk in memory and the caller's array.
struct GatherMove {
    let access: ElementAccess
    let offsets: GatherOffsets

    /// - Parameter boxStrides: between the elements of the box in memory, in bytes.
    init(
        _ gather: Gather, box boxStrides: [Int], result resultStrides: [Int], _ selection: ResolvedSelection,
        _ access: ElementAccess
    ) {
        self.access = access
        offsets = gather.offsets(
            box: boxStrides, result: resultStrides, resultShape: selection.points?.shape ?? [])
    }

    /// From the chunk to the caller.
    func deliver(from box: UnsafeRawPointer, to result: UnsafeMutableRawPointer, _ worker: CodecWorker) throws {
        guard access.isConverting else {
            for part in access.parts {
                offsets.deliver(from: box + part.stored, to: result + part.taken, size: part.count)
            }
            return
        }
        try withPacked(worker) { taken, seen in
            guard let packed = taken.baseAddress, let converted = seen.baseAddress else { return }
            let toPacked = offsets.boxAndPacked(elementSize: access.taken.byteCount)
            for part in access.parts {
                toPacked.deliver(from: box + part.stored, to: packed + part.taken, size: part.count)
            }
            try NumberConversion.convert(
                from: UnsafeRawBufferPointer(taken), of: access.taken, into: seen, of: access.seen, rule: access.rule)
            offsets.packedAndResult(elementSize: access.seen.byteCount)
                .deliver(from: converted, to: result, size: access.seen.byteCount)
        }
    }

    /// From the caller to the chunk.
    func collect(from result: UnsafeRawPointer, to box: UnsafeMutableRawPointer, _ worker: CodecWorker) throws {
        guard access.isConverting else {
            for part in access.parts {
                offsets.collect(from: result + part.taken, to: box + part.stored, size: part.count)
            }
            return
        }
        try withPacked(worker) { taken, seen in
            guard let packed = taken.baseAddress, let given = seen.baseAddress else { return }
            offsets.packedAndResult(elementSize: access.seen.byteCount)
                .collect(from: result, to: given, size: access.seen.byteCount)
            try NumberConversion.convert(
                from: UnsafeRawBufferPointer(seen), of: access.seen, into: taken, of: access.taken, rule: access.rule)
            let fromPacked = offsets.boxAndPacked(elementSize: access.taken.byteCount)
            for part in access.parts {
                fromPacked.collect(from: packed + part.taken, to: box + part.stored, size: part.count)
            }
        }
    }

    private func withPacked(
        _ worker: CodecWorker, _ body: (UnsafeMutableRawBufferPointer, UnsafeMutableRawBufferPointer) throws -> Void
    ) throws {
        let taken = worker.takeScratch()
        let seen = worker.takeScratch()
        defer {
            worker.giveBack(taken)
            worker.giveBack(seen)
        }
        try taken.resize(to: offsets.count.checkedTimes(access.taken.byteCount))
        try seen.resize(to: offsets.count.checkedTimes(access.seen.byteCount))
        try body(taken.bytes, seen.bytes)
    }
}
