import ZarrBase
import ZarrCodecs

/// A chunk or a part of one in memory, elements in C order.
struct TestChunk {
    let memory = ScratchBuffer()
    let heap = ElementHeap()
    let dataType: DataType
    let shape: [Int]

    /// Memory for elements of this shape.
    init(_ dataType: DataType, shape: [Int]) throws(ZarrError) {
        self.dataType = dataType
        self.shape = shape
        try memory.resize(to: max(1, shape.elementCount().checkedTimes(dataType.byteCount)))
        memory.bytes.initializeMemory(as: UInt8.self, repeating: 0)
    }

    /// A chunk of random elements, or of text.
    init(random seed: UInt64, _ dataType: DataType, shape: [Int]) throws(ZarrError) {
        try self.init(dataType, shape: shape)
        var random = SeededGenerator(seed: seed)
        let size = dataType.byteCount
        for place in 0..<(try shape.elementCount()) {
            if dataType.isVariableLength {
                let payload = Self.payload(dataType, &random)
                let run = try heap.add(Bytes(payload))
                memory.bytes.storeBytes(
                    of: VariableElement(run: run, length: UInt32(payload.count), offset: 0),
                    toByteOffset: place * size, as: VariableElement.self)
            } else if dataType == .bool {
                memory.bytes[place] = UInt8.random(in: 0...1, using: &random)
            } else if place % 5 > 0 {
                for byte in 0..<size { memory.bytes[place * size + byte] = UInt8.random(in: 0...255, using: &random) }
            }
        }
    }

    /// The bytes of an element of variable length: text, or what else the type wants.
    private static func payload(_ dataType: DataType, _ random: inout SeededGenerator) -> [UInt8] {
        let text = String(repeating: random.pick("a", "ß", "文", ""), count: random.number(0...5))
        switch dataType.definition {
        case is BytesType: return Array(text.utf8) + [UInt8](repeating: 0xff, count: random.number(0...2))
        case is ObjectType:
            let value: JSONValue = random.pick(
                .string(text), .null, true, .number(JSONNumber(random.number(-70000...70000))), 1.5, [], [:],
                ["a": [.string(text)]])
            return value.isNull ? [] : value.serializedBytes().array
        case let type as RaggedType:
            return (0..<random.number(0...3) * type.items.byteCount).map { _ in
                UInt8.random(in: 0...255, using: &random)
            }
        default: return Array(text.utf8)
        }
    }

    /// Each element's own bytes.
    func elements() throws(ZarrError) -> [[UInt8]] {
        let size = dataType.byteCount
        let runs = heap.snapshot
        var elements: [[UInt8]] = []
        for place in 0..<(try shape.elementCount()) {
            guard dataType.isVariableLength else {
                elements.append(Array(memory.bytes[place * size..<(place + 1) * size]))
                continue
            }
            let element = memory.bytes.loadUnaligned(fromByteOffset: place * size, as: VariableElement.self)
            elements.append(runs.bytes(of: element)?.array ?? [0xff])
        }
        return elements
    }

    var strides: [Int] {
        var stride = dataType.byteCount
        var strides: [Int] = []
        for extent in shape.reversed() {
            strides.insert(stride, at: 0)
            stride *= extent
        }
        return strides
    }
}

extension CodecPipeline {
    func encoded(_ chunk: TestChunk) throws -> [UInt8] {
        guard let base = UnsafeRawPointer(chunk.memory.bytes.baseAddress) else { return [] }
        return try withEncoded(
            ArrayView(base: base, strides: chunk.strides, heap: chunk.heap), worker: CodecWorker()
        ) { Array($0) }
    }

    /// Replaces elements by what the codecs leave of them.
    func settle(_ chunk: TestChunk) throws {
        guard let base = chunk.memory.bytes.baseAddress else { return }
        let encoded = try encoded(chunk)
        try encoded.withUnsafeBytes {
            try decode(
                $0, ChunkPart(whole: chunk.shape),
                into: ArrayTarget(base: base, strides: chunk.strides, heap: chunk.heap),
                worker: CodecWorker())
        }
    }

    /// The elements of a part, from bytes in memory or from a source that is read by ranges.
    func elements(of part: ChunkPart, in encoded: [UInt8], fromSource: Bool) throws -> [[UInt8]] {
        let chunk = try TestChunk(decoded.dataType, shape: part.count)
        guard let base = chunk.memory.bytes.baseAddress else { return [] }
        let target = ArrayTarget(base: base, strides: chunk.strides, heap: chunk.heap)
        if fromSource {
            guard try decode(Bytes(encoded), part, into: target, worker: CodecWorker()) else {
                throw ConformanceFailure("a value that exists is said to be missing")
            }
        } else {
            try encoded.withUnsafeBytes { try decode($0, part, into: target, worker: CodecWorker()) }
        }
        return try chunk.elements()
    }
}
