import Synchronization
import ZarrBase
import ZarrCodecs

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// One line for all who wait: jobs for a worker, tasks for memory.
///
/// Whose turn it is takes one worker and goes to the end of the line, so that each job has as many turns as any other,
/// however many items it has. Memory goes to who stands before the others: nobody is overtaken who has none, and who holds
/// memory never waits for more, so that it always comes back.
final class JobQueue: @unchecked Sendable {
    /// How long a worker stays with a job while others wait.
    let slice: Duration
    private let clock: PhaseClock?
    private let memory: Int
    private let mutex = UnsafeMutablePointer<pthread_mutex_t>.allocate(capacity: 1)
    private let condition = UnsafeMutablePointer<pthread_cond_t>.allocate(capacity: 1)
    /// The length of `line`, for workers that look at it after every item.
    private let awaited = Atomic<Int>(0)

    // Guarded by the mutex.
    private var line: [LineEntry] = []
    private var background: [Job] = []
    private var reserved = 0
    private var scratch = 0
    private var isClosed = false

    /// What a worker keeps for its next job, in bytes: enough for everyday chunks, so that their memory need not be touched
    /// for the first time again and again.
    static let scratchKept = 64 << 20

    init(memory: Int, slice: Duration, clock: PhaseClock? = nil) {
        self.memory = memory
        self.clock = clock
        self.slice = slice
        pthread_mutex_init(mutex, nil)
        pthread_cond_init(condition, nil)
    }

    deinit {
        pthread_cond_destroy(condition)
        pthread_mutex_destroy(mutex)
        condition.deallocate()
        mutex.deallocate()
    }

    /// Whether somebody waits.
    @inline(__always)
    var isAwaited: Bool { awaited.load(ordering: .relaxed) > 0 }

    var load: WorkerPool.Load {
        locked { WorkerPool.Load(waiting: line.count + background.count, memory: reserved, scratch: scratch) }
    }

    func add(_ job: Job, whenDone done: @escaping @Sendable ((any Error)?) -> Void) {
        let isAdded = locked {
            // It may have been cancelled before it came.
            guard !job.isStopped else { return false }
            job.done = done
            enqueue(job)
            return true
        }
        if !isAdded { done(job.error) }
    }

    func cancel(_ job: Job) {
        settle {
            job.stop(Self.cancelled)
            job.open = 0
            dequeue(job)
            return job
        }
    }

