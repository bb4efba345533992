public import ZarrBase
import ZarrIndexing

extension CodecPipeline {
    /// Decodes a part of a chunk into `target`; false where the value does not exist, and nothing is written then.
    ///
    /// - Complexity: one request for the whole value, unless ``readsPartially``: then what the part needs.
    /// - Throws: ``ZarrError/Code/corruptData`` with the codec where the bytes do not decode to exactly one chunk.
    public func decode(
        _ source: any ByteSource, _ part: ChunkPart, into target: ArrayTarget, worker: CodecWorker
    ) throws -> Bool {
        if bytesToBytes.isEmpty, let permutation {
            do {
                return try keepsAxes
                    ? arrayToBytes.decode(source, part, into: target, worker: worker)
                    : arrayToBytes.decode(
                        source, part.permuted(by: permutation), into: target.permuted(by: permutation), worker: worker)
            } catch let error as ZarrError {
                throw error.at(codec: arrayToBytesName)
            }
        }
        if bytesToBytes.isEmpty, decodesParts {
            return try decodePart(part, into: target, worker: worker) { part, target in
                do {
                    return try arrayToBytes.decode(source, part, into: target, worker: worker)
                } catch let error as ZarrError {
                    throw error.at(codec: arrayToBytesName)
                }
            }
        }
        // A remote value has no size before it is fetched, and costs one request for all of it.
        if source.preferredReadSize < .max, let size = try source.size() {
            try requireHonest(size, worker)
            if let permutation {
                let part = keepsAxes ? part : part.permuted(by: permutation)
                let target = keepsAxes ? target : target.permuted(by: permutation)
                if let isStored = try decodeBlocks(source, size: size, part, into: target, worker: worker) {
                    return isStored
                }
            }
        }
        let encoded = worker.takeScratch()
        defer { worker.giveBack(encoded) }
        guard try source.readAll(into: encoded) else { return false }
        try decode(UnsafeRawBufferPointer(encoded.bytes), part, into: target, worker: worker)
        return true
    }

    /// Decodes a part of a chunk whose encoded bytes are in memory.
    public func decode(
        _ encoded: UnsafeRawBufferPointer, _ part: ChunkPart, into target: ArrayTarget, worker: CodecWorker
    ) throws {
        guard let permutation else {
            if decodesParts {
                _ = try decodePart(part, into: target, worker: worker) { part, target in
                    try decodeBytes(encoded, part, into: target, worker: worker)
                    return true
                }
            } else {
                try decodeWhole(encoded, part, into: target, worker: worker)
            }
            return
        }
        if keepsAxes {
            try decodeBytes(encoded, part, into: target, worker: worker)
        } else {
            try decodeBytes(
                encoded, part.permuted(by: permutation), into: target.permuted(by: permutation), worker: worker)
        }
    }

    /// The way back through the bytes-to-bytes codecs, the last one straight into the target where it lies in one piece.
    func decodeBytes(
        _ encoded: UnsafeRawBufferPointer, _ part: ChunkPart, into target: ArrayTarget, worker: CodecWorker
    ) throws {
        let array = arrayToBytes.decoded
        guard !bytesToBytes.isEmpty else {
            try decodeArray(encoded, part, into: target, worker: worker)
            return
        }
        // A codec that gives a slice leaves `current` where it is: buffers take turns by use, not by place.
        var output = worker.takeScratch()
        var other = worker.takeScratch()
        defer {
            worker.giveBack(output)
            worker.giveBack(other)
        }
        var current = encoded
        for place in bytesToBytes.indices.reversed() {
            let codec = bytesToBytes[place]
            if place == 0, try decodeBlocks(current, part, into: target, worker: worker) { return }
            do {
                if let slice = try codec.decodedSlice(of: current) {
                    current = slice
                    continue
                }
                if place == 0, arrayToBytes.isIdentity, part.covers(array.shape),
                    target.isContiguous(array.shape, elementSize: array.dataType.byteCount)
                {
                    try codec.decode(
                        current, into: UnsafeMutableRawBufferPointer(start: target.base, count: array.byteCount),
                        worker: worker)
                    return
                }
                if place == 0, try decodePrefix(current, for: part, into: output, worker: worker) {
                    current = UnsafeRawBufferPointer(output.bytes)
                    continue
                }
                if let size = sizes[place] {
                    try output.resize(to: size)
                    try codec.decode(current, into: output.bytes, worker: worker)
                } else {
                    try codec.decode(current, into: output, limit: sizeLimit(before: place, worker), worker: worker)
                }
                current = UnsafeRawBufferPointer(output.bytes)
                swap(&output, &other)
            } catch {
                throw error.at(codec: codec.name)
            }
        }
        try decodeArray(current, part, into: target, worker: worker)
    }

