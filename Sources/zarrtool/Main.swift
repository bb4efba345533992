import ArgumentParser
import Zarr
import ZarrStorage

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
        guard var asynchronous = command as? any AsyncParsableCommand else { return try command.run() }
        ZipFiles.keepOpen()
        do {
            try await asynchronous.run()
        } catch {
            // What was written before stays, as it would in a directory.
            try? ZipFiles.finish()
            throw error
        }
        try ZipFiles.finish()
    }
}
