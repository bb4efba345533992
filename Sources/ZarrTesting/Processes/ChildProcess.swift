import Synchronization
public import ZarrBase

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// A program that a test runs beside itself: one that can be killed at any instant, as a part of the test cannot.
///
/// It is no `Foundation.Process`: that waits in a run loop of the calling thread, which a test on Swift's cooperative
/// threads has to share with other tests.
public final class ChildProcess: Sendable {
    /// How a program ended.
    public enum Ending: Equatable, Sendable {
        case exited(Int32)
        case killed(signal: Int32)
    }

    /// Where the program's streams come from and go to: paths of files.
    public struct Streams: Sendable {
        var input: String
        var output: String
        var error: String

        /// Files for the streams; without one, nothing is read and what is written is lost.
        public init(input: String = "/dev/null", output: String = "/dev/null", error: String = "/dev/null") {
            self.input = input
            self.output = output
            self.error = error
        }
    }

    private let identifier: pid_t
    private let ending = Mutex<Ending?>(nil)

    /// Starts a program.
    ///
    /// - Parameters:
    ///   - path: the program, or its name, which is looked for in `PATH`.
    ///   - directory: what the program starts in; nil is this program's.
    ///   - environment: variables that are added to this program's, `NAME=value`.
    /// - Throws: ``ZarrError/Code/io`` where the program cannot be started.
    public init(
        _ path: String, _ arguments: [String] = [], in directory: String? = nil, environment: [String] = [],
        streams: Streams = Streams()
    ) throws(ZarrError) {
        #if canImport(Darwin)
            var actions: posix_spawn_file_actions_t?
            var attributes: posix_spawnattr_t?
        #else
            var actions = posix_spawn_file_actions_t()
            var attributes = posix_spawnattr_t()
        #endif
        posix_spawn_file_actions_init(&actions)
        posix_spawnattr_init(&attributes)
        defer {
            posix_spawn_file_actions_destroy(&actions)
            posix_spawnattr_destroy(&attributes)
        }
        posix_spawn_file_actions_addopen(&actions, 0, streams.input, O_RDONLY, 0)
        posix_spawn_file_actions_addopen(&actions, 1, streams.output, O_WRONLY | O_CREAT | O_TRUNC, 0o644)
        posix_spawn_file_actions_addopen(&actions, 2, streams.error, O_WRONLY | O_CREAT | O_TRUNC, 0o644)
        // What this program ignores or blocks is not the other's: it begins as from a shell.
        var signals = sigset_t()
        sigemptyset(&signals)
        posix_spawnattr_setsigmask(&attributes, &signals)
        sigfillset(&signals)
        posix_spawnattr_setsigdefault(&attributes, &signals)
        posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF))

        var line = [path] + arguments
        // Glibc shows Swift no way to have a program begin elsewhere; the shell makes itself the program.
        if let directory { line = ["/bin/sh", "-c", #"cd "$0" && exec "$@""#, directory] + line }
        let words = line.map { strdup($0) } + [nil]
        let variables = environment.map { strdup($0) } + Self.inheritedEnvironment + [nil]
        defer {
            words.forEach { free($0) }
            variables.prefix(environment.count).forEach { free($0) }
        }
        var identifier: pid_t = 0
        let result = posix_spawnp(&identifier, line[0], &actions, &attributes, words, variables)
        guard result == 0 else {
            throw ZarrError(.io, "\(path) cannot be started: \(String(cString: strerror(result)))")
        }
        self.identifier = identifier
    }

    /// Sends the program a signal, unless its end was already waited for.
    public func send(signal: Int32) {
        ending.withLock { if $0 == nil { _ = kill(identifier, signal) } }
    }

    /// Waits for the end of the program; the thread is blocked meanwhile.
    @discardableResult
    public func wait() -> Ending {
        // The zombie stays, and with it the number, until it is reaped under the lock: no signal goes to a stranger.
        var information = siginfo_t()
        while waitid(P_PID, id_t(identifier), &information, WEXITED | WNOWAIT) != 0, errno == EINTR {}
        return ending.withLock { ending in
            if let ending { return ending }
            var status: Int32 = 0
            while waitpid(identifier, &status, 0) < 0, errno == EINTR {}
            let signal = status & 0x7F
            let result = signal == 0 ? Ending.exited((status >> 8) & 0xFF) : .killed(signal: signal)
            ending = result
            return result
        }
    }

    private static var inheritedEnvironment: [UnsafeMutablePointer<CChar>?] {
        var variables: [UnsafeMutablePointer<CChar>?] = []
        var place = environ
        while let variable = place.pointee {
            variables.append(variable)
            place += 1
        }
        return variables
    }
}
