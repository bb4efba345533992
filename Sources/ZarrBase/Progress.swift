import Synchronization

/// Counts finished work for whoever draws a bar. Cheap to add to from any thread.
public final class ProgressCounter: Sendable {
    /// The unit that a caller counts, as the decoded bytes of a read.
    public let total: Int
    private let done = Atomic<Int>(0)

    /// Starts at nothing of `total`.
    public init(total: Int) { self.total = total }

    /// What is finished so far.
    public var completed: Int { done.load(ordering: .relaxed) }

    /// Says that `amount` more is finished.
    public func add(_ amount: Int) { done.wrappingAdd(amount, ordering: .relaxed) }
}
