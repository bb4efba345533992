import Zarr
import ZarrTesting

/// The two ways in which the engine reads and writes: by its own workers, or by awaiting the store.
enum StoreKind: String, CaseIterable, Sendable {
    case synchronous, awaited

    func store(_ base: any Store) -> any Store { self == .synchronous ? base : AwaitedStore(base) }
}
