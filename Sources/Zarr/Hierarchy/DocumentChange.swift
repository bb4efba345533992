import Synchronization
import ZarrBase
import ZarrStorage

/// What a change of metadata has read of the documents, so that none is replaced that somebody else has changed meanwhile.
final class DocumentChange: Sendable {
    private let store: any ConditionalStore
    private let known = Mutex<[StoreKey: VersionedBytes?]>([:])

    /// Somebody else was quicker: the change begins anew.
    struct Conflict: Error {
        let key: StoreKey
        /// Whether it is known that nothing was changed.
        let isCertain: Bool
    }

    init(_ store: any ConditionalStore) { self.store = store }

    func read(_ key: StoreKey) async throws -> Bytes? {
        let value = try await store.versioned(key)
        known.withLock { $0[key] = .some(value) }
        return value?.bytes
    }

    /// Replaces a document that says something else by now.
    ///
    /// - Throws: ``Conflict`` where it is no longer what was read.
    func replace(_ key: StoreKey, _ bytes: Bytes) async throws {
        if known.withLock({ $0[key] }) == nil { _ = try await read(key) }
        let old = known.withLock { $0[key] } ?? nil
        if try Self.saysTheSame(old?.bytes, bytes) { return }
        switch try await ConditionalChange(store, key).put([bytes, Self.mark], over: old) {
        case .replaced(let version): known.withLock { $0[key] = .some(VersionedBytes(bytes, version)) }
        case .conflict: throw Conflict(key: key, isCertain: true)
        case .unclear: throw Conflict(key: key, isCertain: false)
        }
    }

    /// Whether two documents say the same; an empty one says no more than one that is not there.
    private static func saysTheSame(_ old: Bytes?, _ new: Bytes) throws -> Bool {
        let new = try JSONValue.parse(new)
        guard let old else { return new == .object([:]) }
        guard let old = try? JSONValue.parse(old) else { return false }
        return old == new
    }

    /// White space that no other change ends with. Where an answer is lost, a document that ends so is this one, and not the
    /// same one by somebody else, who has reserved the same range for an append.
    private static var mark: Bytes {
        var word = UInt64.random(in: 0 ... .max)
        var mark: [UInt8] = [UInt8(ascii: "\n")]
        for _ in 0..<64 {
            mark.append(word & 1 == 0 ? UInt8(ascii: " ") : UInt8(ascii: "\t"))
            word >>= 1
        }
        return Bytes(mark)
    }
}

extension NodeStorage {
    /// Runs `body`, which reads documents by the storage that it gets, and replaces them by it, while nobody else changes
    /// them: under the lock of the document `name`, or under conditions, and then again where somebody was quicker.
    ///
    /// - Parameter isRepeatable: whether `body` may be run once more where nobody knows if it has had its effect already.
    func changing<Result>(
        _ name: String, _ context: ZarrContext, isRepeatable: Bool = true,
        _ body: (NodeStorage) async throws -> Result
    ) async throws -> Result {
        guard store.synchronous == nil,
            let conditions = try await store.writable().conditions(below: prefix, isOnlyWriter: context.isOnlyWriter)
        else { return try await locking(name, context) { try await body(self) } }
        return try await AwaitedKeyLocks.shared.withLock(of: store.place(of: prefix.key(name))) {
            var pause = Backoff()
            while true {
                var storage = self
                storage.change = DocumentChange(conditions)
                do {
                    return try await body(storage)
                } catch let conflict as DocumentChange.Conflict {
                    guard isRepeatable || conflict.isCertain else {
                        throw ZarrError(
                            .conflict,
                            "the answer to a change was lost, and somebody else has changed the document since",
                            hint: "read what it says now, and change it again if need be"
                        ).at(key: conflict.key.path)
                    }
                    try await pause.wait(for: conflict.key)
                }
            }
        }
    }
}
