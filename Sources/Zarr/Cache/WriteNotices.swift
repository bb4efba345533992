import Synchronization
import ZarrStorage

/// Tells the caches that trust this process what it has written.
final class WriteNotices: Sendable {
    static let shared = WriteNotices()

    private let caches = Mutex<[Listener]>([])
    private let isHeard = Atomic<Bool>(false)

    private struct Listener { weak var cache: ChunkCache? }

    func add(_ cache: ChunkCache) {
        caches.withLock { caches in
            caches.removeAll { $0.cache == nil }
            caches.append(Listener(cache: cache))
        }
        isHeard.store(true, ordering: .releasing)
    }

    /// Says that values under a prefix have changed. Costs nothing where nobody listens.
    func changed(_ store: any ReadableStore, _ prefix: StorePrefix) {
        guard isHeard.load(ordering: .acquiring), let identity = store.identity else { return }
        changed(identity + "/" + prefix.path)
    }

    /// Says that values at a place have changed.
    func changed(_ place: String) {
        guard isHeard.load(ordering: .acquiring) else { return }
        for cache in caches.withLock({ $0.compactMap(\.cache) }) { cache.forget(place) }
    }
}
