import Synchronization
import ZarrBase
import ZarrStorage

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// Which request is hit by which fault.
final class FaultPlan: Sendable {
    private let faults: [StoreFault]
    private let random: RandomFaults?
    private let state: Mutex<State>

    private struct State {
        var counts: [StoreRequest.Kind: Int] = [:]
        var generator: SeededGenerator
    }

    init(_ faults: [StoreFault], _ random: RandomFaults?) {
        self.faults = faults
        self.random = random
        state = Mutex(State(generator: SeededGenerator(seed: random?.seed ?? 0)))
    }

    func count(_ kind: StoreRequest.Kind) -> Int { state.withLock { $0.counts[kind, default: 0] } }

    /// Counts a request, waits as long as it is late, and gives what goes wrong with it.
    func next(_ kind: StoreRequest.Kind) async throws -> StoreFault.Effect? {
        let (delay, effect) = take(kind)
        if let delay { try await Task.sleep(for: delay) }
        return effect
    }

    /// As ``next(_:)``; the thread is blocked meanwhile.
    func nextWaiting(_ kind: StoreRequest.Kind) -> StoreFault.Effect? {
        let (delay, effect) = take(kind)
        if let delay {
            let (seconds, attoseconds) = delay.components
            var time = timespec(tv_sec: Int(seconds), tv_nsec: Int(attoseconds / 1_000_000_000))
            nanosleep(&time, nil)
        }
        return effect
    }

    private func take(_ kind: StoreRequest.Kind) -> (delay: Duration?, effect: StoreFault.Effect?) {
        let (number, delay, effect) = state.withLock { state in
            let number = state.counts[kind, default: 0]
            state.counts[kind] = number + 1
            return (number, random?.delay(&state.generator), random?.effect(on: kind, &state.generator))
        }
        var wait = delay
        var found: StoreFault.Effect?
        for fault in faults where fault.kind == kind && (fault.number == nil || fault.number == number) {
            if case .delay(let duration) = fault.effect {
                wait = duration + (wait ?? .zero)
            } else if found == nil {
                found = fault.effect
            }
        }
        return (wait, found ?? effect)
    }
}
