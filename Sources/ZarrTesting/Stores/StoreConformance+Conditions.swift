import ZarrBase
import ZarrStorage

extension StoreConformance {
    static func checkConditions(_ store: any Store) async throws {
        guard let conditional = store.conditional else { return }
        let key = try StoreKey("a/conditional")
        try demand(try await conditional.versioned(key) == nil, "a missing value has a version")
        let first = try await replaced(conditional, key, [pattern(100, seed: 1)], .absent)
        try await demand(store, key, holds: pattern(100, seed: 1))
        let found = try await conditional.versioned(key)
        try demand(found?.bytes == pattern(100, seed: 1), "a value read with its version differs")
        try demand(found?.version == first, "the version that was told is not that of the value")

        try await demandConflict(conditional, key, .absent, "a value was replaced that was to be absent")
        let parts = [pattern(3, seed: 2), Bytes(), pattern(500, seed: 3)]
        let second = try await replaced(conditional, key, parts, .matches(first))
        try demand(second != first, "a value was replaced and kept its version")
        try demand(try await store.get(key)?.array == parts.flatMap(\.array), "the parts of a value differ")
        try await demandConflict(conditional, key, .matches(first), "a value was replaced that had changed")
        try demand(try await store.get(key)?.array == parts.flatMap(\.array), "a refused write has changed a value")

        try await store.set(key, pattern(7, seed: 4))
        try await demandConflict(conditional, key, .matches(second), "a value was replaced that had been set meanwhile")
        let third = try await conditional.versioned(key)?.version
        try await store.erase(key)
        guard let third else { throw ConformanceFailure("a value that was set has no version") }
        try await demandConflict(conditional, key, .matches(third), "a value was replaced that had been erased")
        try demand(try await store.get(key) == nil, "a refused write has made a value")
        _ = try await replaced(conditional, key, [], .absent)
        try demand(try await store.size(of: key), is: 0, "the size of a value without parts")
        try await demandFailure(.invalidArgument, "a key that leaves the store, under a condition") {
            _ = try await conditional.set(StorePrefix.root.key("../out"), [pattern(1, seed: 0)], if: .absent)
        }
        try await checkCounting(conditional)
    }

    /// Several writers add to one number, each as often; all that they added is there.
    private static func checkCounting(_ store: any ConditionalStore) async throws {
        let key = try StoreKey("a/counter")
        try await withThrowingTaskGroup(of: Void.self) { group in
            for _ in 0..<4 {
                group.addTask {
                    var added = 0
                    while added < 25 {
                        let old = try await store.versioned(key)
                        let new = Bytes((old?.bytes.array ?? []) + [1])
                        let precondition = old.map { Precondition.matches($0.version) } ?? .absent
                        if case .replaced = try await store.set(key, [new], if: precondition) { added += 1 }
                    }
                }
            }
            try await group.waitForAll()
        }
        try demand(try await store.versioned(key)?.bytes.count, is: 100, "what four writers added to one value")
    }

    private static func replaced(
        _ store: any ConditionalStore, _ key: StoreKey, _ value: [Bytes], _ precondition: Precondition
    ) async throws -> ValueVersion {
        guard case .replaced(let version) = try await store.set(key, value, if: precondition) else {
            throw ConformanceFailure("a condition that holds was refused")
        }
        return version
    }

    private static func demandConflict(
        _ store: any ConditionalStore, _ key: StoreKey, _ precondition: Precondition, _ failure: String
    ) async throws {
        try demand(try await store.set(key, [pattern(9, seed: 9)], if: precondition) == .conflict, failure)
    }
}
