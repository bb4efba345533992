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
    /// - Parameter encode: gets the value as it is and what takes the new one; where it gives none, the value stays. It is called
    ///   again where somebody has replaced the value whole meanwhile.
    /// - Complexity: lock, read, version, replace.
    func change(
        _ key: StoreKey, in store: any SynchronousStore, _ encode: (ChangingValue) throws -> Void
    ) throws {
        // Within the process first: threads wait cheaper for each other than for a file.
        try KeyLocks.shared.withLock(of: self.store.place(of: key)) {
            let lock = try store.lock(key, waits: true)
            defer { withExtendedLifetime(lock) {} }
            while true {
                let value = ChangingValue(key, in: store, try source(for: key, in: store))
                try encode(value)
                if !value.isOvertaken { return }
            }
        }
    }
}

/// A value whose lock is held, as it is and as it is to be.
final class ChangingValue {
    /// The value; nil where there is none.
    let old: (any ByteSource)?
    private let key: StoreKey
    private let store: any SynchronousStore
    /// Whether somebody has replaced the value whole meanwhile.
    private(set) var isOvertaken = false

    fileprivate init(_ key: StoreKey, in store: any SynchronousStore, _ old: (any ByteSource)?) {
        self.key = key
        self.store = store
        self.old = old
    }

    /// Puts the parts of a new value in the place of the old one, or removes that.
    func put(_ parts: [UnsafeRawBufferPointer]?) throws {
        guard try isAsItWas() else { return }
        if let parts { try store.replace(key, parts) } else { try store.remove(key) }
    }

    /// Whether the store may be able to let a new value share the front of the old one.
    var mayExtend: Bool { store is any ExtendingStore && old?.version != nil }

    /// Puts what begins as the old shard does in its place; false where the store cannot do that without copying.
    func put(_ shard: ShardExtension) throws -> Bool {
        guard let store = store as? any ExtendingStore, let version = old?.version else { return false }
        guard try isAsItWas() else { return true }
        return try store.extend(key, version, front: shard.front, head: shard.head, shard.parts)
    }

    /// Who replaces a value whole takes no lock: what was merged is then no longer what is there.
    private func isAsItWas() throws -> Bool {
        isOvertaken = try store.version(of: key) != old?.version
        return !isOvertaken
    }
}
