#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// Which state a stored value is in: two equal versions of one key are the same bytes.
///
/// What is kept of a value, as decoded chunks or the index of a shard, is right for as long as the store tells the same
/// version.
public struct ValueVersion: Sendable, Hashable {
    private let device: UInt64
    private let number: UInt64
    private let size: Int
    private let statusChanged: Int64
    /// When the value changed, in nanoseconds since 1970; nil where no two versions can look the same.
    private let changed: Int64?
    /// What a remote store calls the version, as an entity tag or a generation; nil where no store gave it a name.
    public let tag: String?

    /// A version that its store counts, so that each change has another number.
    public init(number: UInt64) {
        device = 0
        self.number = number
        size = 0
        statusChanged = 0
        changed = nil
        tag = nil
    }

    /// A version that a remote store names, by an entity tag or a generation.
    public init(tag: String) {
        device = 0
        number = 0
        size = 0
        statusChanged = 0
        changed = nil
        self.tag = tag
    }

    /// The version of a file: which file it is, its size, and when contents and status changed, in nanoseconds since 1970.
    package init(device: UInt64, number: UInt64, size: Int, modified: Int64, statusChanged: Int64) {
        self.device = device
        self.number = number
        self.size = size
        self.statusChanged = statusChanged
        changed = modified
        tag = nil
    }

    /// Whether every later change gives another version.
    ///
    /// The clocks of file systems tick: two changes within one tick look the same, so that a file that has just changed may
    /// change again and keep its version. What was read from it must not be kept.
    public var isSettled: Bool {
        guard let changed else { return true }
        var now = timespec()
        guard clock_gettime(CLOCK_REALTIME, &now) == 0 else { return false }
        let (seconds, nanoseconds) = (changed / 1_000_000_000, changed % 1_000_000_000)
        let age = Double(Int64(now.tv_sec) - seconds) + Double(Int64(now.tv_nsec) - nanoseconds) * 1e-9
        // Some file systems count whole seconds, or every second one.
        return age > (nanoseconds == 0 ? 2.5 : 0.05)
    }
}
