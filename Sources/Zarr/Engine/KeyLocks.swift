import Synchronization
import ZarrBase
import ZarrCodecs
import ZarrStorage

/// One lock a value for those of this process that read it to write it again; values that share a stripe wait for each
/// other, no more.
final class KeyLocks: Sendable {
    static let shared = KeyLocks()

    private let stripes: [Stripe] = (0..<64).map { _ in Stripe() }

    private final class Stripe: Sendable { let mutex = Mutex(()) }

    func withLock<Result>(of place: String, _ body: () throws -> Result) throws -> Result {
        let stripe = stripes[Int(UInt(bitPattern: place.hashValue) % UInt(stripes.count))]
        return try stripe.mutex.withLock { _ in Lifted(try body()) }.value
    }

    // Mutex.withLock wants to send its result; what the body returns was made under the lock and leaves with the caller.
    private struct Lifted<Value>: @unchecked Sendable {
        let value: Value
        init(_ value: Value) { self.value = value }
    }
}

extension ReadableStore {
    /// What a value is called in all stores of this process that hold it.
    func place(of key: StoreKey) -> String { identity.map { $0 + "/" + key.path } ?? key.path }
}

extension ChunkAccess {
    /// Replaces a value by what `encode` makes of it, while all others wait who change a part of it.
    ///
    /// - Parameter encode: gets the value, nil where there is none, and what takes the parts of the new one, nil where it is
    ///   to be removed; where it gives none, the value stays. It is called again where somebody has replaced the value whole
    ///   meanwhile.
    /// - Complexity: lock, read, version, replace.
    func change(
        _ key: StoreKey, in store: any SynchronousStore,
        _ encode: ((any ByteSource)?, _ put: ([UnsafeRawBufferPointer]?) throws -> Void) throws -> Void
    ) throws {
        // Within the process first: threads wait cheaper for each other than for a file.
        try KeyLocks.shared.withLock(of: self.store.place(of: key)) {
            let lock = try store.lock(key, waits: true)
            defer { withExtendedLifetime(lock) {} }
            var isOvertaken = true
            while isOvertaken {
                isOvertaken = false
                let old = try source(for: key, in: store)
                try encode(old) { parts in
                    // Who replaces a value whole takes no lock: what was merged is then no longer what is there.
                    isOvertaken = try store.version(of: key) != old?.version
                    if isOvertaken { return }
                    if let parts { try store.replace(key, parts) } else { try store.remove(key) }
                }
            }
        }
    }
}
