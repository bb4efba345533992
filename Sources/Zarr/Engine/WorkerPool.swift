import Synchronization
import ZarrBase
import ZarrCodecs

/// The threads that decode and encode, one per core, with the codec contexts and the scratch memory that each keeps, and
/// the memory that all work in flight may take.
///
/// A job is a number of items; workers take the next number from one atomic counter until none is left, or until others
/// wait and the slice is over: then the next job has its turn. The pool has threads of its own, so that local reads may
/// block without holding up Swift's cooperative threads.
final class WorkerPool: Sendable {
    /// The number of threads.
    let width: Int

    private let limits: DecodingLimits
    private let clock: PhaseClock?
    private let queue: JobQueue
    private let started = Mutex(false)
    private let idle = Mutex<[IdleWorker]>([])

    /// CodecWorker is used by one thread at a time; in the list it is used by none.
    private struct IdleWorker: @unchecked Sendable { let worker: CodecWorker }

    /// A pool whose threads start with the first job.
    ///
    /// - Parameters:
    ///   - memory: the bytes that work in flight may take together, beside the results.
    ///   - slice: how long a worker stays with a job while others wait.
    init(
        width: Int, memory: Int = .max, limits: DecodingLimits, slice: Duration = .microseconds(250),
        clock: PhaseClock? = nil
    ) {
        self.width = max(1, width)
        self.limits = limits
        self.clock = clock
        queue = JobQueue(memory: max(1, memory), slice: slice, clock: clock)
    }

    deinit { queue.close() }

    /// Calls `body` with a worker on the caller's own thread: for work so short that a hop would cost more.
    func runInline<Result>(_ body: (CodecWorker) throws -> Result) rethrows -> Result {
        let worker = takeWorker()
        defer { giveBack(worker) }
        guard let clock else { return try body(worker) }
        let start = ContinuousClock.now
        defer { clock.add(.work, ContinuousClock.now - start) }
        return try body(worker)
    }

    /// Runs `body` on the pool's threads until every item number below `count` was handed out, and waits.
    ///
    /// Each call of `body` is one turn of a worker: it takes numbers with ``JobShare/next()`` until there are no more, and
    /// then returns; what it keeps between items is lost after that, as the rest may be another turn's. The first error ends
    /// the job and is thrown.
    ///
    /// - Parameters:
    ///   - memory: the bytes that one worker takes beside the result while it is at an item. As many workers are at the
    ///     job as the memory of the pool allows, at least one.
    ///   - isBackground: whether the job is for workers that have nothing else to do.
    /// - Throws: what `body` throws, or ``ZarrError/Code/cancelled``.
    func run(
        count: Int, memory: Int = 0, isBackground: Bool = false,
        _ body: @escaping @Sendable (JobShare, CodecWorker) throws -> Void
    ) async throws {
        guard count > 0 else { return }
        let job = makeJob(count: count, memory: memory, isBackground: isBackground, body)
        try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { (continuation: CheckedContinuation<Void, any Error>) in
                add(job) { error in
                    if let error { continuation.resume(throwing: error) } else { continuation.resume() }
                }
            }
        } onCancel: {
            cancel(job)
        }
    }

    /// A job that ``add(_:whenDone:)`` puts in the line.
    func makeJob(
        count: Int, memory: Int = 0, isBackground: Bool = false,
        _ body: @escaping @Sendable (JobShare, CodecWorker) throws -> Void
    ) -> Job {
        Job(
            count: count, shares: min(width, count), memory: memory, isBackground: isBackground, body: body)
    }

    /// Puts a job in the line; `done` is called once, from any thread.
    func add(_ job: Job, whenDone done: @escaping @Sendable ((any Error)?) -> Void) {
        startThreads()
        queue.add(job, whenDone: done)
    }

    /// Ends a job: its workers stop at the next item, and if it waits it leaves the line at once.
    func cancel(_ job: Job) { queue.cancel(job) }

    /// Runs `body` when `bytes` of the pool's memory are free; who came first has them first.
    ///
    /// `body` must not ask for memory again: it would wait for what it holds itself. More than there is counts as all of
    /// it, so that nothing is too large to be done alone.
    ///
    /// - Throws: what `body` throws, or ``ZarrError/Code/cancelled``.
    func reserving<Result>(_ bytes: Int, _ body: () async throws -> Result) async throws -> Result {
        let reservation = Reservation(bytes: bytes)
        try await queue.enter(reservation)
        defer { queue.leave(reservation) }
        return try await body()
    }

    private func takeWorker() -> CodecWorker {
        idle.withLock { $0.popLast() }?.worker ?? CodecWorker(limits: limits, clock: clock)
    }

    private func giveBack(_ worker: CodecWorker) {
        worker.trimScratch(to: JobQueue.scratchKept)
        let idleWorker = IdleWorker(worker: worker)
        idle.withLock { $0.append(idleWorker) }
    }

    private func startThreads() {
        let isFirst = started.withLock { started in
            defer { started = true }
            return !started
        }
        guard isFirst else { return }
        for _ in 0..<width {
            WorkerThread.start { [queue, limits, clock] in queue.serve(CodecWorker(limits: limits, clock: clock)) }
        }
    }
}

extension WorkerPool {
    /// What a pool is at, at one moment.
    struct Load: Equatable {
        /// Jobs that wait for a worker and tasks that wait for memory.
        var waiting: Int
        /// The memory that is given out, in bytes.
        var memory: Int
        /// The scratch memory that workers keep between items, in bytes.
        var scratch: Int
    }

    /// What the pool is at now.
    var load: Load {
        var load = queue.load
        load.scratch += idle.withLock { $0.reduce(0) { $0 + $1.worker.scratchKept } }
        return load
    }
}
