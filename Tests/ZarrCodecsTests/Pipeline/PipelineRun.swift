import ZarrBase
import ZarrCodecs

extension CodecPipeline {
    /// The bytes of a whole chunk whose elements lie in C order.
    func encoded(_ chunk: [UInt8]) throws -> [UInt8] {
        try chunk.withUnsafeBytes { elements in
            let scratch = ScratchBuffer()
            try scratch.append(elements)
            let base = UnsafeRawPointer(scratch.bytes.baseAddress) ?? UnsafeRawPointer(bitPattern: 1)
            guard let base else { return [] }
            return try withEncoded(
                ArrayView(base: base, strides: strides, heap: nil), worker: CodecWorker()
            ) { Array($0) }
        }
    }

    /// The elements of a whole chunk, in C order, from bytes in memory or read from a source.
    func decodedChunk(_ encoded: [UInt8], fromSource: Bool = false, limits: DecodingLimits = .init()) throws -> [UInt8]
    {
        let scratch = ScratchBuffer()
        try scratch.resize(to: max(1, decoded.byteCount))
        guard let base = scratch.bytes.baseAddress else { return [] }
        let target = ArrayTarget(base: base, strides: strides)
        let whole = ChunkPart(whole: decoded.shape)
        let worker = CodecWorker(limits: limits)
        if fromSource {
            guard try decode(Bytes(encoded), whole, into: target, worker: worker) else { return [] }
        } else {
            try encoded.withUnsafeBytes { try decode($0, whole, into: target, worker: worker) }
        }
        return Array(scratch.bytes.prefix(decoded.byteCount))
    }

    private var strides: [Int] {
        var stride = decoded.dataType.byteCount
        return decoded.shape.reversed().map { extent in
            defer { stride *= extent }
            return stride
        }.reversed()
    }
}
