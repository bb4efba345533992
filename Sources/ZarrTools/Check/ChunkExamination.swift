import Synchronization
import Zarr

/// The stored values of one array, decoded one by one.
struct ChunkExamination: Sendable {
    typealias Finding = CheckReport.Finding

    let array: ZarrArray
    private let description: ArrayDescription
    private let pipeline: CodecPipeline
    private let chunks: [(key: StoreKey, indices: [Int], byteCount: Int)]
    /// The keys that are no chunks of the array.
    let oddKeys: [Finding]

    var chunkCount: Int { chunks.count }
    var byteCount: Int { chunks.reduce(0) { $0.saturatingPlus($1.byteCount) } }

    /// - Parameter documents: the names directly below the array, of which some are documents.
    /// - Complexity: one listing, and a size for each chunk.
    init(_ array: ZarrArray, documents: Set<String>) async throws {
        self.array = array
        description = array.description
        pipeline = try description.pipeline()
        let prefix = try StorePrefix(array.path)
        let names = Set(FormatCatalog.all.flatMap(\.allDocumentNames)).intersection(documents)
        var chunks: [(key: StoreKey, indices: [Int], byteCount: Int)] = []
        var oddKeys: [Finding] = []
        for key in try await array.store.listable().list(prefix) {
            let name = String(decoding: key.path.utf8.dropFirst(prefix.path.utf8.count), as: UTF8.self)
            if names.contains(name) { continue }
            func note(_ kind: Finding.Kind, _ message: String, _ indices: [Int] = []) {
                oddKeys.append(
                    Finding(kind: kind, node: array.path, key: key.path, message: message, indices: indices))
            }
            switch ArrayKey(name, description) {
            case .aside: continue
            case .chunk(let indices): chunks.append((key, indices, try await array.store.byteCount(of: key) ?? 0))
            case .outside(let indices):
                note(.outside, "the chunk lies outside the array: it shows again once the array grows", indices)
            case .journal: note(.append, CheckReport.Finding.appendMessage)
            case .misplaced(let reason): note(.misplaced, reason)
            case .node: note(.stray, "a node lies below an array")
            case .stray: note(.stray, "the key is no document and no chunk")
            }
        }
        self.chunks = chunks
        self.oddKeys = oddKeys
    }

    /// Decodes every stored value; what is wrong with any.
    ///
    /// - Complexity: memory for one chunk, or one subchunk, a worker.
    func run(context: ZarrContext, _ progress: ProgressCounter) async throws -> [Finding] {
        let found = FindingList()
        let size = pipeline.decoded.byteCount
        if let store = array.store.synchronous {
            try await context.forEach(count: chunks.count, memory: size.saturatingTimes(2)) { number, worker in
                let chunk = chunks[number]
                found.add(try examine(chunk.key, chunk.indices, in: store, worker))
                progress.add(chunk.byteCount)
            }
        } else {
            let limit = max(1, min(16, (256 << 20) / max(1, size)))
            try await withThrowingTaskGroup(of: Finding?.self) { group in
                for (number, chunk) in chunks.enumerated() {
                    if number >= limit { found.add(try await group.next() ?? nil) }
                    try Task.checkCancelledAsZarrError()
                    group.addTask {
                        let finding = try await examineRemote(chunk.key, chunk.indices, context)
                        progress.add(chunk.byteCount)
                        return finding
                    }
                }
                for try await finding in group { found.add(finding) }
            }
        }
        return found.all.sorted { ($0.key ?? "") < ($1.key ?? "") }
    }

    /// What is wrong with a value; nil where nothing is, or it is not there any more.
    func examine(
        _ key: StoreKey, _ indices: [Int], in store: any SynchronousStore, _ worker: CodecWorker
    ) throws -> Finding? {
        try noting(key, indices) { try store.source(for: key).flatMap { try examine(key, indices, $0, worker) } }
    }

    private func examineRemote(_ key: StoreKey, _ indices: [Int], _ context: ZarrContext) async throws -> Finding? {
        let bytes: Bytes
        do {
            guard let found = try await array.store.get(key) else { return nil }
            bytes = found
        } catch let error as ZarrError where error.code == .io || error.code == .permissionDenied {
            return finding(.unreadable, key, indices, error.message)
        }
        return try noting(key, indices) { try context.withWorker { try examine(key, indices, bytes, $0) } }
    }

    private func noting(_ key: StoreKey, _ indices: [Int], _ body: () throws -> Finding?) throws -> Finding? {
        do {
            return try body()
        } catch let error as ZarrError where error.code != .cancelled {
            let codec = error.codec.map { "codec \($0): " } ?? ""
            // Short memory, a disk that fails, a form of a codec that is not known here: the value may be sound.
            return finding(error.code == .corruptData ? .chunk : .unreadable, key, indices, codec + error.message)
        }
    }

    private func examine(
        _ key: StoreKey, _ indices: [Int], _ source: any ByteSource, _ worker: CodecWorker
    ) throws -> Finding? {
        let pipeline = try pipeline(of: indices)
        guard let examiner = pipeline.shardExaminer else {
            _ = try pipeline.test(source, worker: worker)
            return nil
        }
        guard let state = try examiner.examine(source, worker: worker), !state.findings.isEmpty else { return nil }
        let told = state.findings.prefix(Self.mostTold).map { finding in
            (finding.subchunk.map { "subchunk \($0): " } ?? "") + finding.message
        }
        let rest = state.findings.count > Self.mostTold ? "; and \(state.findings.count - Self.mostTold) more" : ""
        var result = finding(.shard, key, indices, told.joined(separator: "; ") + rest)
        result.lost = state.lost
        result.keptCount = state.keptCount
        return result
    }

    private static let mostTold = 3

    /// The codecs of the chunk with these indices.
    func pipeline(of indices: [Int]) throws -> CodecPipeline {
        let shape = description.chunkGrid.chunkRegion(at: indices).shape
        return shape == pipeline.decoded.shape ? pipeline : try description.pipeline(forChunkOf: shape)
    }

    private func finding(_ kind: Finding.Kind, _ key: StoreKey, _ indices: [Int], _ message: String) -> Finding {
        Finding(kind: kind, node: array.path, key: key.path, message: message, indices: indices)
    }
}

/// Collects what several workers find.
private final class FindingList: Sendable {
    private let findings = Mutex<[CheckReport.Finding]>([])

    func add(_ finding: CheckReport.Finding?) {
        if let finding { findings.withLock { $0.append(finding) } }
    }

    var all: [CheckReport.Finding] { findings.withLock { $0 } }
}
