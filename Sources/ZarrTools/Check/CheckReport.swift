/// What is damaged or left over below a location, and what became of it.
public struct CheckReport: Sendable {
    /// One thing that was found.
    public struct Finding: Sendable {
        /// What it is.
        public enum Kind: String, Sendable, CaseIterable {
            /// A document that cannot be read, or describes nothing that can.
            case metadata
            /// A chunk that does not decode.
            case chunk
            /// A shard of which something does not decode.
            case shard
            /// A value that the store does not give, or that cannot be judged here: memory is short, or a codec has a form
            /// that is not known.
            case unreadable
            /// A chunk behind the end of its array.
            case outside
            /// A key of another separator or number of axes than the array's.
            case misplaced
            /// A key of no node.
            case stray
            /// A value that its writer never put in place.
            case partial
            /// The lock of a writer that is gone.
            case lock
            /// The journal of an appender that is gone, or at work.
            case append
            /// Consolidated metadata that shows an old state.
            case stale
        }

        /// What became of it.
        public enum Action: String, Sendable {
            /// It is as it was.
            case none
            /// It lies aside, and its elements are fill.
            case moved
            /// It lies aside, and a new shard holds what could be read.
            case salvaged
            /// It is gone; an append that it was of is finished or undone.
            case removed
            /// It shows what is stored now.
            case renewed
            /// It was found sound when it was looked at again.
            case changed
        }

        /// What it is.
        public let kind: Kind
        /// The path of the node; nil where it belongs to none.
        public let node: String?
        /// The key, or for a leftover the path below the root of the store.
        public let key: String?
        /// What is wrong.
        public let message: String
        /// The subchunks of a shard that cannot be read, in the shard's own grid; nil where nobody can know.
        public internal(set) var lost: [[Int]]? = []
        /// The number of subchunks of a shard that can be read.
        public internal(set) var keptCount: Int?
        /// What became of it.
        public internal(set) var action = Action.none
        /// The indices of the chunk in its grid.
        var indices: [Int] = []
    }

    /// What was found, node by node.
    public internal(set) var findings: [Finding] = []
    /// The number of groups.
    public internal(set) var groupCount = 0
    /// The number of arrays.
    public internal(set) var arrayCount = 0
    /// The number of stored chunks and shards that were decoded.
    public internal(set) var chunkCount = 0
    /// The path below the root of the store where broken values lie now; nil where nothing was moved.
    public internal(set) var broken: String?

    /// Nothing found yet.
    public init() {}

    /// Whether nothing was found, or all of it was repaired.
    public var isClean: Bool { findings.allSatisfy { $0.action != .none } }
}

extension CheckReport.Finding.Kind {
    /// Whether a repair does anything about it where it lies: other findings may be somebody's data under wrong metadata, and
    /// appends and consolidated metadata are the matter of others.
    var isRepairable: Bool {
        switch self {
        case .chunk, .shard, .outside, .partial, .lock: true
        case .append, .metadata, .unreadable, .misplaced, .stray, .stale: false
        }
    }
}

extension CheckReport.Finding {
    static let appendMessage =
        "an append is under way, or was interrupted: the next append or resize finishes or undoes it"
}
