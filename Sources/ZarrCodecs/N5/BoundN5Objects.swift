import ZarrBase
import ZarrIndexing

/// Blocks of N5 that hold bytes which nobody but their writer knows: each block is one element.
struct BoundN5Objects: BoundN5Bytes {
    let decoded: ChunkRepresentation
    let compressor: (any BytesToBytesCodec)?
    /// The mode of the blocks.
    let mode: N5BlockHeader.Mode

    func decode(
        _ encoded: UnsafeRawBufferPointer, _ part: ChunkPart, into target: ArrayTarget, worker: CodecWorker
    ) throws {
        guard let heap = target.heap else {
            throw ZarrError(.invalidArgument, "there is no heap for elements of variable length")
        }
        let header = try N5BlockHeader(encoded, rank: decoded.shape.count, .reversed)
        let object = try payload(of: encoded, behind: header, worker)
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
            try append(bytes, to: encoded, worker)
        }
    }
}
