internal import CStreaming

extension StridedCopy {
    /// A row that holds a whole cache line wherever it begins.
    static let shortestStreamedRow = 2 * lineSize
    private static let lineSize = 64

    /// Copies runs of `length` packed bytes around the caches, one for every position of the plan.
    ///
    /// The line in which a row begins and the one in which it ends are shared with neighbours and go through the cache.
    static func streamRows(_ plan: inout CopyPlan, length: Int) {
        plan.walk { source, destination in
            let head = -Int(bitPattern: destination) & (lineSize - 1)
            let lines = (length - head) / lineSize
            if head > 0 { destination.copyMemory(from: source, byteCount: head) }
            zarr_stream_lines(destination + head, source + head, lines)
            let done = head + lines * lineSize
            if done < length { (destination + done).copyMemory(from: source + done, byteCount: length - done) }
        }
        zarr_stream_fence()
    }
}
