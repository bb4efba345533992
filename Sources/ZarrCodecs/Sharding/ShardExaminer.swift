package import ZarrBase
import ZarrIndexing

/// Looks at stored shards as they are: the index, where it puts subchunks, and whether each of them decodes.
///
/// Holes are no damage, as changed shards have them, nor are subchunks that share their bytes.
package struct ShardExaminer: Sendable {
    private let sharding: BoundShardingCodec

    /// One thing that is wrong.
    package struct Finding: Sendable {
        /// The subchunk, in the shard's own grid; nil where it is about the shard.
        package let subchunk: [Int]?
        /// What is wrong.
        package let message: String
    }

    /// What a shard is like.
    package struct State: Sendable {
        /// What is wrong with it; nothing where all can be read.
        package fileprivate(set) var findings: [Finding] = []
        /// The subchunks that decode, by their numbers, and where they lie.
        fileprivate var kept: [(number: Int, range: Range<Int>)] = []
        /// The subchunks that are stored but cannot be read; nil where that is not known, as the index is gone.
        package fileprivate(set) var lost: [[Int]]? = []

        /// How many subchunks can be read.
        package var keptCount: Int { kept.count }
    }

    init(_ sharding: BoundShardingCodec) { self.sharding = sharding }

    /// Decodes every subchunk; nil where there is no such value.
    ///
    /// - Throws: what reading throws, and where a subchunk cannot be judged; what is wrong with the bytes is in the state.
    /// - Complexity: the index, and each subchunk once; memory for one.
    package func examine(_ source: any ByteSource, worker: CodecWorker) throws -> State? {
        guard let size = try source.size() else { return nil }
        var state = State()
        guard size >= sharding.indexSize else {
            state.note("\(size) bytes are stored where the index alone takes \(sharding.indexSize)")
            state.lost = nil
            return state
        }
        var isTrusted = true
        let index: ShardIndex
        do {
            guard let found = try sharding.readIndex(source, worker) else { return nil }
            index = found
        } catch let error as ZarrError where error.isAboutBytes {
            state.note(error.message)
            guard let found = try sharding.readUncheckedIndex(source, worker) else {
                state.lost = nil
                return state
            }
            index = found
            isTrusted = false
        }
        let isAtStart = sharding.indexLocation == .start
        let area = isAtStart ? sharding.indexSize..<size : 0..<(size - sharding.indexSize)
        var stored: [(number: Int, range: Range<Int>)] = []
        for number in 0..<index.count {
            do throws(ZarrError) {
                guard let range = try index.range(of: number) else { continue }
                try sharding.require(range, of: number, in: area, worker)
                stored.append((number, range))
            } catch {
                state.lose(sharding.indices(of: number), error.message)
            }
        }
        stored.sort { ($0.range.lowerBound, $0.number) < ($1.range.lowerBound, $1.number) }
        noteOverlaps(of: stored, in: &state)
        for subchunk in stored {
            do {
                try decode(subchunk.range, of: source, worker: worker)
                state.kept.append(subchunk)
            } catch let error as ZarrError where error.isAboutBytes {
                let codec = error.codec.map { "codec \($0): " } ?? ""
                state.lose(sharding.indices(of: subchunk.number), codec + error.message)
            }
        }
        if !isTrusted { dropUnproven(&state, stored, area) }
        return state
    }

    /// Calls `body` with the parts of a shard of all that can be read, byte by byte as it was stored; nil where nothing can.
    ///
    /// - Complexity: memory for the stored bytes of the subchunks.
    package func withSalvaged<Result>(
        _ state: State, of source: any ByteSource, worker: CodecWorker,
        _ body: ([UnsafeRawBufferPointer]?) throws -> Result
    ) throws -> Result {
        guard !state.kept.isEmpty else { return try body(nil) }
        let bytes = worker.takeScratch()
        defer { worker.giveBack(bytes) }
        try bytes.resize(to: 0)
        let isAtStart = sharding.indexLocation == .start
        let start = isAtStart ? sharding.indexSize : 0
        var index = ShardIndex(count: try sharding.grid.elementCount())
        for (number, range) in state.kept {
            let first = start + bytes.count
            try source.append(range, to: bytes)
            index.set(number, to: first..<start + bytes.count)
        }
        return try sharding.withEncoded(index, worker: worker) { index in
            let parts = [UnsafeRawBufferPointer(bytes.bytes)]
            return try body(isAtStart ? [index] + parts : parts + [index])
        }
    }

    private func decode(_ range: Range<Int>, of source: any ByteSource, worker: CodecWorker) throws {
        let encoded = worker.takeScratch()
        defer { worker.giveBack(encoded) }
        try encoded.resize(to: 0)
        try source.append(range, to: encoded)
        try sharding.subchunks.test(UnsafeRawBufferPointer(encoded.bytes), worker: worker)
    }

    private func noteOverlaps(of stored: [(number: Int, range: Range<Int>)], in state: inout State) {
        var last: (number: Int, range: Range<Int>)?
        for subchunk in stored {
            if let last, subchunk.range.lowerBound < last.range.upperBound, subchunk.range != last.range {
                state.note(
                    "the bytes \(subchunk.range) overlap those of subchunk \(sharding.indices(of: last.number))",
                    of: sharding.indices(of: subchunk.number))
            }
            if subchunk.range.upperBound > last?.range.upperBound ?? 0 { last = subchunk }
        }
    }

    /// What a damaged index says is kept only where something else bears it out.
    ///
    /// Subchunks that follow each other from the first byte to the last do: no wrong word leaves them so. An index in front
    /// has each word in its place whatever the damage, so that a checksum in the subchunk does, too. One at the end does
    /// not: where bytes were cut off, the words are others' words, and lead to subchunks that decode but belong elsewhere.
    private func dropUnproven(
        _ state: inout State, _ stored: [(number: Int, range: Range<Int>)], _ area: Range<Int>
    ) {
        var place = area.lowerBound
        let follow = stored.allSatisfy { subchunk in
            defer { place = subchunk.range.upperBound }
            return subchunk.range.lowerBound == place && !subchunk.range.isEmpty
        }
        let isAtStart = sharding.indexLocation == .start
        // Subchunks as large as their words in the index are moved by a cut as much as these are.
        let isMovable = !isAtStart && stored.allSatisfy { $0.range.count == 16 }
        let isWhole = follow && place == area.upperBound && !isMovable
        if isWhole, state.lost?.isEmpty == true, state.kept.count == stored.count { return }
        let isProven = isAtStart && sharding.subchunks.checksItself
        // Two subchunks in one place: one of the words is wrong, and nobody knows which.
        let counts = Dictionary(grouping: state.kept, by: \.range.lowerBound).mapValues(\.count)
        let kept = state.kept
        state.kept = []
        for subchunk in kept {
            if isProven, counts[subchunk.range.lowerBound] == 1 {
                state.kept.append(subchunk)
            } else {
                state.lose(
                    sharding.indices(of: subchunk.number), "nothing but the damaged index says that its bytes are there"
                )
            }
        }
    }
}

