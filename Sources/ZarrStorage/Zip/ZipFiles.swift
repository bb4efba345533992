import Synchronization
package import ZarrBase

/// The local ZIP files that this process has opened by their locations: whoever names one again gets the same store, so that
/// what one has written the other finds.
package enum ZipFiles {
    private static let state = Mutex(State())

    private struct State {
        var stores: [String: Listed] = [:]
        /// Stores that stay until they are finished together; nil where each goes with its last user.
        var kept: [ZipFileStore]?
    }

    private struct Listed {
        weak var store: ZipFileStore?
        let pending: ZipPending
    }

    /// The store of a file; opened anew where this process does not write to it and another one has changed it.
    static func opened(_ path: String, _ durability: Durability) throws(ZarrError) -> ZipFileStore {
        let path = try ZipFileStore.resolved(path)
        while true {
            let store = try state.withLock { (state) throws(ZarrError) -> ZipFileStore? in
                if let listed = state.stores[path] {
                    if let known = listed.store, try known.isCurrent { return known }
                    // Its last user has just let it go: what it wrote is on its way into its place.
                    if listed.store == nil, listed.pending.isPending.load(ordering: .acquiring) { return nil }
                }
                let store = try ZipFileStore(path: path, durability: durability)
                state.stores = state.stores.filter {
                    $0.value.store != nil || $0.value.pending.isPending.load(ordering: .acquiring)
                }
                state.stores[path] = Listed(store: store, pending: store.pending)
                state.kept?.append(store)
                return store
            }
            if let store { return store }
            ZipPending.pause()
        }
    }

    /// Whether this process has written to a file that is not in its place yet.
    static func isWritten(_ path: String) -> Bool {
        guard let path = try? ZipFileStore.resolved(path) else { return false }
        return state.withLock { $0.stores[path]?.pending.isPending.load(ordering: .acquiring) } == true
    }

    /// Keeps all files open that are opened from now on, until ``finish()``: a program of one task puts them in their
    /// places once, at its end.
    package static func keepOpen() { state.withLock { $0.kept = [] } }

    /// Puts all files that were kept open in their places.
    ///
    /// - Throws: the first error, when all were tried.
    package static func finish() throws(ZarrError) {
        let kept = state.withLock { state in
            defer { state.kept = nil }
            return state.kept ?? []
        }
        var first: ZarrError?
        for store in kept {
            do throws(ZarrError) { try store.finish() } catch { first = first ?? error }
        }
        if let first { throw first }
    }
}
