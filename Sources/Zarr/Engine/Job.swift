import Synchronization
import ZarrBase
import ZarrCodecs

/// One call of ``WorkerPool/run(count:memory:isBackground:_:)``.
///
/// It is `@unchecked Sendable` because what changes is guarded by the lock of the line that it stands in.
final class Job: @unchecked Sendable {
    let body: @Sendable (JobShare, CodecWorker) throws -> Void
    /// The bytes that each worker takes that is at the job.
    let memory: Int
    let isBackground: Bool

    private let count: Int
    private let counter = Atomic<Int>(0)
    private let stopped = Atomic<Bool>(false)

    /// Shares that no worker has taken, and those that are with one. Guarded.
    var open: Int
    var running = 0
    /// Whether the job stands in the line. Guarded.
    var isQueued = false
    var error: (any Error)?
    /// What is called at the end, nil before the job is added and after its end. Guarded.
    var done: (@Sendable ((any Error)?) -> Void)?

    init(
        count: Int, shares: Int, memory: Int, isBackground: Bool,
        body: @escaping @Sendable (JobShare, CodecWorker) throws -> Void
    ) {
        self.count = count
        self.body = body
        self.memory = memory
        self.isBackground = isBackground
        open = shares
    }

    /// Whether the job has failed or was cancelled.
    var isStopped: Bool { stopped.load(ordering: .relaxed) }

    /// Whether there are numbers that nobody has taken.
    var hasItems: Bool { counter.load(ordering: .relaxed) < count }

    @inline(__always)
    func takeItem() -> Int? {
        let number = counter.wrappingAdd(1, ordering: .relaxed).oldValue
        return number < count ? number : nil
    }

    /// Lets no more items out. Guarded.
    func stop(_ error: any Error) {
        if self.error == nil { self.error = error }
        stopped.store(true, ordering: .relaxed)
    }
}

/// One turn of a worker at a job. Used by one thread.
final class JobShare {
    let job: Job
    private let queue: JobQueue
    /// When this turn first saw that others wait.
    private var noticed: ContinuousClock.Instant?
    private var hasTaken = false
    /// Whether the turn ended for others' sake.
    private(set) var hasYielded = false

    init(_ job: Job, in queue: JobQueue) {
        self.job = job
        self.queue = queue
    }

    /// The number of the next item; nil when there are no more, when it is another job's turn, or when the job has failed or
    /// was cancelled.
    ///
    /// - Complexity: one atomic addition; the clock is looked at only while others wait.
    @inline(__always)
    func next() -> Int? {
        if job.isStopped { return nil }
        if queue.isAwaited, mustYield() { return nil }
        hasTaken = true
        return job.takeItem()
    }

    private func mustYield() -> Bool {
        // Each turn does something, or a line of jobs could go round without end.
        guard hasTaken else { return false }
        if !job.isBackground, queue.slice > .zero {
            let now = ContinuousClock.now
            guard let noticed else {
                self.noticed = now
                return false
            }
            if now - noticed < queue.slice { return false }
        }
        hasYielded = true
        return true
    }
}
