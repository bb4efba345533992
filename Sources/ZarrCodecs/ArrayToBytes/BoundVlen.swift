import ZarrBase
import ZarrIndexing

/// What `vlen-utf8` and its siblings do: a count, then each element's length and bytes, all lengths u32 little-endian.
struct BoundVlen: BoundArrayToBytesCodec {
    /// What the bytes of an element must be.
    enum Content: Sendable {
        case any
        case utf8
        /// Elements of a list, of `size` bytes each; words of `swapUnit` bytes are stored the other way round.
        case items(size: Int, swapUnit: Int)
    }

    let decoded: ChunkRepresentation
    let content: Content

    var encodedSize: Int? { nil }
    func encodedSizeLimit(_ limits: DecodingLimits) -> Int { limits.variableLengthChunkBytes }
    var isIdentity: Bool { false }

    func decode(
        _ source: any ByteSource, _ part: ChunkPart, into target: ArrayTarget, worker: CodecWorker
    ) throws -> Bool {
        let limit = worker.limits.variableLengthChunkBytes
        if source.preferredReadSize < .max, let size = try source.size(), size > limit {
            throw ZarrError(.limitExceeded, "\(size) bytes are stored in one chunk, allowed are \(limit)")
        }
        guard let payload = try source.read(.all) else { return false }
        try decode(payload, part, into: target, worker: worker)
        return true
    }

    func decode(
        _ encoded: UnsafeRawBufferPointer, _ part: ChunkPart, into target: ArrayTarget, worker: CodecWorker
    ) throws {
        try decode(Bytes(copying: encoded), part, into: target, worker: worker)
    }

    /// The payload itself becomes a run of the heap; the elements point into it.
    private func decode(
        _ payload: Bytes, _ part: ChunkPart, into target: ArrayTarget, worker: CodecWorker
    ) throws(ZarrError) {
        guard let heap = target.heap else {
            throw ZarrError(.invalidArgument, "there is no heap for elements of variable length")
        }
        // Every element takes 4 bytes at least: what the payload cannot hold is refused before memory is taken.
        guard payload.count >= 4, (payload.count - 4) / 4 >= decoded.elementCount else {
            throw ZarrError(.corruptData, "\(payload.count) bytes cannot hold \(decoded.elementCount) elements")
        }
        let run: UInt32
        let swapped: MemoryBlock?
        if case .items(_, let swapUnit) = content, swapUnit > 1 {
            let block = try MemoryBlock(count: payload.count)
            payload.withUnsafeBytes { block.bytes.copyMemory(from: $0) }
            swapped = block
            run = try heap.add(Bytes(block))
        } else {
            swapped = nil
            run = try heap.add(payload)
        }
        let elements = worker.takeScratch()
        defer { worker.giveBack(elements) }
        try elements.resize(to: decoded.byteCount)
        try payload.withUnsafeBytes { (bytes) throws(ZarrError) in
            let count = Int(UInt32(littleEndian: bytes.loadUnaligned(as: UInt32.self)))
            guard count == decoded.elementCount else {
                throw ZarrError(.corruptData, "\(count) elements are stored where \(decoded.elementCount) belong")
            }
            var offset = 4
            for place in 0..<count {
                guard bytes.count - offset >= 4 else { throw torn(place) }
                let length = Int(UInt32(littleEndian: bytes.loadUnaligned(fromByteOffset: offset, as: UInt32.self)))
                offset += 4
                guard bytes.count - offset >= length else { throw torn(place) }
                let element = UnsafeRawBufferPointer(rebasing: bytes[offset..<offset + length])
                try check(element, place)
                if let swapped, case .items(_, let swapUnit) = content {
                    // Nobody else has the block yet.
                    UnsafeMutableRawBufferPointer(rebasing: swapped.bytes[offset..<offset + length])
                        .reverseWords(of: swapUnit)
                }
                elements.bytes.storeBytes(
                    of: VariableElement(run: run, length: UInt32(length), offset: UInt64(offset)),
                    toByteOffset: place * MemoryLayout<VariableElement>.stride, as: VariableElement.self)
                offset += length
            }
            guard offset == bytes.count else {
                throw ZarrError(.corruptData, "\(bytes.count - offset) bytes follow the last element")
            }
        }
        worker.copying { decoded.scatter(UnsafeRawBufferPointer(elements.bytes), part, into: target) }
    }

    private func check(_ element: UnsafeRawBufferPointer, _ place: Int) throws(ZarrError) {
        switch content {
        case .any: return
        case .utf8:
            guard !element.isUTF8 else { return }
            throw ZarrError(.corruptData, "element \(place) is not UTF-8", hint: "the chunk is damaged")
        case .items(let size, _):
            guard element.count % size != 0 else { return }
            throw ZarrError(.corruptData, "element \(place) has \(element.count) bytes, not a multiple of \(size)")
        }
    }

    private func torn(_ place: Int) -> ZarrError {
        ZarrError(.corruptData, "the bytes end within element \(place) of \(decoded.elementCount)")
    }

    func encode(_ array: ArrayView, into encoded: ScratchBuffer, worker: CodecWorker) throws {
        guard let heap = array.heap, let count = UInt32(exactly: decoded.elementCount) else {
            throw ZarrError(.invalidArgument, "a chunk of \(decoded.elementCount) elements of variable length")
        }
        let elements = worker.takeScratch()
        defer { worker.giveBack(elements) }
        try elements.resize(to: decoded.byteCount)
        decoded.gather(array, into: elements.bytes)
        let runs = heap.snapshot
        try encoded.resize(to: 0)
        try withUnsafeBytes(of: count.littleEndian) { (bytes) throws(ZarrError) in try encoded.append(bytes) }
        for place in 0..<decoded.elementCount {
            let element = elements.bytes.load(
                fromByteOffset: place * MemoryLayout<VariableElement>.stride, as: VariableElement.self)
            try withUnsafeBytes(of: element.length.littleEndian) { (bytes) throws(ZarrError) in
                try encoded.append(bytes)
            }
            guard let bytes = runs.bytes(of: element) else {
                throw ZarrError(.invalidArgument, "an element points outside its heap")
            }
            let start = encoded.count
            try bytes.withUnsafeBytes { (bytes) throws(ZarrError) in try encoded.append(bytes) }
            if case .items(let size, let swapUnit) = content {
                guard bytes.count % size == 0 else {
                    throw ZarrError(
                        .invalidArgument, "element \(place) has \(bytes.count) bytes, not a multiple of \(size)")
                }
                guard swapUnit > 1 else { continue }
                UnsafeMutableRawBufferPointer(rebasing: encoded.bytes[start...]).reverseWords(of: swapUnit)
            }
        }
    }
}

extension UnsafeMutableRawBufferPointer {
    /// Turns the bytes of each word of `size` bytes round.
    func reverseWords(of size: Int) {
        for start in stride(from: 0, to: count - size + 1, by: size) {
            var word = UnsafeMutableRawBufferPointer(rebasing: self[start..<start + size])
            word.reverse()
        }
    }
}

extension UnsafeRawBufferPointer {
    /// Whether the bytes are valid UTF-8. Most text is ASCII and needs but a look at the high bits.
    fileprivate var isUTF8: Bool {
        var high: UInt64 = 0
        var place = 0
        while count - place >= 8 {
            high |= loadUnaligned(fromByteOffset: place, as: UInt64.self)
            place += 8
        }
        while place < count {
            high |= UInt64(self[place])
            place += 1
        }
        return high & 0x8080_8080_8080_8080 == 0 || String(validating: self, as: UTF8.self) != nil
    }
}
