import ZarrBase
import ZarrStorage

/// Changes one value of a store that has conditions, whoever else changes it at the same time.
struct ConditionalChange {
    let store: any ConditionalStore
    let key: StoreKey

    /// What became of one attempt.
    enum Outcome {
        /// The value is in its place.
        case replaced(ValueVersion)
        /// Somebody else was quicker; nothing was changed.
        case conflict
        /// The answer was lost, and somebody else has changed the value since, before this change or after it.
        case unclear
    }

    init(_ store: any ConditionalStore, _ key: StoreKey) {
        self.store = store
        self.key = key
    }

    /// Replaces the value by what `make` makes of it, nil to leave it as it is. Where the value has changed meanwhile, `make`
    /// is called again with what it is then: twice does no harm to what it makes.
    ///
    /// - Complexity: two requests, and as many for each time that somebody else was quicker.
    func run(_ make: (Bytes?) async throws -> [Bytes]?) async throws {
        var pause = Backoff()
        while true {
            let old = try await store.versioned(key)
            guard let new = try await make(old?.bytes) else { return }
            if case .replaced = try await put(new, over: old) { return }
            try await pause.wait(for: key)
        }
    }

    /// Replaces the value that was read. Where the answer is lost, what is stored says whether it was.
    func put(_ value: [Bytes], over old: VersionedBytes?) async throws -> Outcome {
        let precondition = old.map { Precondition.matches($0.version) } ?? .absent
        var lost: ZarrError?
        for _ in 0..<Self.attempts {
            do {
                switch try await store.set(key, value, if: precondition) {
                case .replaced(let version): return .replaced(version)
                // After a lost answer it may be this very value that is in the way.
                case .conflict: if lost == nil { return .conflict }
                }
            } catch let error as ZarrError where error.code == .io {
                lost = error
            }
            if let outcome = try await found(value, since: old?.version) { return outcome }
        }
        throw lost ?? ZarrError(.conflict, "the value was changed by others again and again").at(key: key.path)
    }

    /// What is stored after a lost answer: this value, that of somebody else, or nil where it is still the old one.
    ///
    /// A read that came short looks like the value of somebody else: only what two reads say alike is believed.
    private func found(_ value: [Bytes], since old: ValueVersion?) async throws -> Outcome? {
        var before: VersionedBytes?
        for attempt in 0..<Self.attempts {
            let now = try await store.versioned(key)
            if let now, value.joinedEquals(now.bytes) { return .replaced(now.version) }
            if now?.version == old { return nil }
            if attempt > 0, now?.version == before?.version, now?.bytes == before?.bytes { return .unclear }
            before = now
        }
        return .unclear
    }

    /// How often a value is sent whose answers are lost.
    private static let attempts = 4
}

/// How long a writer waits that somebody else was quicker than: longer each time, and by chance, so that they do not meet
/// again.
struct Backoff {
    private var count = 0
    private let limit: Int
    private let longest: Int

    /// - Parameter longest: milliseconds.
    init(limit: Int = 500, longest: Int = 500) {
        self.limit = limit
        self.longest = longest
    }

    /// - Returns: how long it wanted to wait.
    /// - Throws: ``ZarrError/Code/conflict`` where it has gone on for so long that something is wrong.
    @discardableResult
    mutating func wait(for key: StoreKey) async throws -> Duration {
        count += 1
        guard count < limit else {
            throw ZarrError(
                .conflict, "the value was changed by others \(count) times before it could be replaced",
                hint: "try again when fewer write to it"
            ).at(key: key.path)
        }
        let most = min(longest, 2 << min(count, 20))
        let pause = Duration.microseconds(Int.random(in: 0...1000 * most))
        do { try await Task.sleep(for: pause) } catch { try Task.checkNotCancelled() }
        return pause
    }
}

extension WritableStore {
    /// The conditions of a store that is awaited; nil where nobody else writes, and none are needed.
    ///
    /// - Parameter prefix: where the store may be tried, which is done once.
    /// - Throws: ``ZarrError/Code/unsupported`` where two writers would overwrite each other.
    func conditions(below prefix: StorePrefix, isOnlyWriter: Bool) async throws -> (any ConditionalStore)? {
        if isOnlyWriter { return nil }
        if let conditional {
            guard let probe = conditional.conditionProbe else { return conditional }
            let keeps = try await AwaitedKeyLocks.shared.withLock(of: "conditions of \(ObjectIdentifier(probe))") {
                try await probe.keepsConditions(self, conditional, below: prefix)
            }
            if keeps { return conditional }
        }
        throw ZarrError(
            .unsupported,
            "\(self) cannot keep two writers apart: it replaces a value whatever somebody else has made of it meanwhile",
            hint: "write whole chunks and shards, or set ZarrContext.isOnlyWriter where nobody else writes")
    }
}

extension [Bytes] {
    /// Whether the parts, one after the other, are these bytes.
    fileprivate func joinedEquals(_ bytes: Bytes) -> Bool {
        guard reduce(0, { $0 + $1.count }) == bytes.count else { return false }
        var offset = 0
        for part in self {
            guard let other = try? bytes.slice(.bounded(offset: offset, length: part.count)), other == part else {
                return false
            }
            offset += part.count
        }
        return true
    }
}
