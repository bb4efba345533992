import ZarrBase
import ZarrCodecs
import ZarrTesting

/// Chunks of one kind: whichever way they are decoded, the same elements come of them or an error, every one of them is
/// written, and what they are encoded to decodes to them again.
struct ChunkSubject: FuzzSubject {
    let name: String
    let subject: CodecSubject
    let pipeline: CodecPipeline
    private let shape: [Int]
    private let isExact: Bool
    private let isWritable: Bool

    /// - Parameters:
    ///   - isExact: whether elements that were decoded come back when they are encoded.
    ///   - isWritable: whether they can be encoded at all.
    init(
        _ codec: any Codec, shape: [Int] = [6, 10], of dataType: DataType = .int32, isExact: Bool = true,
        isWritable: Bool = true
    ) throws {
        subject = CodecSubject(codec: codec, shape: shape, dataType: dataType, isLossy: !isExact)
        pipeline = try subject.pipeline()
        name = "chunk of \(shape) \(dataType), \(codec.v3.json.serialized())"
        self.shape = shape
        self.isExact = isExact
        self.isWritable = isWritable
    }

    func seeds() throws -> [[UInt8]] {
        guard isWritable else { return [] }
        let dataType = pipeline.decoded.dataType
        let zeros = dataType.isVariableLength ? [] : [try pipeline.encoded(TestChunk(dataType, shape: shape))]
        return try zeros
            + ([1, 2] as [UInt64]).compactMap { seed in
                let chunk = try TestChunk(random: seed, dataType, shape: shape)
                // Not every number can be written by codecs that compute.
                if !isExact, (try? pipeline.settle(chunk)) == nil { return nil }
                return try pipeline.encoded(chunk)
            }
    }

    func run(_ input: Bytes) throws {
        let whole = ChunkPart(whole: shape)
        let odd = subject.oddPart
        let inMemory = try attempt { try decode(whole, of: input, .memory, filler: 0x5A) }
        let elements = try inMemory.made?.elements()
        for way in Way.allCases {
            let found = try attempt { try decode(whole, of: input, way, filler: 0xA5).elements() }.made
            if let found {
                guard let elements else { throw FuzzFailure("\(way): decodes, in memory it does not") }
                try demand(found == elements, "\(way): other elements")
            }
            let part = try attempt { try decode(odd, of: input, way, filler: 0x3C).elements() }.made
            if let found {
                try demand(part == subject.elements(found, of: odd), "\(way): a part has other elements than the whole")
            }
        }
        let chunk = try inMemory.get()
        guard isWritable, let elements else { return }
        guard isExact else {
            // What comes of other numbers need not be one that can be written.
            do { _ = try pipeline.encoded(chunk) } catch is ZarrError {}
            return
        }
        let again = try pipeline.decodedElements(of: Bytes(pipeline.encoded(chunk)), shape: shape)
        try demand(again == elements, "encoded and decoded, the elements change")
    }

    /// From where a chunk is decoded.
    private enum Way: CaseIterable {
        case memory, fetched, file
    }

    private func decode(_ part: ChunkPart, of input: Bytes, _ way: Way, filler: UInt8) throws -> TestChunk {
        let chunk = try TestChunk(pipeline.decoded.dataType, shape: part.count, filler: filler)
        let worker = CodecWorker(limits: .narrow)
        let target = try chunk.target
        let isThere =
            switch way {
            case .memory:
                try input.withUnsafeBytes { (bytes) throws -> Bool in
                    try pipeline.decode(bytes, part, into: target, worker: worker)
                    return true
                }
            case .fetched: try pipeline.decode(input, part, into: target, worker: worker)
            case .file: try pipeline.decode(PiecewiseSource(bytes: input), part, into: target, worker: worker)
            }
        try demand(isThere, "a value that exists is said to be missing")
        return chunk
    }
}

extension DecodingLimits {
    /// What inputs of fuzzers stay below, unless they are bombs, which are to cost little.
    static let narrow = DecodingLimits(variableLengthChunkBytes: 1 << 16)
}

extension CodecPipeline {
    func decodedElements(of encoded: Bytes, shape: [Int]) throws -> [[UInt8]] {
        let chunk = try TestChunk(decoded.dataType, shape: shape)
        _ = try decode(encoded, ChunkPart(whole: shape), into: chunk.target, worker: CodecWorker())
        return try chunk.elements()
    }
}

/// Bytes that are asked for in small pieces, as those of a file are in larger ones.
struct PiecewiseSource: ByteSource {
    let bytes: Bytes

    var preferredReadSize: Int { 48 }
    func size() throws -> Int? { bytes.count }
    func read(_ ranges: [ByteRange]) throws -> [Bytes]? { try bytes.read(ranges) }
}