    /// Decodes the first codec as far as a part needs it; false where all of it is to be decoded. `output` has the size of all.
    private func decodePrefix(
        _ encoded: UnsafeRawBufferPointer, for part: ChunkPart, into output: ScratchBuffer, worker: CodecWorker
    ) throws(ZarrError) -> Bool {
        guard let size = sizes[0], let end = prefixSize(for: part), let codec = bytesToBytes.first else { return false }
        try output.resize(to: size)
        return try codec.decodePrefix(
            encoded, of: size, into: UnsafeMutableRawBufferPointer(rebasing: output.bytes[..<end]), worker: worker)
    }

    /// The bytes up to the last element of a part, as the array-to-bytes codec sees it, where these are decoded without the
    /// rest: well before the end, as it takes a detour within the library.
    func prefixSize(for part: ChunkPart) -> Int? {
        guard let codec = bytesToBytes.first, codec.decodesPrefixes, let bytes = arrayToBytes as? BoundBytesCodec else {
            return nil
        }
        let end = bytes.end(of: part)
        return end <= bytes.decoded.byteCount - bytes.decoded.byteCount / 4 ? end : nil
    }

    private func decodeArray(
        _ encoded: UnsafeRawBufferPointer, _ part: ChunkPart, into target: ArrayTarget, worker: CodecWorker
    ) throws {
        do {
            try arrayToBytes.decode(encoded, part, into: target, worker: worker)
        } catch let error as ZarrError {
            throw error.at(codec: arrayToBytesName)
        }
    }

    /// Refuses an open file that no chunk is as large as, before memory is taken for it.
    func requireHonest(_ size: Int, _ worker: CodecWorker) throws {
        let limit = encodedSizeLimit(worker)
        guard size > limit else { return }
        throw ZarrError(
            .corruptData, "\(size) bytes are stored where a chunk takes at most \(limit)",
            hint: "the chunk is damaged or the metadata does not describe it")
    }

    /// The most that an encoded chunk may take, in bytes.
    func encodedSizeLimit(_ worker: CodecWorker) -> Int {
        encodedSize ?? sizeLimit(before: bytesToBytes.count, worker)
    }

    /// What an encoded chunk may take beside its elements however few they are, in bytes.
    var encodedOverhead: Int {
        // bzip2 adds the most of all: 600 bytes (its manual, BZ2_bzBuffToBuffCompress).
        let (sum, overflow) = arrayToBytes.encodedOverhead.addingReportingOverflow(640 * bytesToBytes.count)
        return overflow ? .max : sum
    }

    /// What may be decoded before codec `place`, where its size is not settled: compressed bytes that are compressed
    /// again stay near the size of the chunk.
    func sizeLimit(before place: Int, _ worker: CodecWorker) -> Int {
        let limit = arrayToBytes.encodedSizeLimit(worker.limits)
        guard place > 0 else { return limit }
        let (sum, overflow) = limit.addingReportingOverflow(limit / 2 + 1 << 20)
        return overflow ? limit : sum
    }
}

extension ChunkRepresentation {
    /// Copies a part of a chunk that lies in C order into the target.
    func scatter(
        _ chunk: UnsafeRawBufferPointer, _ part: ChunkPart, into target: ArrayTarget, _ exchange: ByteExchange = .none
    ) {
        guard let start = chunk.baseAddress, chunk.count >= byteCount, byteCount > 0 else { return }
        let elementSize = dataType.byteCount
        var strides = StridedCopy.contiguousStrides(shape, elementSize: elementSize)
        var offset = 0
        for axis in shape.indices {
            offset += part.start[axis] * strides[axis]
            strides[axis] *= part.step[axis]
        }
        guard !part.count.contains(0) else { return }
        exchange.copy(
            from: start + offset, strides: strides, to: target.base, strides: target.strides, shape: part.count,
            elementSize: elementSize, streaming: target.streams)
    }
}
