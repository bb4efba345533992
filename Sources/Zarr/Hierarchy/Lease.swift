import Synchronization
import ZarrBase
import ZarrStorage

/// The right to change what lies behind a key of a store that has conditions but no locks: a value beside it, which is there as
/// long as somebody has the right, and is renewed. Who finds that it has not been renewed for a whole term takes its owner
/// for dead and takes the right over.
///
/// A waiter adds up for how long it has waited, by no clock: none has to agree with another one, and a machine that was
/// asleep has not waited.
struct Lease {
    private let store: any WritableStore
    private let conditions: any ConditionalStore
    private let key: StoreKey
    private let term: Duration

    init(_ store: any WritableStore, _ conditions: any ConditionalStore, _ key: StoreKey, _ term: Duration) {
        self.store = store
        self.conditions = conditions
        // The name that the lock of a file has.
        self.key = key.parent.key(key.name + ".__lock")
        self.term = term
    }

    /// Runs `body` when the right is to be had.
    func holding<Result>(_ body: () async throws -> Result) async throws -> Result {
        let owner = Owner(name: UInt64.random(in: 0 ... .max))
        try await acquire(owner)
        let renewal = Task { [conditions, key, term] in
            while !Task.isCancelled {
                do { try await Task.sleep(for: term / 4) } catch { return }
                await owner.renew(conditions, key)
            }
        }
        do {
            let result = try await body()
            await release(owner, renewal)
            return result
        } catch {
            await release(owner, renewal)
            throw error
        }
    }

    private func acquire(_ owner: Owner) async throws {
        let change = ConditionalChange(conditions, key)
        // Others may have it for long: there is no limit to how often one asks.
        var pause = Backoff(limit: .max, longest: 250)
        var seen: ValueVersion?
        var waited = Duration.zero
        while true {
            let held = try await conditions.versioned(key)
            if held?.version != seen { waited = .zero }
            seen = held?.version
            if held == nil || waited > term,
                case .replaced(let version) = try await change.put([owner.bytes], over: held)
            {
                owner.version = version
                return
            }
            waited += try await pause.wait(for: key)
        }
    }

    /// Also where the task is cancelled: else all others would wait for the end of the term. What fails here is left to be
    /// taken over.
    private func release(_ owner: Owner, _ renewal: Task<Void, Never>) async {
        renewal.cancel()
        await renewal.value
        await Task { [store, conditions, key] in
            for _ in 0..<3 {
                do {
                    // Whoever has taken it over has another version.
                    guard let version = owner.version, try await conditions.versioned(key)?.version == version
                    else { return }
                    return try await store.erase(key)
                } catch {
                    continue
                }
            }
        }.value
    }

    /// Who has the right, and which state of the value says so; nil where somebody has taken it over.
    private final class Owner: Sendable {
        private let name: UInt64
        private let state = Mutex<(count: Int, version: ValueVersion?)>((0, nil))

        init(name: UInt64) { self.name = name }

        var version: ValueVersion? {
            get { state.withLock { $0.version } }
            set { state.withLock { $0.version = newValue } }
        }

        /// Each renewal has bytes of its own: the same ones could be the same version.
        var bytes: Bytes {
            let count = state.withLock { $0.count }
            let document: JSONObject = [
                "owner": .string(String(name, radix: 36)), "renewed": .number(JSONNumber(count)),
            ]
            return Bytes(JSONValue.object(document).serialized().utf8)
        }

        func renew(_ store: any ConditionalStore, _ key: StoreKey) async {
            guard let version else { return }
            state.withLock { $0.count += 1 }
            let bytes = bytes
            do {
                let old = VersionedBytes(bytes, version)
                switch try await ConditionalChange(store, key).put([bytes], over: old) {
                case .replaced(let new): self.version = new
                case .conflict, .unclear: self.version = nil
                }
            } catch {
                // The next renewal may succeed, well before the term is over.
            }
        }
    }
}
