package import ZarrBase
import ZarrIndexing

extension CodecPipeline {
    /// Encodes a whole chunk and calls `body` with its bytes, which are valid until it returns.
    ///
    /// - Complexity: one pass of each codec; no copy where the elements lie in memory as they are stored.
    public func withEncoded<Result>(
        _ array: ArrayView, worker: CodecWorker, _ body: (UnsafeRawBufferPointer) throws -> Result
    ) throws -> Result {
        if let permutation {
            return try withEncodedBytes(keepsAxes ? array : array.permuted(by: permutation), worker: worker, body)
        }
        var current = worker.takeScratch()
        var next = worker.takeScratch()
        defer {
            worker.giveBack(current)
            worker.giveBack(next)
        }
        try current.resize(to: decoded.byteCount)
        decoded.gather(array, into: current.bytes)
        for (place, codec) in arrayToArray.enumerated() {
            try next.resize(to: codec.encoded.byteCount)
            do {
                try codec.encode(UnsafeRawBufferPointer(current.bytes), into: next.bytes)
            } catch {
                throw error.at(codec: arrayToArrayNames[place])
            }
            swap(&current, &next)
        }
        let inner = arrayToBytes.decoded
        let base = UnsafeRawPointer(current.bytes.baseAddress ?? UnsafeMutableRawPointer(mutating: array.base))
        return try withEncodedBytes(ArrayView(contiguous: base, inner, heap: array.heap), worker: worker, body)
    }

    private func withEncodedBytes<Result>(
        _ array: ArrayView, worker: CodecWorker, _ body: (UnsafeRawBufferPointer) throws -> Result
    ) throws -> Result {
        let representation = arrayToBytes.decoded
        let front = worker.takeScratch()
        let back = worker.takeScratch()
        defer {
            worker.giveBack(front)
            worker.giveBack(back)
        }
        var current: UnsafeRawBufferPointer
        if arrayToBytes.isIdentity,
            array.isContiguous(representation.shape, elementSize: representation.dataType.byteCount)
        {
            current = UnsafeRawBufferPointer(start: array.base, count: representation.byteCount)
        } else {
            try arrayToBytes.encode(array, into: back, worker: worker)
            current = UnsafeRawBufferPointer(back.bytes)
        }
        for (place, codec) in bytesToBytes.enumerated() {
            let output = place % 2 == 0 ? front : back
            do {
                try codec.encode(current, into: output, worker: worker)
            } catch {
                throw error.at(codec: codec.v3.name)
            }
            current = UnsafeRawBufferPointer(output.bytes)
        }
        return try body(current)
    }
}

extension ChunkRepresentation {
    /// Copies a whole chunk into C order.
    func gather(
        _ array: ArrayView, into chunk: UnsafeMutableRawBufferPointer, _ exchange: ByteExchange = .none
    ) {
        guard let start = chunk.baseAddress, chunk.count >= byteCount, byteCount > 0 else { return }
        let elementSize = dataType.byteCount
        let strides = StridedCopy.contiguousStrides(shape, elementSize: elementSize)
        exchange.copy(
            from: array.base, strides: array.strides, to: start, strides: strides, shape: shape,
            elementSize: elementSize)
    }

    /// Whether a chunk that lies in C order holds nothing but the fill value, bit for bit.
    package func isFill(_ chunk: UnsafeRawBufferPointer, heap: ElementHeap?) -> Bool {
        guard dataType.isVariableLength else {
            return fillValue.bytes.withUnsafeBytes { StridedCopy.isFilled(chunk, with: $0) }
        }
        guard let runs = heap?.snapshot else { return false }
        for place in 0..<chunk.count / MemoryLayout<VariableElement>.stride {
            let element = chunk.loadUnaligned(
                fromByteOffset: place * MemoryLayout<VariableElement>.stride, as: VariableElement.self)
            guard Int(element.length) == fillValue.bytes.count else { return false }
            if element.length > 0, runs.bytes(of: element)?.array != fillValue.bytes { return false }
        }
        return true
    }
}

extension [Bytes] {
    /// The bytes that an element points to; nil where it points nowhere.
    package func bytes(of element: VariableElement) -> Bytes? {
        guard let run = Int(exactly: element.run), run < count, let offset = Int(exactly: element.offset) else {
            return nil
        }
        return try? self[run].slice(.bounded(offset: offset, length: Int(element.length)))
    }
}
