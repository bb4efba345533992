package import ZarrBase
import ZarrCompression
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
        var next = 0
        if arrayToBytes.isIdentity,
            array.isContiguous(representation.shape, elementSize: representation.dataType.byteCount)
        {
            current = UnsafeRawBufferPointer(start: array.base, count: representation.byteCount)
        } else if try encodeBlocks(array, into: front, worker: worker) {
            current = UnsafeRawBufferPointer(front.bytes)
            next = 1
        } else {
            try arrayToBytes.encode(array, into: back, worker: worker)
            current = UnsafeRawBufferPointer(back.bytes)
        }
        while next < bytesToBytes.count {
            let codec = bytesToBytes[next]
            let output = next % 2 == 0 ? front : back
            do {
                try codec.encode(current, into: output, worker: worker)
            } catch {
                throw error.at(codec: codec.name)
            }
            current = UnsafeRawBufferPointer(output.bytes)
            next += 1
        }
        return try body(current)
    }

    /// Encodes by the first two codecs block by block, so that what is gathered from the array is still in cache when it is
    /// compressed; false where these codecs cannot.
    private func encodeBlocks(_ array: ArrayView, into encoded: ScratchBuffer, worker: CodecWorker) throws -> Bool {
        let representation = arrayToBytes.decoded
        let size = representation.dataType.byteCount
        guard let bytes = arrayToBytes as? BoundBytesCodec, let blosc = bytesToBytes.first as? BloscCodec,
            let encoder = blosc.encoder(of: representation.byteCount),
            encoder.blockSize(of: representation.byteCount) % size == 0
        else { return false }
        do {
            try encoder.encode(representation.byteCount, into: encoded, context: worker.compression) {
                (range, memory) in
                representation.gather(
                    array, elements: range.lowerBound / size..<range.upperBound / size, into: memory, bytes.exchange)
                return UnsafeRawBufferPointer(memory)
            }
        } catch {
            throw error.at(codec: blosc.name)
        }
        return true
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

    /// Copies some elements of a chunk, by their numbers in C order.
    func gather(
        _ array: ArrayView, elements range: Range<Int>, into memory: UnsafeMutableRawBufferPointer,
        _ exchange: ByteExchange = .none
    ) {
        let elementSize = dataType.byteCount
        guard var place = memory.baseAddress, !range.isEmpty, range.count * elementSize <= memory.count else { return }
        /// The part of the axes from `axis` on, whose first element is at `base`.
        func gather(_ range: Range<Int>, axis: Int, base: UnsafeRawPointer) {
            guard !range.isEmpty else { return }
            let inner = shape[(axis + 1)...].reduce(1, *)
            let first = range.lowerBound.dividedRoundingUp(by: inner)
            let last = range.upperBound / inner
            func below(_ index: Int, _ range: Range<Int>) {
                gather(
                    range.lowerBound - index * inner..<range.upperBound - index * inner, axis: axis + 1,
                    base: base + index * array.strides[axis])
            }
            // Within one index of this axis.
            if first > last { return below(last, range) }
            if range.lowerBound < first * inner { below(first - 1, range.lowerBound..<first * inner) }
            if first < last {
                let box = [last - first] + shape[(axis + 1)...]
                exchange.copy(
                    from: base + first * array.strides[axis], strides: Array(array.strides[axis...]), to: place,
                    strides: StridedCopy.contiguousStrides(box, elementSize: elementSize), shape: box,
                    elementSize: elementSize)
                place += (last - first) * inner * elementSize
            }
            if last * inner < range.upperBound { below(last, last * inner..<range.upperBound) }
        }
        if shape.isEmpty {
            exchange.copy(
                from: array.base, strides: [], to: place, strides: [], shape: [], elementSize: elementSize)
        } else {
            gather(range, axis: 0, base: array.base)
        }
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
