import Synchronization
import Zarr
import ZarrStorage

/// An awaited store in which somebody else is at work: `meddle` is called before each conditional write, and may lose its
/// answer.
final class MeddledStore: WritableStore, ListableStore, ConditionalStore {
    enum Answer { case given, lost }

    private let base: MemoryStore
    private let meddle: @Sendable (_ key: StoreKey, _ number: Int, _ isDone: Bool) async throws -> Answer
    private let count = Mutex(0)

    /// - Parameter meddle: gets the key, the number of the conditional write, from 0 on, and whether it is carried out
    ///   already: it is called before and after it.
    init(
        _ base: MemoryStore, _ meddle: @escaping @Sendable (StoreKey, Int, Bool) async throws -> Answer
    ) {
        self.base = base
        self.meddle = meddle
    }

    var description: String { base.description }
    var conditional: (any ConditionalStore)? { self }
    var conditionProbe: ConditionProbe? { nil }
    /// The number of conditional writes.
    var sets: Int { count.withLock { $0 } }

    func get(_ key: StoreKey, _ range: ByteRange) async throws -> Bytes? { try await base.get(key, range) }
    func size(of key: StoreKey) async throws -> Int? { try await base.size(of: key) }
    func set(_ key: StoreKey, _ value: [Bytes]) async throws { try await base.set(key, value) }
    func erase(_ key: StoreKey) async throws { try await base.erase(key) }
    func erase(_ prefix: StorePrefix) async throws { try await base.erase(prefix) }
    func list(_ prefix: StorePrefix) async throws -> [StoreKey] { try await base.list(prefix) }
    func listDirectory(_ prefix: StorePrefix) async throws -> StoreDirectory { try await base.listDirectory(prefix) }
    func versioned(_ key: StoreKey) async throws -> VersionedBytes? { try await base.versioned(key) }

    func set(_ key: StoreKey, _ value: [Bytes], if precondition: Precondition) async throws -> ConditionalAnswer {
        let number = count.withLock { count in
            defer { count += 1 }
            return count
        }
        _ = try await meddle(key, number, false)
        let answer = try await base.set(key, value, if: precondition)
        guard try await meddle(key, number, true) == .given else {
            throw ZarrError(.io, "the answer is lost").at(key: key.path)
        }
        return answer
    }
}
