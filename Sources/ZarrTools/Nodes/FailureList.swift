import Synchronization
import Zarr

/// Collects the nodes that could not be opened.
final class FailureList: Sendable {
    private let failures = Mutex<[(String, ZarrError)]>([])

    func add(_ path: String, _ error: ZarrError) { failures.withLock { $0.append((path, error)) } }

    var all: [(String, ZarrError)] { failures.withLock { $0 } }
}
