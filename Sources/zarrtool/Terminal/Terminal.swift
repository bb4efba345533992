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

/// Standard output and standard error.
enum Terminal {
    /// Standard output, unbuffered.
    static var output: FileSink { FileSink(descriptor: STDOUT_FILENO) }

    static var isErrorInteractive: Bool { isatty(STDERR_FILENO) != 0 }

    /// Prints a line or a text that ends with one; a reader that has gone away is no failure.
    static func print(_ text: String) {
        try? output.write(text.hasSuffix("\n") ? text : text + "\n")
    }

    static func print(_ json: JSONValue) { print(json.serialized(.indented(2))) }

    /// Prints a line with the name of the program to standard error.
    static func complain(_ text: String) { error("zarrtool: " + text + "\n") }

    static func error(_ text: String) { try? FileSink(descriptor: STDERR_FILENO).write(text) }

    /// Where the commands that run now keep decoded chunks.
    @TaskLocal static var cache: ChunkCache?

    /// A context whose remarks are printed, each once.
    static func context(workers: Int? = nil) -> ZarrContext {
        let seen = SeenLines()
        let context = workers.map { ZarrContext(workers: $0) } ?? .standard
        return context.caching(in: cache).warning { text in
            if seen.insert(text) { complain("warning: " + text) }
        }
    }

    private final class SeenLines: Sendable {
        private let lines = Mutex<Set<String>>([])
        func insert(_ line: String) -> Bool { lines.withLock { $0.insert(line).inserted } }
    }
}
