import ZarrBase
import ZarrIndexing

/// Blocks of N5 of strings, as its Java library writes them: UTF-8, a NUL behind each; the header counts these bytes.
struct BoundN5Strings: BoundN5Bytes {
    let decoded: ChunkRepresentation
    let compressor: (any BytesToBytesCodec)?

    func decode(
        _ encoded: UnsafeRawBufferPointer, _ part: ChunkPart, into target: ArrayTarget, worker: CodecWorker
    ) throws {
        guard let heap = target.heap else {
            throw ZarrError(.invalidArgument, "there is no heap for elements of variable length")
        }
        let header = try N5BlockHeader(encoded, rank: decoded.shape.count, .reversed)
        guard header.mode != .object else {
            throw ZarrError(.corruptData, "the N5 block has the mode 2, which holds no strings")
        }
        let text = try payload(of: encoded, behind: header, worker)
        guard header.mode == .default || header.count == text.count else {
            throw ZarrError(
                .corruptData, "the N5 block says to hold \(header.count) bytes of strings, and holds \(text.count)",
                hint: "the block is damaged")
        }
        let block = try decoded.with(shape: header.shape)
        // Each string has its NUL at least: what the block cannot hold is refused before memory is taken.
        guard block.elementCount <= text.count else {
            throw ZarrError(.corruptData, "\(text.count) bytes cannot hold \(block.elementCount) strings")
        }
        let run = try heap.add(text)
        let elements = worker.takeScratch()
        defer { worker.giveBack(elements) }
        try elements.resize(to: block.byteCount)
        try text.withUnsafeBytes { (bytes) throws(ZarrError) in
            var start = 0
            for place in 0..<block.elementCount {
                guard let end = bytes[start...].firstIndex(of: 0) else {
                    throw ZarrError(.corruptData, "the N5 block ends within string \(place) of \(block.elementCount)")
                }
                guard String(validating: bytes[start..<end], as: UTF8.self) != nil else {
                    throw ZarrError(.corruptData, "string \(place) is not UTF-8", hint: "the block is damaged")
                }
                elements.bytes.storeBytes(
                    of: VariableElement(run: run, length: UInt32(clamping: end - start), offset: UInt64(start)),
                    toByteOffset: place * MemoryLayout<VariableElement>.stride, as: VariableElement.self)
                start = end + 1
            }
            guard start == bytes.count else {
                throw ZarrError(.corruptData, "\(bytes.count - start) bytes follow the last string of the N5 block")
            }
        }
        let inside = part.clipped(to: header.shape)
        if inside.count != part.count { try target.fill(part.count, of: decoded) }
        block.scatter(UnsafeRawBufferPointer(elements.bytes), inside, into: target)
    }

    func encode(_ array: ArrayView, into encoded: ScratchBuffer, worker: CodecWorker) throws {
        guard let heap = array.heap else {
            throw ZarrError(.invalidArgument, "there is no heap for elements of variable length")
        }
        let elements = worker.takeScratch()
        let text = worker.takeScratch()
        defer {
            worker.giveBack(elements)
            worker.giveBack(text)
        }
        try elements.resize(to: decoded.byteCount)
        decoded.gather(array, into: elements.bytes)
        let runs = heap.snapshot
        try text.resize(to: 0)
        for place in 0..<decoded.elementCount {
            let element = elements.bytes.load(
                fromByteOffset: place * MemoryLayout<VariableElement>.stride, as: VariableElement.self)
            guard let bytes = runs.bytes(of: element) else {
                throw ZarrError(.invalidArgument, "an element points outside its heap")
            }
            try bytes.withUnsafeBytes { (bytes) throws(ZarrError) in
                guard !bytes.contains(0) else {
                    throw ZarrError(.invalidArgument, "string \(place) holds a NUL, which ends a string in N5")
                }
                try text.append(bytes)
            }
            try withUnsafeBytes(of: UInt8(0)) { (nul) throws(ZarrError) in try text.append(nul) }
        }
        try N5BlockHeader.write(.varlength, decoded.shape, count: text.count, .reversed, to: encoded)
        try append(UnsafeRawBufferPointer(text.bytes), to: encoded, worker)
    }
}
