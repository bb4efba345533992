import ZarrBase
import ZarrIndexing

/// How the objects of a whole chunk are written as one document.
protocol ObjectForm: Sendable {
    /// The objects in C order, as many as a chunk of this shape has.
    ///
    /// - Parameter limit: the bytes that they may take as text, where a document says once what it holds many times.
    func objects(in document: Bytes, shape: [Int], limit: Int) throws(ZarrError) -> [JSONValue]
    /// The document of objects in C order.
    func document(of objects: [JSONValue], shape: [Int]) throws(ZarrError) -> [UInt8]
}

/// What `json2` and its siblings do: a chunk is one document, each element a value in it.
struct BoundObjects: BoundArrayToBytesCodec {
    let decoded: ChunkRepresentation
    let form: any ObjectForm

    init(_ decoded: ChunkRepresentation, _ form: any ObjectForm) throws(ZarrError) {
        guard decoded.dataType == .object else {
            throw ZarrError(.invalidMetadata, "elements of type \(decoded.dataType) are not objects")
        }
        self.decoded = decoded
        self.form = form
    }

    /// The most that a document may take: its values take many times its bytes.
    private static let largestDocument = 256 << 20

    var encodedSize: Int? { nil }
    func encodedSizeLimit(_ limits: DecodingLimits) -> Int {
        min(limits.variableLengthChunkBytes, Self.largestDocument)
    }
    var isIdentity: Bool { false }

    func decode(
        _ source: any ByteSource, _ part: ChunkPart, into target: ArrayTarget, worker: CodecWorker
    ) throws -> Bool {
        let limit = encodedSizeLimit(worker.limits)
        if source.preferredReadSize < .max, let size = try source.size(), size > limit {
            throw ZarrError(.limitExceeded, "\(size) bytes are stored in one chunk, allowed are \(limit)")
        }
        guard let document = try source.read(.all) else { return false }
        try decode(document, part, into: target, worker: worker)
        return true
    }

    func decode(
        _ encoded: UnsafeRawBufferPointer, _ part: ChunkPart, into target: ArrayTarget, worker: CodecWorker
    ) throws {
        try decode(Bytes(copying: encoded), part, into: target, worker: worker)
    }

    private func decode(
        _ document: Bytes, _ part: ChunkPart, into target: ArrayTarget, worker: CodecWorker
    ) throws(ZarrError) {
        guard let heap = target.heap else {
            throw ZarrError(.invalidArgument, "there is no heap for elements of variable length")
        }
        let limit = encodedSizeLimit(worker.limits)
        guard document.count <= limit else {
            throw ZarrError(.limitExceeded, "\(document.count) bytes are stored in one chunk, allowed are \(limit)")
        }
        let objects = try form.objects(
            in: document, shape: decoded.shape, limit: worker.limits.variableLengthChunkBytes)
        guard objects.count == decoded.elementCount else {
            throw ZarrError(
                .corruptData, "\(objects.count) elements are stored where \(decoded.elementCount) belong")
        }
        let elements = worker.takeScratch()
        defer { worker.giveBack(elements) }
        try elements.resize(to: decoded.byteCount)
        let texts = worker.takeScratch()
        defer { worker.giveBack(texts) }
        try texts.resize(to: 0)
        var spans: [(offset: Int, length: UInt32)] = []
        spans.reserveCapacity(objects.count)
        for object in objects {
            let offset = texts.count
            let text = object.objectElement
            guard let length = UInt32(exactly: text.count) else {
                throw ZarrError(.limitExceeded, "an object of \(text.count) bytes")
            }
            try Bytes(text).withUnsafeBytes { (text) throws(ZarrError) in try texts.append(text) }
            spans.append((offset, length))
        }
        let run = try heap.add(Bytes(copying: UnsafeRawBufferPointer(texts.bytes)))
        for (place, span) in spans.enumerated() {
            elements.bytes.storeBytes(
                of: VariableElement(run: run, length: span.length, offset: UInt64(span.offset)),
                toByteOffset: place * MemoryLayout<VariableElement>.stride, as: VariableElement.self)
        }
        worker.copying { decoded.scatter(UnsafeRawBufferPointer(elements.bytes), part, into: target) }
    }

    func encode(_ array: ArrayView, into encoded: ScratchBuffer, worker: CodecWorker) throws {
        guard let heap = array.heap else {
            throw ZarrError(.invalidArgument, "there is no heap for elements of variable length")
        }
        let elements = worker.takeScratch()
        defer { worker.giveBack(elements) }
        try elements.resize(to: decoded.byteCount)
        decoded.gather(array, into: elements.bytes)
        let runs = heap.snapshot
        var objects: [JSONValue] = []
        objects.reserveCapacity(decoded.elementCount)
        for place in 0..<decoded.elementCount {
            let element = elements.bytes.load(
                fromByteOffset: place * MemoryLayout<VariableElement>.stride, as: VariableElement.self)
            guard let bytes = runs.bytes(of: element) else {
                throw ZarrError(.invalidArgument, "an element points outside its heap")
            }
            objects.append(
                try bytes.withUnsafeBytes { (bytes) throws(ZarrError) in try JSONValue(objectElement: bytes) })
        }
        let document = try form.document(of: objects, shape: decoded.shape)
        try encoded.resize(to: 0)
        try document.withUnsafeBytes { try encoded.append($0) }
    }
}
