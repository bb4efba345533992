import Synchronization

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// Whether a ZIP file is being written that is not in its place yet. A weak reference to its store is nil before the store has
/// put it there; this is not.
final class ZipPending: Sendable {
    let isPending = Atomic<Bool>(false)

    /// Waits a moment.
    static func pause() {
        var moment = timespec(tv_sec: 0, tv_nsec: 1_000_000)
        nanosleep(&moment, nil)
    }
}
