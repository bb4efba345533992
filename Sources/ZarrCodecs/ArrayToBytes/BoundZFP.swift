import ZarrBase
import ZarrCompression

/// What `zfp` and `numcodecs.zfpy` do with chunks of one shape and type.
struct BoundZFP: BoundWholeChunk {
    let decoded: ChunkRepresentation
    let numbers: ZFPNumbers
    let shape: [Int]
    let mode: ZFP.Mode
    let hasHeader: Bool
    private let largestSize: Int

    /// - Throws: ``ZarrError/Code/unsupported`` for types and shapes that zfp does not hold.
    init(
        _ decoded: ChunkRepresentation, _ numbers: ZFPNumbers?, _ mode: ZFP.Mode, hasHeader: Bool
    ) throws(ZarrError) {
        guard let numbers else {
            throw ZarrError(
                .unsupported, "zfp does not hold elements of type \(decoded.dataType)", hint: "use another codec")
        }
        self.decoded = decoded
        self.numbers = numbers
        self.mode = mode
        self.hasHeader = hasHeader
        shape = decoded.shape.isEmpty ? [1] : decoded.shape
        let size = try ZFP.largestSize(of: numbers.scalar, shape: shape, mode: mode)
        // Who reads goes by the mode of the header, which a writer may have chosen otherwise.
        largestSize =
            hasHeader ? max(size, try ZFP.largestSize(of: numbers.scalar, shape: shape, mode: .reversible)) : size
    }

    var encodedSize: Int? { nil }
    func encodedSizeLimit(_ limits: DecodingLimits) -> Int { largestSize + 8 }

    func decode(
        _ encoded: UnsafeRawBufferPointer, into chunk: UnsafeMutableRawBufferPointer, worker: CodecWorker
    ) throws(ZarrError) {
        let scratch = worker.takeScratch()
        defer { worker.giveBack(scratch) }
        if numbers.isPlain {
            try decode(encoded, numbersInto: chunk, scratch)
            return
        }
        let wide = worker.takeScratch()
        defer { worker.giveBack(wide) }
        try wide.resize(to: decoded.elementCount.checkedTimes(numbers.scalar.byteCount))
        try decode(encoded, numbersInto: wide.bytes, scratch)
        numbers.demote(UnsafeRawBufferPointer(wide.bytes), into: chunk)
    }

    private func decode(
        _ encoded: UnsafeRawBufferPointer, numbersInto memory: UnsafeMutableRawBufferPointer, _ scratch: ScratchBuffer
    ) throws(ZarrError) {
        try ZFP.decompress(
            encoded, of: numbers.scalar, shape: shape, mode: hasHeader ? nil : mode, into: memory, scratch: scratch)
    }

    func encode(
        _ chunk: UnsafeRawBufferPointer, into encoded: ScratchBuffer, worker: CodecWorker
    ) throws(ZarrError) {
        var source = chunk
        let wide = worker.takeScratch()
        defer { worker.giveBack(wide) }
        if !numbers.isPlain {
            try wide.resize(to: decoded.elementCount.checkedTimes(numbers.scalar.byteCount))
            try numbers.promote(chunk, into: wide.bytes)
            source = UnsafeRawBufferPointer(wide.bytes)
        }
        try ZFP.compress(
            source, of: numbers.scalar, shape: shape, mode: mode, hasHeader: hasHeader, into: encoded)
    }
}

extension ConfigurationReader {
    /// A number; `fallback` where the field is missing, an error where there is no fallback.
    func number(_ field: String, default fallback: Double? = nil) throws(ZarrError) -> Double {
        guard let value = self[field] else {
            guard let fallback else { throw wrong(field, .null, "a number") }
            return fallback
        }
        guard let number = value.doubleValue else { throw wrong(field, value, "a number") }
        return number
    }
}
