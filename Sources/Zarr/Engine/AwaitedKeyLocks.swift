import Synchronization

/// One turnstile a value for the read-modify-writes of this process in stores that are awaited.
final class AwaitedKeyLocks: Sendable {
    static let shared = AwaitedKeyLocks()

    private let locks = Mutex<[String: (turnstile: Turnstile, users: Int)]>([:])

    func withLock<Result>(of place: String, _ body: () async throws -> Result) async rethrows -> Result {
        let turnstile = locks.withLock { locks in
            let turnstile = locks[place]?.turnstile ?? Turnstile()
            locks[place] = (turnstile, (locks[place]?.users ?? 0) + 1)
            return turnstile
        }
        defer {
            locks.withLock { locks in
                guard let users = locks[place]?.users else { return }
                locks[place] = users > 1 ? (turnstile, users - 1) : nil
            }
        }
        return try await turnstile.passing(body)
    }
}
