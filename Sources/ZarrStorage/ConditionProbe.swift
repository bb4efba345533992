import Synchronization
import ZarrBase

/// Whether an endpoint keeps conditions, found out once for each store.
///
/// One that does not know them answers as if all was well, and writers that trust it lose what others wrote.
public final class ConditionProbe: Sendable {
    private let answer = Mutex<Bool?>(nil)

    /// Nothing is known yet.
    public init() {}

    /// Whether the store keeps conditions: a key that is new is put twice as one that must be absent.
    ///
    /// - Parameter prefix: where the key may be put. It is erased again.
    /// - Complexity: three requests, once.
    package func keepsConditions(
        _ store: any WritableStore, _ conditional: any ConditionalStore, below prefix: StorePrefix
    ) async throws -> Bool {
        if let known = answer.withLock({ $0 }) { return known }
        // Several tasks may ask at once: each by a key of its own.
        let key = prefix.key(Self.name + String(UInt64.random(in: 0 ... .max), radix: 36))
        let keeps: Bool
        do {
            _ = try await conditional.set(key, [Bytes([1])], if: .absent)
            keeps = try await conditional.set(key, [Bytes([2])], if: .absent) == .conflict
        } catch let error as ZarrError where error.code == .unsupported {
            keeps = false
        } catch {
            try? await store.erase(key)
            throw error
        }
        try? await store.erase(key)
        answer.withLock { $0 = keeps }
        return keeps
    }

    /// Names that begin so are no one's node (Zarr v3 core, "Node names").
    private static let name = "__conditions__"
}
