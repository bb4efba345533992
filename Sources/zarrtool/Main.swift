import ArgumentParser
import Zarr

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

@main
enum Main {
    static func main() {
        // A reader that has seen enough, as `head`, is no reason to die: the write fails and says so.
        signal(SIGPIPE, SIG_IGN)
        let interruption = Interruption()
        let task = Task.detached { () -> Int32 in
            do {
                try await run()
                return 0
            } catch {
                return Failure.report(error)
            }
        }
        interruption.watch { task.cancel() }
        // Not an async main: that one brings a dispatch queue along, which costs more than most commands take.
        let result = Waiting<Int32>()
        Task.detached { result.put(await task.value) }
        exit(result.take())
    }

    private static func run() async throws {
        var command = try ZarrTool.parseAsRoot()
        if var asynchronous = command as? any AsyncParsableCommand {
            try await asynchronous.run()
        } else {
            try command.run()
        }
    }
}
