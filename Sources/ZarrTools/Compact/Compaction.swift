import Synchronization
public import Zarr

/// Rewrites shards that hold bytes which no entry of their index points to.
///
/// Writers that append to shards leave such bytes: new subchunks and a new index come behind the old ones. Our own partial
/// writes leave some where files share blocks, a quarter of the shard at most, and none elsewhere.
public enum Compaction {
    /// What is done about garbage.
    public enum Mode: Sendable {
        /// It is counted.
        case report
        /// Shards that hold more of it than the threshold are replaced.
        case rewrite
    }

    /// The threshold that is taken where nobody says another one, in percent of a shard's bytes.
    ///
    /// Rewriting a shard costs reading and writing all that is used in it: at 10 percent nine bytes for one that is freed.
    /// Below it what is left is mostly padding that a writer meant.
    public static let usualThreshold = 10.0

    /// Looks at all shards at and below a location, and rewrites those that are worth it.
    ///
    /// Subchunks are copied as they are stored; each shard is replaced whole or not at all, under the lock of its key.
    ///
    /// - Parameters:
    ///   - threshold: shards with more garbage than that are rewritten, in percent of their bytes.
    ///   - onStart: gets the counter of stored bytes.
    /// - Throws: ``ZarrError/Code/notFound`` where there is no node, ``ZarrError/Code/unsupported`` for stores that must be
    ///   awaited, and what listing and writing throw; shards that are broken are in the report and stay as they are.
    /// - Complexity: one listing an array; of each shard its size and its index, those that are rewritten are read and written
    ///   once; memory for the stored bytes of one a worker.
    public static func report(
        on location: String, _ mode: Mode = .rewrite, threshold: Double = usualThreshold,
        context: ZarrContext = .standard, onStart: (ProgressCounter) -> Void = { _ in }
    ) async throws -> CompactionReport {
        let (store, path) = try await Location(parsing: location).resolve(for: mode == .rewrite ? .writing : .reading)
        var report = try await report(
            on: store, at: path, mode, threshold: threshold, context: context, onStart: onStart)
        // What the values of a ZIP file leave behind is garbage, too, of the whole file.
        if let file = store.archive as? ZipFileStore {
            report.archiveBytes = file.garbageBytes
            if mode == .rewrite, file.garbageBytes > 0 { _ = try file.compact() }
        } else if let file = store.archive as? ZipStore {
            report.archiveBytes = file.garbageBytes
        }
        return report
    }

    /// Looks at all shards at and below `path` of a store, and rewrites those that are worth it.
    public static func report(
        on store: any ReadableStore, at path: String = "", _ mode: Mode = .rewrite,
        threshold: Double = usualThreshold, context: ZarrContext = .standard,
        onStart: (ProgressCounter) -> Void = { _ in }
    ) async throws -> CompactionReport {
        guard (0...100).contains(threshold) else {
            throw ZarrError(.invalidArgument, "a threshold of \(threshold) percent", hint: "it is 0 to 100")
        }
        if mode == .rewrite { _ = try store.writable() }
        guard let synchronous = store.synchronous else {
            throw ZarrError(.unsupported, "\(store) cannot be compacted in place", hint: "copy it")
        }
        let failures = FailureList()
        let nodes = try await Hierarchy.open(
            in: store, at: path, metadata: .perNode, context: context.warning { _ in }
        ).nodes { failures.add($0, $1) }
        var report = CompactionReport(mode: mode, threshold: threshold)
        report.problems = failures.all.map { .init(node: $0.0, key: $0.1.key, message: $0.1.message) }
        var work: [ShardedArray] = []
        for case .array(let array) in nodes where array.hasCompactableShards {
            work.append(try await ShardedArray(array))
        }
        let progress = ProgressCounter(total: work.reduce(0) { $0.saturatingPlus($1.byteCount) })
        onStart(progress)
        for array in work {
            let (counts, problems) = try await array.compact(
                mode, threshold: threshold, in: synchronous, context: context, progress)
            report.arrays.append(counts)
            report.problems += problems
        }
        return report
    }
}

/// The shards of one array.
private struct ShardedArray {
    private let array: ZarrArray
    private let shards: [(key: StoreKey, indices: [Int], byteCount: Int)]
    let byteCount: Int

    init(_ array: ZarrArray) async throws {
        self.array = array
        let stored = try await StoredChunks(of: array)
        var shards: [(key: StoreKey, indices: [Int], byteCount: Int)] = []
        for (key, indices) in stored.keys {
            // What is gone by now is no shard any more.
            guard let size = try await array.store.byteCount(of: key) else { continue }
            shards.append((key, indices, size))
        }
        self.shards = shards
        byteCount = shards.reduce(0) { $0.saturatingPlus($1.byteCount) }
    }

    func compact(
        _ mode: Compaction.Mode, threshold: Double, in store: any SynchronousStore, context: ZarrContext,
        _ progress: ProgressCounter
    ) async throws -> (CompactionReport.Counts, [CompactionReport.Problem]) {
        let found = Mutex((CompactionReport.Counts(path: array.path), [CompactionReport.Problem]()))
        let largest = shards.reduce(0) { max($0, $1.byteCount) }
        try await context.forEach(count: shards.count, memory: mode == .rewrite ? largest : 0) { number, worker in
            let (key, indices, size) = shards[number]
            defer { progress.add(size) }
            do {
                let shard = try array.compactShard(key, at: indices, in: store, worker: worker) { usage in
                    mode == .rewrite && usage.exceeds(threshold)
                }
                found.withLock { $0.0.add(shard, threshold) }
            } catch let error as ZarrError where error.isAboutValue {
                let codec = error.codec.map { "codec \($0): " } ?? ""
                found.withLock {
                    $0.1.append(.init(node: array.path, key: key.path, message: codec + error.message))
                }
            }
        }
        let (counts, problems) = found.withLock { $0 }
        return (counts, problems.sorted { ($0.key ?? "") < ($1.key ?? "") })
    }
}

extension ShardUsage {
    /// Whether the share of garbage is larger than so many percent.
    func exceeds(_ threshold: Double) -> Bool {
        garbageBytes > 0 && Double(garbageBytes) * 100 > threshold * Double(byteCount)
    }
}

extension ZarrError {
    /// Whether it says that a stored value is broken, not that the disk is full or the work was cancelled.
    fileprivate var isAboutValue: Bool { code == .corruptData || code == .unsupported || code == .limitExceeded }
}

extension ReadableStore {
    /// The ZIP file that the store is, or is a part of; itself where it is none.
    fileprivate var archive: any ReadableStore {
        switch self {
        case let part as PrefixStore<ZipFileStore>: part.base
        case let part as PrefixStore<ZipStore>: part.base
        default: self
        }
    }
}
