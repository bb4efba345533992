import ZarrBase
import ZarrCodecs
import ZarrIndexing

/// The codecs of a cube of numbers, what such a cube is encoded to, and memory for it and for a part of a larger array.
struct TestPipeline {
    let pipeline: CodecPipeline
    let worker = CodecWorker()
    let encoded = ScratchBuffer()
    let part: ChunkPart
    /// A box in the middle of the chunk.
    let box: ChunkPart
    /// Memory of the chunk's own shape.
    let target: ArrayTarget
    /// Rows of an array that is wider than the chunk.
    let rows: ArrayTarget
    private let memory = ScratchBuffer()

    init(_ chain: CodecChain, edge: Int) throws {
        let shape = [edge, edge, edge]
        let chunk = try ChunkRepresentation(
            shape: shape, dataType: .float32, fillValue: FillValue(bytes: [0, 0, 0, 0]))
        pipeline = try chain.bind(chunk)
        let elements = (0..<edge * edge * edge).map { Float($0 % 977) }
        let strides = StridedCopy.contiguousStrides(shape, elementSize: 4)
        let (encoded, pipeline, worker) = (encoded, pipeline, worker)
        try elements.withUnsafeBytes { elements in
            guard let base = elements.baseAddress else { return }
            try pipeline.withEncoded(ArrayView(base: base, strides: strides), worker: worker) { try encoded.append($0) }
        }
        try memory.resize(to: 4 * chunk.byteCount)
        guard let base = memory.bytes.baseAddress else { throw ZarrError(.invalidArgument, "a chunk without elements") }
        target = ArrayTarget(base: base, strides: strides)
        rows = ArrayTarget(base: base, strides: [edge * edge * 16, edge * 8, 4])
        part = ChunkPart(whole: shape)
        box = ChunkPart(start: [1, 1, 1], step: [1, 1, 1], count: [edge / 2, edge / 2, edge / 2])
    }

    /// The allocations of decoding from memory.
    func decoding(_ part: ChunkPart, into target: ArrayTarget) throws -> Int {
        let bytes = UnsafeRawBufferPointer(encoded.bytes)
        return try AllocationCount.whenWarm { try pipeline.decode(bytes, part, into: target, worker: worker) }
    }

    /// The allocations of decoding what a store holds.
    func decoding(_ source: any ByteSource, _ part: ChunkPart, into target: ArrayTarget) throws -> Int {
        try AllocationCount.whenWarm { _ = try pipeline.decode(source, part, into: target, worker: worker) }
    }
}
