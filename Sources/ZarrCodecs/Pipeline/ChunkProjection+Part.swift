package import ZarrIndexing

extension ChunkPart {
    /// The part of a chunk that a projection describes.
    package init(_ projection: ChunkProjection) {
        self.init(start: projection.start, step: projection.step, count: projection.count)
    }

    /// The box around what is gathered of a chunk.
    package init(_ gather: Gather) { self.init(start: gather.start, step: gather.step, count: gather.count) }
}

extension ArrayTarget {
    /// The target of the part that a projection describes, where this one is that of the whole result.
    package func shifted(to projection: ChunkProjection) -> ArrayTarget {
        ArrayTarget(base: base + offset(of: projection, strides), strides: strides, heap: heap, streams: streams)
    }
}

extension ArrayView {
    /// The view of the part that a projection describes, where this one is that of the whole source.
    package func shifted(to projection: ChunkProjection) -> ArrayView {
        ArrayView(base: base + offset(of: projection, strides), strides: strides, heap: heap)
    }
}

private func offset(of projection: ChunkProjection, _ strides: [Int]) -> Int {
    var offset = 0
    for axis in strides.indices { offset += projection.outputStart[axis] * strides[axis] }
    return offset
}
