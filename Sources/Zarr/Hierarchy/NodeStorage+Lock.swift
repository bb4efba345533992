import ZarrBase
import ZarrFormats
import ZarrStorage

extension NodeStorage {
    /// Runs `body` while nobody else runs one under the lock of the same document, in this process or in another.
    ///
    /// Who waits for another process asks again and again: a thread that slept in the system could be the one that a task
    /// of this process needs to let the lock go.
    ///
    /// A store that is awaited has no locks; there somebody has a lease.
    ///
    /// - Throws: what `body` throws; ``ZarrError/Code/cancelled`` where the task was cancelled while it waited;
    ///   ``ZarrError/Code/unsupported`` where the store cannot keep writers apart and others may write.
    func locking<Result>(
        _ name: String, _ context: ZarrContext, _ body: () async throws -> Result
    ) async throws -> Result {
        let key = prefix.key(name)
        return try await AwaitedKeyLocks.shared.withLock(of: store.place(of: key)) {
            var lock: KeyLock?
            if store.synchronous == nil {
                let store = try store.writable()
                if let conditions = try await store.conditions(below: prefix, isOnlyWriter: context.isOnlyWriter) {
                    let lease = Lease(store, conditions, key, context.lease)
                    return try await lease.holding(body)
                }
            }
            if let synchronous = store.synchronous {
                var pause = 1
                lock = try synchronous.lock(key, waits: false)
                while lock == nil {
                    do { try await Task.sleep(for: .milliseconds(pause)) } catch { try Task.checkNotCancelled() }
                    pause = min(2 * pause, 32)
                    lock = try synchronous.lock(key, waits: false)
                }
            }
            defer { withExtendedLifetime(lock) {} }
            return try await body()
        }
    }
}