extension ShardExaminer.State {
    fileprivate mutating func note(_ message: String, of subchunk: [Int]? = nil) {
        findings.append(.init(subchunk: subchunk, message: message))
    }

    fileprivate mutating func lose(_ subchunk: [Int], _ message: String) {
        note(message, of: subchunk)
        lost?.append(subchunk)
    }
}

extension CodecPipeline {
    /// Looks at stored shards; nil where the values are none, or are compressed as a whole.
    package var shardExaminer: ShardExaminer? {
        guard bytesToBytes.isEmpty, let sharding = arrayToBytes as? BoundShardingCodec else { return nil }
        return ShardExaminer(sharding)
    }

    /// Decodes a whole value, and throws its elements away; false where there is no such value.
    package func test(_ source: any ByteSource, worker: CodecWorker) throws -> Bool {
        try withScratch(worker) { try decode(source, ChunkPart(whole: decoded.shape), into: $0, worker: worker) }
    }

    fileprivate func test(_ encoded: UnsafeRawBufferPointer, worker: CodecWorker) throws {
        try withScratch(worker) { try decode(encoded, ChunkPart(whole: decoded.shape), into: $0, worker: worker) }
    }

    private func withScratch<Result>(_ worker: CodecWorker, _ body: (ArrayTarget) throws -> Result) throws -> Result {
        let scratch = worker.takeScratch()
        defer { worker.giveBack(scratch) }
        try scratch.resize(to: max(1, decoded.byteCount))
        guard let base = scratch.bytes.baseAddress else { throw ZarrError(.limitExceeded, "there is no memory") }
        let heap = decoded.dataType.isVariableLength ? ElementHeap() : nil
        return try body(ArrayTarget(contiguous: base, decoded, heap: heap))
    }

    /// Whether wrong bytes do not decode: there is a checksum over all of them.
    var checksItself: Bool {
        for codec in bytesToBytes {
            switch codec {
            case is any ChecksumCodec, is GzipCodec, is ZlibCodec, is Bzip2Codec:
                return true
            case let codec as ZstdCodec where codec.checksum: return true
            default: continue
            }
        }
        return false
    }
}

extension BoundShardingCodec {
    func require(
        _ range: Range<Int>, of subchunk: Int, in area: Range<Int>, _ worker: CodecWorker
    ) throws(ZarrError) {
        guard range.lowerBound >= area.lowerBound, range.upperBound <= area.upperBound else {
            throw ZarrError(.corruptData, "the index puts it at the bytes \(range), subchunks lie in \(area)")
        }
        let limit = subchunks.encodedSizeLimit(worker)
        guard range.count <= limit else { throw tooLarge(range, subchunk, limit) }
    }

    /// The words of an index whose checksum is wrong; nil where they cannot be told from it.
    fileprivate func readUncheckedIndex(_ source: any ByteSource, _ worker: CodecWorker) throws -> ShardIndex? {
        guard index.bytesToBytes.count == 1, let checksum = index.bytesToBytes.first as? any ChecksumCodec,
            index.arrayToArray.isEmpty
        else { return nil }
        let range: ByteRange =
            indexLocation == .start ? .bounded(offset: 0, length: indexSize) : .suffix(length: indexSize)
        guard let bytes = try source.read(range), bytes.count == indexSize else { return nil }
        return try bytes.withUnsafeBytes { bytes in
            let words = checksum.location == .end ? bytes.dropLast(4) : bytes.dropFirst(4)
            return try ShardIndex(
                decoding: UnsafeRawBufferPointer(rebasing: words), by: index.arrayToBytes, worker: worker)
        }
    }
}

extension ZarrError {
    /// Whether the bytes are wrong: not where memory is short, or a codec has forms that are not known here.
    fileprivate var isAboutBytes: Bool { code == .corruptData }
}
