public import Zarr

/// How much garbage shards held, and what became of it.
public struct CompactionReport: Sendable {
    /// The shards of one array.
    public struct Counts: Sendable {
        /// The path of the array.
        public let path: String
        /// The number of shards that were looked at, and their bytes before.
        public internal(set) var shardCount = 0
        /// The bytes of them.
        public internal(set) var byteCount = 0
        /// The number of shards with more garbage than the threshold; all of them are rewritten unless that was not asked for.
        public internal(set) var overCount = 0
        /// Their garbage, in bytes.
        public internal(set) var overBytes = 0
        /// The number of shards with less garbage, which stay as they are.
        public internal(set) var underCount = 0
        /// Their garbage, in bytes.
        public internal(set) var underBytes = 0

        init(path: String) { self.path = path }
    }

    /// What could not be looked at, and stays as it is.
    public struct Problem: Sendable {
        /// The path of the node.
        public let node: String
        /// The key of the shard; nil where the node cannot be opened.
        public let key: String?
        /// What is wrong.
        public let message: String
    }

    /// Whether shards were rewritten.
    public let mode: Compaction.Mode
    /// Shards with more garbage than that are rewritten, in percent of their bytes.
    public let threshold: Double
    /// The arrays that have shards, in the order of the hierarchy.
    public internal(set) var arrays: [Counts] = []
    /// The bytes of a ZIP file that no value takes; nil where the hierarchy lies in none.
    public internal(set) var archiveBytes: Int?
    /// What is broken.
    public internal(set) var problems: [Problem] = []

    init(mode: Compaction.Mode, threshold: Double) {
        self.mode = mode
        self.threshold = threshold
    }

    /// Whether every node and shard could be looked at.
    public var isClean: Bool { problems.isEmpty }

    /// All arrays together.
    public var total: Counts {
        arrays.reduce(into: Counts(path: "")) { total, counts in
            total.shardCount += counts.shardCount
            total.byteCount = total.byteCount.saturatingPlus(counts.byteCount)
            total.overCount += counts.overCount
            total.overBytes = total.overBytes.saturatingPlus(counts.overBytes)
            total.underCount += counts.underCount
            total.underBytes = total.underBytes.saturatingPlus(counts.underBytes)
        }
    }
}

extension CompactionReport.Counts {
    /// Counts a shard; one that is gone counts for nothing.
    mutating func add(_ shard: ZarrArray.CompactedShard?, _ threshold: Double) {
        let usage: ShardUsage
        switch shard {
        case nil: return
        case .kept(let found)?, .replaced(let found)?: usage = found
        }
        shardCount += 1
        byteCount = byteCount.saturatingPlus(usage.byteCount)
        guard usage.garbageBytes > 0 else { return }
        if usage.exceeds(threshold) {
            overCount += 1
            overBytes = overBytes.saturatingPlus(usage.garbageBytes)
        } else {
            underCount += 1
            underBytes = underBytes.saturatingPlus(usage.garbageBytes)
        }
    }
}

extension CompactionReport {
    /// A line an array with garbage, a line a problem, and a sum.
    public var text: String {
        var text = ""
        for counts in arrays where counts.overCount + counts.underCount > 0 {
            text += "/\(counts.path): \(words(counts))\n"
        }
        for problem in problems {
            text += "left as it is: \(problem.key ?? "/" + problem.node): \(problem.message)\n"
        }
        let total = total
        text += "\(arrays.count) arrays with \(total.shardCount) shards of \(ByteText.size(total.byteCount)): "
        text += words(total)
        if !problems.isEmpty { text += ", \(problems.count) left (zarrtool check)" }
        if let archiveBytes {
            text += "\nthe ZIP file: \(ByteText.size(archiveBytes)) \(mode == .rewrite ? "freed" : "to free")"
        }
        return text + "\n"
    }

    private func words(_ counts: Counts) -> String {
        var parts: [String] = []
        if counts.overCount > 0 {
            parts.append(
                mode == .rewrite
                    ? "\(counts.overCount) shards rewritten, \(ByteText.size(counts.overBytes)) freed"
                    : "\(counts.overCount) shards to rewrite, \(ByteText.size(counts.overBytes)) to free")
        }
        if counts.underCount > 0 {
            parts.append(
                "\(counts.underCount) shards with \(ByteText.size(counts.underBytes)) of garbage below the threshold")
        }
        return parts.isEmpty ? "no garbage" : parts.joined(separator: ", ")
    }

    /// The same for programs.
    public var json: JSONValue {
        let total = total
        return [
            "rewritten": .bool(mode == .rewrite), "threshold": .number(JSONNumber(threshold)),
            "shards": .number(JSONNumber(total.shardCount)), "bytes": .number(JSONNumber(total.byteCount)),
            "shards_over": .number(JSONNumber(total.overCount)), "garbage_over": .number(JSONNumber(total.overBytes)),
            "shards_under": .number(JSONNumber(total.underCount)),
            "garbage_under": .number(JSONNumber(total.underBytes)),
            "archive_garbage": archiveBytes.map { .number(JSONNumber($0)) } ?? .null,
            "arrays": .array(arrays.map(\.json)),
            "problems": .array(
                problems.map { problem in
                    [
                        "node": .string("/" + problem.node), "key": problem.key.map { .string($0) } ?? .null,
                        "message": .string(problem.message),
                    ]
                }),
        ]
    }
}

extension CompactionReport.Counts {
    fileprivate var json: JSONValue {
        [
            "path": .string("/" + path), "shards": .number(JSONNumber(shardCount)),
            "bytes": .number(JSONNumber(byteCount)), "shards_over": .number(JSONNumber(overCount)),
            "garbage_over": .number(JSONNumber(overBytes)), "shards_under": .number(JSONNumber(underCount)),
            "garbage_under": .number(JSONNumber(underBytes)),
        ]
    }
}
