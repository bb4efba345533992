import ZarrBase
import ZarrCodecs

/// The elements of type `object` of a whole chunk, decoded by a codec.
func objects(of chunk: [UInt8], by codec: any ArrayToBytesCodec, shape: [Int]) throws -> [JSONValue] {
    let dataType = DataType.object
    let bound = try codec.bind(
        ChunkRepresentation(shape: shape, dataType: dataType, fillValue: .zero(of: dataType)))
    let scratch = ScratchBuffer()
    let count = try shape.elementCount()
    let size = dataType.byteCount
    try scratch.resize(to: max(1, count * size))
    guard let base = scratch.bytes.baseAddress else { return [] }
    var strides: [Int] = []
    for axis in shape.indices { strides.append(size * shape[(axis + 1)...].reduce(1, *)) }
    let heap = ElementHeap()
    try chunk.withUnsafeBytes {
        try bound.decode(
            $0, ChunkPart(whole: shape), into: ArrayTarget(base: base, strides: strides, heap: heap),
            worker: CodecWorker())
    }
    let runs = heap.snapshot
    return (0..<count).map { place in
        let element = scratch.bytes.loadUnaligned(fromByteOffset: place * size, as: VariableElement.self)
        guard let bytes = runs.bytes(of: element) else { return "an element points nowhere" }
        return bytes.withUnsafeBytes { dataType.definition.json(of: $0, dialect: .v3) }
    }
}

/// The bytes of a chunk of elements of type `object`, encoded by a codec.
func chunk(of objects: [JSONValue], by codec: any ArrayToBytesCodec, shape: [Int]) throws -> [UInt8] {
    let dataType = DataType.object
    let bound = try codec.bind(
        ChunkRepresentation(shape: shape, dataType: dataType, fillValue: .zero(of: dataType)))
    let heap = ElementHeap()
    var elements: [VariableElement] = []
    for object in objects {
        let text = object.isNull ? Bytes() : object.serializedBytes()
        elements.append(VariableElement(run: try heap.add(text), length: UInt32(text.count), offset: 0))
    }
    var strides: [Int] = []
    for axis in shape.indices { strides.append(dataType.byteCount * shape[(axis + 1)...].reduce(1, *)) }
    let encoded = ScratchBuffer()
    try elements.withUnsafeBytes { elements in
        guard let base = elements.baseAddress else { return }
        try bound.encode(
            ArrayView(base: base, strides: strides, heap: heap), into: encoded, worker: CodecWorker())
    }
    return Array(encoded.bytes)
}
