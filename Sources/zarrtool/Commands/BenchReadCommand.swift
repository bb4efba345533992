import ArgumentParser
import Zarr
import ZarrTools

struct BenchReadCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "read", abstract: "Time reading an array.")

    @OptionGroup var options: BenchOptions
    @OptionGroup var caching: CacheOptions

    func run() async throws {
        let array = try await ZarrArray.open(
            options.location, context: Terminal.context(workers: options.concurrency), cache: caching.cache)
        let bench = try ReadBench(array, options.mode)
        let stopwatch = try await Stopwatch(repeating: options.repeat) { try await bench.run() }
        stopwatch.print(bytes: bench.byteCount, options)
    }
}
