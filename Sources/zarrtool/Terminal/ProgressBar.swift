import Synchronization
import Zarr
import ZarrTools

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// One line on standard error for work that takes more than a second: share, rate and the time left.
final class ProgressBar: Sendable {
    private let isStopped = Atomic<Bool>(false)
    private let isShown = Atomic<Bool>(false)
    private let isWanted: Bool

    /// A bar that shows nothing where standard error is no terminal or `quiet` says so.
    init(quiet: Bool) { isWanted = !quiet && Terminal.isErrorInteractive }

    /// Begins to look at `counter`.
    func start(_ counter: ProgressCounter) {
        guard isWanted, counter.total > 0 else { return }
        BackgroundThread.start { [self] in
            let clock = ContinuousClock()
            let start = clock.now
            while true {
                usleep(100_000)
                if isStopped.load(ordering: .acquiring) { return }
                let seconds = (clock.now - start) / .seconds(1)
                if seconds >= 1 {
                    isShown.store(true, ordering: .releasing)
                    Terminal.error("\r\u{1B}[K" + line(counter.completed, counter.total, seconds))
                }
            }
        }
    }

    /// Takes the line away.
    func stop() {
        isStopped.store(true, ordering: .releasing)
        if isShown.load(ordering: .acquiring) { Terminal.error("\r\u{1B}[K") }
    }

    private func line(_ done: Int, _ total: Int, _ seconds: Double) -> String {
        let share = min(1, Double(done) / Double(total))
        let rate = Double(done) / seconds
        let filled = Int(share * 24)
        let bar = String(repeating: "#", count: filled) + String(repeating: ".", count: 24 - filled)
        let left = rate > 0 ? ByteText.duration(seconds: Double(max(0, total - done)) / rate) : "?"
        return "[\(bar)] \(Int(share * 100)) %  \(ByteText.short(done)) of \(ByteText.short(total))  "
            + "\(ByteText.short(Int(rate)))/s  \(left) left"
    }
}
