package import ZarrBase
package import ZarrCodecs

/// A chunk or a part of one in memory, elements in C order.
package struct TestChunk {
    let memory = ScratchBuffer()
    let heap = ElementHeap()
    let dataType: DataType
    /// The extents.
    package let shape: [Int]

    /// Memory for elements of this shape, of which each byte is `filler`.
    package init(_ dataType: DataType, shape: [Int], filler: UInt8 = 0) throws(ZarrError) {
        self.dataType = dataType
        self.shape = shape
        try memory.resize(to: max(1, shape.elementCount().checkedTimes(dataType.byteCount)))
        memory.bytes.initializeMemory(as: UInt8.self, repeating: filler)
    }

    /// A chunk of random elements, or of text.
    package init(random seed: UInt64, _ dataType: DataType, shape: [Int]) throws(ZarrError) {
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
    package func elements() throws(ZarrError) -> [[UInt8]] {
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

    /// Where decoders put the elements.
    package var target: ArrayTarget {
        get throws(ZarrError) {
            guard let base = memory.bytes.baseAddress else { throw ZarrError(.limitExceeded, "there is no memory") }
            return ArrayTarget(base: base, strides: strides, heap: heap)
        }
    }

    /// The elements as encoders see them.
    package var view: ArrayView {
        get throws(ZarrError) {
            let target = try target
            return ArrayView(base: UnsafeRawPointer(target.base), strides: target.strides, heap: heap)
        }
    }

    private var strides: [Int] {
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
    /// What a chunk is stored as.
    package func encoded(_ chunk: TestChunk) throws -> [UInt8] {
        try withEncoded(chunk.view, worker: CodecWorker()) { Array($0) }
    }

    /// Replaces elements by what the codecs leave of them.
    package func settle(_ chunk: TestChunk) throws {
        let encoded = try encoded(chunk)
        try encoded.withUnsafeBytes {
            try decode($0, ChunkPart(whole: chunk.shape), into: chunk.target, worker: CodecWorker())
        }
    }

    /// The elements of a part, from bytes in memory or from a source that is read by ranges.
    func elements(of part: ChunkPart, in encoded: [UInt8], fromSource: Bool) throws -> [[UInt8]] {
        let chunk = try TestChunk(decoded.dataType, shape: part.count)
        if fromSource {
            guard try decode(Bytes(encoded), part, into: chunk.target, worker: CodecWorker()) else {
                throw ConformanceFailure("a value that exists is said to be missing")
            }
        } else {
            try encoded.withUnsafeBytes { try decode($0, part, into: chunk.target, worker: CodecWorker()) }
        }
        return try chunk.elements()
    }
}
