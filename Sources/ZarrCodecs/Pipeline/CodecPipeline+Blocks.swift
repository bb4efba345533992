import ZarrBase
import ZarrIndexing

extension CodecPipeline {
    /// The codec whose blocks are decoded one by one and put into place as they are; nil where something else has to see
    /// the chunk as a whole.
    var blockCodec: (any BytesToBytesCodec, BoundBytesCodec)? {
        guard let codec = bytesToBytes.first, let elements = arrayToBytes as? BoundBytesCodec,
            elements.partialBytes.isEmpty, elements.decoded.dataType.byteCount > 0
        else { return nil }
        return (codec, elements)
    }

    /// Whether a run of rows of a chunk, along its first axis, is decoded from the blocks that hold it alone.
    package var decodesBlocks: Bool {
        bytesToBytes.count == 1 && keepsAxes && blockCodec.map { type(of: $0.0).storesBlocks } ?? false
    }

    /// Decodes a part of a chunk from an open file block by block; nil where the value does not come in blocks.
    ///
    /// - Complexity: one read for the places of the blocks, and one for each run of blocks that the part needs.
    func decodeBlocks(
        _ source: any ByteSource, size: Int, _ part: ChunkPart, into target: ArrayTarget, worker: CodecWorker
    ) throws -> Bool? {
        guard bytesToBytes.count == 1, let (codec, elements) = blockCodec else { return nil }
        let encoded = worker.takeScratch()
        defer { worker.giveBack(encoded) }
        var length = Self.firstRead(of: size)
        do {
            while true {
                try encoded.resize(to: length)
                guard try source.read(.bounded(offset: 0, length: length), into: encoded.bytes) else { return false }
                switch try codec.blocks(in: UnsafeRawBufferPointer(encoded.bytes), of: size) {
                case nil: return nil
                case .needs(let more)?:
                    guard more > length, more <= size else { return nil }
                    length = more
                case .blocks(let blocks)?:
                    guard keepsElementsWhole(blocks, elements) else { return nil }
                    try decode(blocks, elements, part, into: target, worker: worker) { range in
                        if length == size { return UnsafeRawBufferPointer(rebasing: encoded.bytes[range]) }
                        try encoded.resize(to: range.count)
                        _ = try source.read(
                            .bounded(offset: range.lowerBound, length: range.count), into: encoded.bytes)
                        return UnsafeRawBufferPointer(encoded.bytes)
                    }
                    return true
                }
            }
        } catch let error as ZarrError {
            throw error.at(codec: codec.name)
        }
    }

    /// Decodes a part of a chunk whose encoded bytes are in memory block by block; false where they do not come in blocks.
    func decodeBlocks(
        _ encoded: UnsafeRawBufferPointer, _ part: ChunkPart, into target: ArrayTarget, worker: CodecWorker
    ) throws -> Bool {
        guard let (codec, elements) = blockCodec else { return false }
        do {
            guard case .blocks(let blocks)? = try codec.blocks(in: encoded, of: encoded.count),
                keepsElementsWhole(blocks, elements)
            else { return false }
            try decode(blocks, elements, part, into: target, worker: worker) { range in
                UnsafeRawBufferPointer(rebasing: encoded[range])
            }
            return true
        } catch let error as ZarrError {
            throw error.at(codec: codec.name)
        }
    }

    /// Whether no element lies in two blocks.
    func keepsElementsWhole(_ blocks: any BlockStream, _ elements: BoundBytesCodec) -> Bool {
        blocks.count < 2 || blocks.decodedRange(0).count % elements.decoded.dataType.byteCount == 0
    }

    /// Decodes the blocks that hold elements of the part, each into cache and from there to its place.
    private func decode(
        _ blocks: any BlockStream, _ elements: BoundBytesCodec, _ part: ChunkPart, into target: ArrayTarget,
        worker: CodecWorker, _ read: (Range<Int>) throws -> UnsafeRawBufferPointer
    ) throws {
        let chunk = elements.decoded
        guard blocks.decodedSize == chunk.byteCount else {
            throw ZarrError(
                .corruptData, "decodes to \(blocks.decodedSize) bytes where \(chunk.byteCount) belong",
                hint: "the chunk is damaged or the metadata does not describe it")
        }
        let elementSize = chunk.dataType.byteCount
        // What of the chunk lies in the target as it lies in the chunk.
        let run =
            elements.isIdentity && target.isContiguous(part.count, elementSize: elementSize)
            ? part.run(in: chunk.shape) : nil
        let placed = run.map { $0.lowerBound * elementSize..<$0.upperBound * elementSize } ?? 0..<0
        let block = worker.takeScratch()
        defer { worker.giveBack(block) }
        let scatter = BlockScatter(elements, part, target)
        for run in runs(of: blocks, for: scatter) {
            let encoded = try read(run.encoded)
            for number in run.blocks {
                let stored = blocks.encodedRange(number)
                let start = run.encoded.lowerBound
                let bytes = UnsafeRawBufferPointer(
                    rebasing: encoded[stored.lowerBound - start..<stored.upperBound - start])
                let range = blocks.decodedRange(number)
                if placed.lowerBound <= range.lowerBound, range.upperBound <= placed.upperBound {
                    let place = UnsafeMutableRawBufferPointer(
                        start: target.base + range.lowerBound - placed.lowerBound, count: range.count)
                    try blocks.decode(number, from: bytes, into: place, worker: worker)
                    continue
                }
                if blocks.isStoredAsIs {
                    worker.copying { scatter.deliver(bytes, range) }
                    continue
                }
                try block.resize(to: range.count)
                try blocks.decode(number, from: bytes, into: block.bytes, worker: worker)
                worker.copying { scatter.deliver(UnsafeRawBufferPointer(block.bytes), range) }
            }
        }
    }

    /// The blocks that hold elements of the part; neighbours that lie one behind the other are one read, as long as they
    /// stay in cache.
    func runs(
        of blocks: any BlockStream, for scatter: BlockScatter
    ) -> [(encoded: Range<Int>, blocks: Range<Int>)] {
        var runs: [(encoded: Range<Int>, blocks: Range<Int>)] = []
        for number in 0..<blocks.count where scatter.needs(blocks.decodedRange(number)) {
            let encoded = blocks.encodedRange(number)
            if let last = runs.last, last.blocks.upperBound == number, last.encoded.upperBound == encoded.lowerBound,
                encoded.upperBound - last.encoded.lowerBound <= Self.largestRun
            {
                runs[runs.count - 1] = (
                    last.encoded.lowerBound..<encoded.upperBound, last.blocks.lowerBound..<number + 1
                )
            } else {
                runs.append((encoded, number..<number + 1))
            }
        }
        return runs
    }

    /// How much of a value is read before its blocks are known: all of a small one, else its header and the places of a
    /// thousand blocks.
    static func firstRead(of size: Int) -> Int { size <= smallValue ? size : 4096 }
    private static let smallValue = 64 << 10
    private static let largestRun = 256 << 10
}
