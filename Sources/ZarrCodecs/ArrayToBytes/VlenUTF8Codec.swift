public import ZarrBase
import ZarrIndexing

/// The `vlen-utf8` array-to-bytes codec: a count, then each element's length and bytes, all lengths u32 little-endian.
///
/// - Zarr v3 name: `vlen-utf8` · Zarr v2 id: `vlen-utf8`, an object codec in `filters`
/// - Specification: <https://github.com/zarr-developers/zarr-extensions/tree/main/codecs/vlen-utf8>
///
/// The configuration is empty.
public struct VlenUTF8Codec: ArrayToBytesCodec {
    /// What the list of codecs says.
    public static var summary: String { "Strings of any length, each behind its length" }

    /// The only form that there is.
    public init() {}

    /// By name alone.
    public var v3: NamedConfiguration { NamedConfiguration("vlen-utf8") }
    /// By id alone.
    public var v2: JSONObject? { ["id": "vlen-utf8"] }

    /// - Throws: ``ZarrError/Code/invalidMetadata`` where the elements are no strings.
    public func bind(_ decoded: ChunkRepresentation) throws(ZarrError) -> any BoundArrayToBytesCodec {
        guard decoded.dataType == .string else {
            throw ZarrError(.invalidMetadata, "elements of type \(decoded.dataType) are not strings")
        }
        return BoundVlenCodec(decoded: decoded)
    }
}

/// What `vlen-utf8` and its siblings do.
struct BoundVlenCodec: BoundArrayToBytesCodec {
    let decoded: ChunkRepresentation

    var encodedSize: Int? { nil }
    func encodedSizeLimit(_ limits: DecodingLimits) -> Int { limits.variableLengthChunkBytes }
    var isIdentity: Bool { false }

    func decode(
        _ source: any ByteSource, _ part: ChunkPart, into target: ArrayTarget, worker: CodecWorker
    ) throws -> Bool {
        let limit = worker.limits.variableLengthChunkBytes
        if source.preferredReadSize < .max, let size = try source.size(), size > limit {
            throw ZarrError(.limitExceeded, "\(size) bytes of text are stored in one chunk, allowed are \(limit)")
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
        let run = try heap.add(payload)
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
                guard UnsafeRawBufferPointer(rebasing: bytes[offset..<offset + length]).isUTF8 else {
                    throw ZarrError(.corruptData, "element \(place) is not UTF-8", hint: "the chunk is damaged")
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
        decoded.scatter(UnsafeRawBufferPointer(elements.bytes), part, into: target)
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
            try bytes.withUnsafeBytes { (bytes) throws(ZarrError) in try encoded.append(bytes) }
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
