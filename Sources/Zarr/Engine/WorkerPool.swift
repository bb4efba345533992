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

/// The threads that decode and encode, one per core, with the codec contexts and the scratch memory that each keeps.
///
/// A job is a number of items; workers take the next number from one atomic counter until none is left. The pool has
/// threads of its own, so that local reads may block without holding up Swift's cooperative threads.
final class WorkerPool: Sendable {
    /// The number of threads.
    let width: Int

    private let limits: DecodingLimits
    private let queue = JobQueue()
    private let started = Mutex(false)
    private let idle = Mutex<[IdleWorker]>([])

    /// CodecWorker is used by one thread at a time; in the list it is used by none.
    private struct IdleWorker: @unchecked Sendable { let worker: CodecWorker }

    /// A pool whose threads start with the first job.
    init(width: Int, limits: DecodingLimits) {
        self.width = max(1, width)
        self.limits = limits
    }

    deinit { queue.close() }

    /// Calls `body` with a worker on the caller's own thread: for work so short that a hop would cost more.
    func runInline<Result>(_ body: (CodecWorker) throws -> Result) rethrows -> Result {
        let worker = takeWorker()
        defer { giveBack(worker) }
        return try body(worker)
    }

    /// Runs `body` on the pool's threads until every item number below `count` was handed out, and waits.
    ///
    /// Each call of `body` is one worker's whole share: it takes numbers with ``Job/next()`` until there are no more.
    /// The first error ends the job and is thrown.
    ///
    /// - Throws: what `body` throws, or ``ZarrError/Code/cancelled``.
    func run(count: Int, _ body: @escaping @Sendable (Job, CodecWorker) throws -> Void) async throws {
        guard count > 0 else { return }
        startThreads()
        let job = Job(count: count, shares: min(width, count), body: body)
        try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { (continuation: CheckedContinuation<Void, any Error>) in
                job.whenDone { error in
                    if let error { continuation.resume(throwing: error) } else { continuation.resume() }
                }
                queue.add(job)
            }
        } onCancel: {
            job.cancel()
        }
    }

    private func takeWorker() -> CodecWorker {
        idle.withLock { $0.popLast() }?.worker ?? CodecWorker(limits: limits)
    }

    private func giveBack(_ worker: CodecWorker) {
        let idleWorker = IdleWorker(worker: worker)
        idle.withLock { $0.append(idleWorker) }
    }

    private func startThreads() {
        let isFirst = started.withLock { started in
            defer { started = true }
            return !started
        }
        guard isFirst else { return }
        for _ in 0..<width { Thread.start { [queue, limits] in queue.serve(CodecWorker(limits: limits)) } }
    }
}

/// One call of ``WorkerPool/run(count:_:)``.
final class Job: Sendable {
    private let count: Int
    private let counter = Atomic<Int>(0)
    private let stopped = Atomic<Bool>(false)
    private let body: @Sendable (Job, CodecWorker) throws -> Void
    private let state: Mutex<State>

    private struct State {
        /// Shares that no worker has taken, and shares that are not finished.
        var open: Int
        var running: Int
        var error: (any Error)?
        var done: (@Sendable ((any Error)?) -> Void)?
    }

    init(count: Int, shares: Int, body: @escaping @Sendable (Job, CodecWorker) throws -> Void) {
        self.count = count
        self.body = body
        state = Mutex(State(open: shares, running: shares))
    }

    /// The number of the next item, nil when there are no more or the job has failed or was cancelled.
    func next() -> Int? {
        guard !stopped.load(ordering: .relaxed) else { return nil }
        let number = counter.wrappingAdd(1, ordering: .relaxed).oldValue
        return number < count ? number : nil
    }

    func whenDone(_ done: @escaping @Sendable ((any Error)?) -> Void) {
        let (isDone, error) = state.withLock { state in
            state.done = done
            return (state.running == 0, state.error)
        }
        if isDone { done(error) }
    }

