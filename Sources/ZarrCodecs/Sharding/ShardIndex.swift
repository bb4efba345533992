import ZarrBase
import ZarrIndexing

/// Where each subchunk of a shard lies: offset and size, in C order of the subchunk grid.
///
/// Specification: `sharding_indexed`, "Binary shard format". Nothing in it is trusted: ranges are checked against the value
/// when they are read.
struct ShardIndex {
    /// What both words say of a subchunk that was never written.
    static let missing = UInt64.max

    private(set) var words: [UInt64]

    /// An index of subchunks that are all missing.
    init(count: Int) { words = [UInt64](repeating: Self.missing, count: 2 * count) }

    /// Decodes an index; `pipeline` is that of the index codecs.
    init(
        decoding encoded: UnsafeRawBufferPointer, by pipeline: CodecPipeline, worker: CodecWorker
    ) throws {
        let representation = pipeline.decoded
        // The encoded index is in memory and has the right size, so the decoded one is no larger than a file that exists.
        var words = [UInt64](repeating: 0, count: representation.elementCount)
        try words.withUnsafeMutableBytes { bytes in
            guard let base = bytes.baseAddress else { return }
            try pipeline.decode(
                encoded, ChunkPart(whole: representation.shape),
                into: ArrayTarget(contiguous: base, representation, heap: nil), worker: worker)
        }
        self.words = words
    }

    /// Decodes the words alone, of an index whose checksum is not to be looked at.
    init(
        decoding words: UnsafeRawBufferPointer, by codec: any BoundArrayToBytesCodec, worker: CodecWorker
    ) throws {
        let representation = codec.decoded
        self.words = [UInt64](repeating: 0, count: representation.elementCount)
        try self.words.withUnsafeMutableBytes { bytes in
            guard let base = bytes.baseAddress else { return }
            try codec.decode(
                words, ChunkPart(whole: representation.shape),
                into: ArrayTarget(contiguous: base, representation, heap: nil), worker: worker)
        }
    }

    /// The range of a subchunk, nil where it is missing.
    ///
    /// - Throws: ``ZarrError/Code/corruptData`` where the words do not fit a file.
    func range(of subchunk: Int) throws(ZarrError) -> Range<Int>? {
        let offset = words[2 * subchunk]
        let size = words[2 * subchunk + 1]
        if offset == Self.missing, size == Self.missing { return nil }
        guard let start = Int(exactly: offset), let count = Int(exactly: size),
            case let (end, overflow) = start.addingReportingOverflow(count), !overflow
        else {
            throw ZarrError(
                .corruptData, "the shard index puts subchunk \(subchunk) at \(offset)+\(size)",
                hint: "the shard is damaged")
        }
        return start..<end
    }

    /// Says where a subchunk lies.
    mutating func set(_ subchunk: Int, to range: Range<Int>) {
        words[2 * subchunk] = UInt64(range.lowerBound)
        words[2 * subchunk + 1] = UInt64(range.count)
    }

    /// Takes over what the index of some subchunks says, from number `first` on, whose bytes begin at `offset`.
    mutating func place(_ part: ShardIndex, at first: Int, offset: Int) {
        for word in stride(from: 0, to: part.words.count, by: 2) where !part.isMissing(word / 2) {
            words[2 * first + word] = part.words[word] + UInt64(offset)
            words[2 * first + word + 1] = part.words[word + 1]
        }
    }

    /// The number of subchunks.
    var count: Int { words.count / 2 }

    /// Whether all subchunks are missing.
    var isEmpty: Bool { words.allSatisfy { $0 == Self.missing } }

    private func isMissing(_ subchunk: Int) -> Bool {
        words[2 * subchunk] == Self.missing && words[2 * subchunk + 1] == Self.missing
    }

    /// The words as an array that the index codecs encode.
    func withView<Result>(_ body: (UnsafeRawPointer) throws -> Result) throws -> Result {
        try words.withUnsafeBytes { bytes in
            guard let base = bytes.baseAddress else {
                throw ZarrError(.invalidArgument, "a shard without subchunks")
            }
            return try body(base)
        }
    }
}
