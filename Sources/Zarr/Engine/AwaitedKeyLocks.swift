import Synchronization
import ZarrStorage

/// One turnstile a key for the read-modify-writes of this process in stores that are awaited.
final class AwaitedKeyLocks: Sendable {
    static let shared = AwaitedKeyLocks()

    private let locks = Mutex<[StoreKey: (turnstile: Turnstile, users: Int)]>([:])

    func withLock<Result>(of key: StoreKey, _ body: () async throws -> Result) async rethrows -> Result {
        let turnstile = locks.withLock { locks in
            let turnstile = locks[key]?.turnstile ?? Turnstile()
            locks[key] = (turnstile, (locks[key]?.users ?? 0) + 1)
            return turnstile
        }
        defer {
            locks.withLock { locks in
                guard let users = locks[key]?.users else { return }
                locks[key] = users > 1 ? (turnstile, users - 1) : nil
            }
        }
        return try await turnstile.passing(body)
    }
}
