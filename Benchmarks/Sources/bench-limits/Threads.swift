import BenchProtocol
import Foundation
import Synchronization

/// Threads that take item numbers from one counter; each keeps what `makeState` made for it.
struct Threads {
    let count: Int

    init(_ job: Job) { count = job.threads ?? ProcessInfo.processInfo.activeProcessorCount }

    /// Calls `body` with every number below `items`.
    ///
    /// - Throws: the first failure; the other threads stop at their next item.
    func run<State>(
        _ items: Int, state makeState: @escaping () throws -> State,
        _ body: @escaping (Int, inout State) throws -> Void
    ) throws {
        let counter = Atomic<Int>(0)
        let failure = Mutex<(any Error)?>(nil)
        // The closures outlive no thread: all are joined below.
        let share = Share {
            do {
                var state = try makeState()
                while true {
                    let item = counter.wrappingAdd(1, ordering: .relaxed).oldValue
                    guard item < items, failure.withLock({ $0 == nil }) else { return }
                    try body(item, &state)
                }
            } catch { failure.withLock { $0 = $0 ?? error } }
        }
        DispatchQueue.concurrentPerform(iterations: count) { _ in share.run() }
        if let failure = failure.withLock({ $0 }) { throw failure }
    }

    private struct Share: @unchecked Sendable { let run: () -> Void }
}