    /// Stops the shares that run and gives up those that wait: a job behind a long one does not wait for it.
    func cancel() {
        stop(ZarrError(.cancelled, "the work was cancelled"))
        let (done, error) = state.withLock { state -> ((@Sendable ((any Error)?) -> Void)?, (any Error)?) in
            guard state.open > 0 else { return (nil, nil) }
            state.running -= state.open
            state.open = 0
            return state.running == 0 ? (state.done, state.error) : (nil, nil)
        }
        done?(error)
    }

    private func stop(_ error: any Error) {
        state.withLock { if $0.error == nil { $0.error = error } }
        stopped.store(true, ordering: .relaxed)
    }

    /// Takes a share; `isLast` says that the job has no more of them.
    func takeShare() -> (taken: Bool, isLast: Bool) {
        state.withLock { state in
            guard state.open > 0 else { return (false, true) }
            state.open -= 1
            return (true, state.open == 0)
        }
    }

    func runShare(_ worker: CodecWorker) {
        do { try body(self, worker) } catch { stop(error) }
        let (done, error) = state.withLock { state -> ((@Sendable ((any Error)?) -> Void)?, (any Error)?) in
            state.running -= 1
            return state.running == 0 ? (state.done, state.error) : (nil, nil)
        }
        done?(error)
    }
}

/// Jobs in the order in which they came, and threads that wait for them.
private final class JobQueue: @unchecked Sendable {
    private let mutex = UnsafeMutablePointer<pthread_mutex_t>.allocate(capacity: 1)
    private let condition = UnsafeMutablePointer<pthread_cond_t>.allocate(capacity: 1)
    private var jobs: [Job] = []
    private var isClosed = false

    init() {
        pthread_mutex_init(mutex, nil)
        pthread_cond_init(condition, nil)
    }

    deinit {
        pthread_cond_destroy(condition)
        pthread_mutex_destroy(mutex)
        condition.deallocate()
        mutex.deallocate()
    }

    func add(_ job: Job) {
        pthread_mutex_lock(mutex)
        jobs.append(job)
        pthread_cond_broadcast(condition)
        pthread_mutex_unlock(mutex)
    }

    func close() {
        pthread_mutex_lock(mutex)
        isClosed = true
        pthread_cond_broadcast(condition)
        pthread_mutex_unlock(mutex)
    }

    func serve(_ worker: CodecWorker) {
        while let job = nextShare() { job.runShare(worker) }
    }

    private func nextShare() -> Job? {
        pthread_mutex_lock(mutex)
        defer { pthread_mutex_unlock(mutex) }
        while true {
            while let job = jobs.first {
                let (taken, isLast) = job.takeShare()
                if isLast { jobs.removeFirst() }
                if taken { return job }
            }
            if isClosed { return nil }
            pthread_cond_wait(condition, mutex)
        }
    }
}

private enum Thread {
    /// Starts a detached thread. Its stack holds codecs that put tables there.
    static func start(_ body: @escaping @Sendable () -> Void) {
        let box = Unmanaged.passRetained(Body(body))
        var attributes = pthread_attr_t()
        pthread_attr_init(&attributes)
        pthread_attr_setstacksize(&attributes, 4 << 20)
        pthread_attr_setdetachstate(&attributes, Int32(PTHREAD_CREATE_DETACHED))
        #if canImport(Darwin)
            var thread: pthread_t?
            let result = pthread_create(&thread, &attributes, { Thread.run($0) }, box.toOpaque())
        #else
            var thread = pthread_t()
            let result = pthread_create(&thread, &attributes, { $0.flatMap { Thread.run($0) } }, box.toOpaque())
        #endif
        pthread_attr_destroy(&attributes)
        if result != 0 { box.release() }
    }

    private static func run(_ pointer: UnsafeMutableRawPointer) -> UnsafeMutableRawPointer? {
        Unmanaged<Body>.fromOpaque(pointer).takeRetainedValue().body()
        return nil
    }

    private final class Body: Sendable {
        let body: @Sendable () -> Void
        init(_ body: @escaping @Sendable () -> Void) { self.body = body }
    }
}
