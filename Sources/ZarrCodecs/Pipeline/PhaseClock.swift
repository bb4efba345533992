import Synchronization

/// What the phases of reads took, summed over all workers. A context without one looks at no clock.
package final class PhaseClock: Sendable {
    /// What is told apart.
    package enum Phase: Int, Sendable, CaseIterable {
        /// Finding and opening stored values.
        case open
        /// Reading their bytes.
        case get
        /// Copying decoded elements to where they go; what is decoded in place has no such phase.
        case copy
        /// All that workers do, the other phases included.
        case work
    }

    private let opening = Atomic<Int64>(0)
    private let getting = Atomic<Int64>(0)
    private let copying = Atomic<Int64>(0)
    private let working = Atomic<Int64>(0)

    /// A clock at zero.
    package init() {}

    /// Calls `body` and adds the time that it took.
    package func measure<Result, Failure: Error>(
        _ phase: Phase, _ body: () throws(Failure) -> Result
    ) throws(Failure) -> Result {
        let start = ContinuousClock.now
        defer { add(phase, ContinuousClock.now - start) }
        return try body()
    }

    /// The seconds of a phase.
    package func seconds(_ phase: Phase) -> Double {
        let nanoseconds =
            switch phase {
            case .open: opening.load(ordering: .relaxed)
            case .get: getting.load(ordering: .relaxed)
            case .copy: copying.load(ordering: .relaxed)
            case .work: working.load(ordering: .relaxed)
            }
        return Double(nanoseconds) * 1e-9
    }

    package func add(_ phase: Phase, _ time: Duration) {
        let (seconds, attoseconds) = time.components
        let nanoseconds = seconds * 1_000_000_000 + attoseconds / 1_000_000_000
        switch phase {
        case .open: opening.wrappingAdd(nanoseconds, ordering: .relaxed)
        case .get: getting.wrappingAdd(nanoseconds, ordering: .relaxed)
        case .copy: copying.wrappingAdd(nanoseconds, ordering: .relaxed)
        case .work: working.wrappingAdd(nanoseconds, ordering: .relaxed)
        }
    }
}
