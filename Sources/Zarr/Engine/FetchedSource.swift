import Synchronization
import ZarrBase
import ZarrStorage

/// The ranges of a remote value that were fetched so far. A decoder that needs others throws, and is run again once they
/// are there: so decoders know nothing of waiting.
final class FetchedSource: ByteSource {
    private let store: any ReadableStore
    private let key: StoreKey
    private let state = Mutex(State())

    private struct State {
        var isMissing = false
        var ranges: [ByteRange: Bytes] = [:]
    }

    init(_ store: any ReadableStore, _ key: StoreKey) {
        self.store = store
        self.key = key
    }

    /// Runs `body` until it has all the bytes that it asks for.
    ///
    /// - Complexity: the ranges of one round are fetched together.
    func satisfy<Result>(_ body: () throws -> Result) async throws -> Result {
        while true {
            do {
                return try body()
            } catch let missing as MissingRanges {
                try Task.checkNotCancelled()
                try await fetch(missing.ranges)
            }
        }
    }

    private func fetch(_ ranges: [ByteRange]) async throws {
        try await forEachConcurrently(count: ranges.count, limit: 16) { place in
            let bytes = try await self.store.get(self.key, ranges[place])
            self.state.withLock { state in
                if let bytes { state.ranges[ranges[place]] = bytes } else { state.isMissing = true }
            }
        }
    }

    func size() throws -> Int? {
        try read(.all)?.count
    }

    func read(_ ranges: [ByteRange]) throws -> [Bytes]? {
        let (found, isMissing) = state.withLock { state in (ranges.map { state.ranges[$0] }, state.isMissing) }
        if isMissing { return nil }
        let missing = zip(ranges, found).compactMap { $1 == nil ? $0 : nil }
        guard missing.isEmpty else { throw MissingRanges(missing) }
        return found.compactMap { $0 }
    }
}

/// Calls `body` with 0..<count in tasks of their own, no more than `limit` at a time; the first error ends the rest.
func forEachConcurrently(
    count: Int, limit: Int, _ body: @escaping @Sendable (Int) async throws -> Void
) async throws {
    try Task.checkNotCancelled()
    try await withThrowingTaskGroup(of: Void.self) { group in
        var next = 0
        while next < min(limit, count) {
            let number = next
            group.addTask { try await body(number) }
            next += 1
        }
        do {
            while try await group.next() != nil {
                try Task.checkNotCancelled()
                guard next < count else { continue }
                let number = next
                group.addTask { try await body(number) }
                next += 1
            }
        } catch is CancellationError {
            throw ZarrError(.cancelled, "the work was cancelled")
        }
    }
}
