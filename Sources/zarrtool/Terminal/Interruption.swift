#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// Turns the first SIGINT or SIGTERM into a cancellation, so that half-made files go away; the second one ends the process.
struct Interruption {
    private var signals = sigset_t()

    /// Takes the signals away from all threads that are started from now on.
    init() {
        sigemptyset(&signals)
        sigaddset(&signals, SIGINT)
        sigaddset(&signals, SIGTERM)
        pthread_sigmask(SIG_BLOCK, &signals, nil)
    }

    /// Calls `cancel` from a thread of its own at the first signal.
    func watch(_ cancel: @escaping @Sendable () -> Void) {
        let signals = signals
        BackgroundThread.start {
            var signals = signals
            var received: Int32 = 0
            sigwait(&signals, &received)
            cancel()
            sigwait(&signals, &received)
            _exit(130)
        }
    }
}