    /// Waits for memory.
    func enter(_ reservation: Reservation) async throws {
        try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { (continuation: CheckedContinuation<Void, any Error>) in
                settle {
                    if reservation.isCancelled {
                        reservation.error = Self.cancelled
                    } else {
                        line.append(.reservation(reservation))
                    }
                    reservation.continuation = continuation
                    return nil
                }
                if let error = reservation.error { continuation.resume(throwing: error) }
            }
        } onCancel: {
            let continuation = locked { () -> CheckedContinuation<Void, any Error>? in
                reservation.isCancelled = true
                guard let place = line.firstIndex(where: { $0.isReservation(reservation) }) else { return nil }
                line.remove(at: place)
                noteLength()
                return reservation.continuation
            }
            continuation?.resume(throwing: Self.cancelled)
            settle { nil }
        }
    }

    /// Gives memory back.
    func leave(_ reservation: Reservation) {
        settle {
            reserved -= min(reservation.bytes, memory)
            return nil
        }
    }

    /// Lets the threads go when nothing is left to do: what nobody waits for is not begun any more.
    func close() {
        let unbegun = locked {
            isClosed = true
            pthread_cond_broadcast(condition)
            return background
        }
        // Each is told of its end, as whoever is told may hold it.
        unbegun.forEach(cancel)
    }

    /// What a thread does for as long as the pool lives.
    func serve(_ worker: CodecWorker) {
        while let job = nextTurn() {
            let share = JobShare(job, in: self)
            let before = worker.scratchKept
            var failure: (any Error)?
            do {
                if let clock {
                    try clock.measure(.work) { try job.body(share, worker) }
                } else {
                    try job.body(share, worker)
                }
            } catch { failure = error }
            let goesOn = failure == nil && share.hasYielded
            if !goesOn { worker.trimScratch(to: failure != nil || job.isStopped ? 0 : Self.scratchKept) }
            settle {
                scratch += worker.scratchKept - before
                job.running -= 1
                reserved -= min(job.memory, memory)
                if let failure { job.stop(failure) }
                if goesOn, !job.isStopped, job.hasItems {
                    job.open += 1
                    enqueue(job)
                } else {
                    // All numbers are handed out: who came now would find nothing.
                    job.open = 0
                    dequeue(job)
                }
                return job
            }
        }
    }

    private func nextTurn() -> Job? {
        pthread_mutex_lock(mutex)
        while true {
            if let job = pick() {
                let granted = grant()
                pthread_mutex_unlock(mutex)
                for reservation in granted { reservation.continuation?.resume() }
                return job
            }
            if isClosed {
                pthread_mutex_unlock(mutex)
                return nil
            }
            pthread_cond_wait(condition, mutex)
        }
    }

    /// Takes a share of the first job that there is memory for.
    private func pick() -> Job? {
        var isBlocked = false
        for place in line.indices {
            guard case .job(let job) = line[place] else {
                // It would have its memory if there were any for it.
                isBlocked = true
                continue
            }
            guard mayStart(job, &isBlocked) else { continue }
            line.remove(at: place)
            job.open -= 1
            if job.open > 0 { line.append(.job(job)) } else { job.isQueued = false }
            start(job)
            return job
        }
        for place in background.indices where !isBlocked && fits(background[place].memory) {
            let job = background.remove(at: place)
            job.open -= 1
            if job.open > 0 { background.append(job) } else { job.isQueued = false }
            start(job)
            return job
        }
        return nil
    }

    private func start(_ job: Job) {
        job.running += 1
        reserved += min(job.memory, memory)
        noteLength()
    }

    /// Whether there is memory for one more worker at a job; who has none at all holds up those behind.
    private func mayStart(_ job: Job, _ isBlocked: inout Bool) -> Bool {
        if job.memory == 0 { return true }
        if isBlocked { return false }
        if fits(job.memory) { return true }
        if job.running == 0 { isBlocked = true }
        return false
    }

    private func fits(_ bytes: Int) -> Bool { min(bytes, memory) <= memory - reserved }

    /// Gives memory to those who wait for it and whose turn it is.
    private func grant() -> [Reservation] {
        var granted: [Reservation] = []
        var isBlocked = false
        line.removeAll { entry in
            switch entry {
            case .job(let job):
                _ = mayStart(job, &isBlocked)
                return false
            case .reservation(let reservation):
                guard !isBlocked, fits(reservation.bytes) else {
                    isBlocked = true
                    return false
                }
                reserved += min(reservation.bytes, memory)
                granted.append(reservation)
                return true
            }
        }
        if !granted.isEmpty { noteLength() }
        return granted
    }

    private func enqueue(_ job: Job) {
        defer { noteLength() }
        guard !job.isQueued else { return }
        job.isQueued = true
        if job.isBackground { background.append(job) } else { line.append(.job(job)) }
        if job.open > 1 { pthread_cond_broadcast(condition) } else { pthread_cond_signal(condition) }
    }

    private func dequeue(_ job: Job) {
        guard job.isQueued else { return }
        job.isQueued = false
        line.removeAll { $0.isJob(job) }
        background.removeAll { $0 === job }
        noteLength()
    }

    private func noteLength() { awaited.store(line.count, ordering: .relaxed) }

    /// Makes a change, then lets everybody go on whom it lets: outside the lock, as they may come back at once.
    private func settle(_ change: () -> Job?) {
        pthread_mutex_lock(mutex)
        let job = change()
        let granted = grant()
        noteLength()
        var done: (@Sendable ((any Error)?) -> Void)?
        if let job, job.open == 0, job.running == 0 {
            done = job.done
            job.done = nil
        }
        // Memory may be free now that a sleeping worker found none of.
        if !line.isEmpty || !background.isEmpty { pthread_cond_broadcast(condition) }
        let error = job?.error
        pthread_mutex_unlock(mutex)
        for reservation in granted { reservation.continuation?.resume() }
        done?(error)
    }

    private func locked<Result>(_ body: () -> Result) -> Result {
        pthread_mutex_lock(mutex)
        defer { pthread_mutex_unlock(mutex) }
        return body()
    }

    private static var cancelled: ZarrError { ZarrError(.cancelled, "the work was cancelled") }
}
