import ArgumentParser
import ZarrTools

struct BenchCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "bench", abstract: "Time this engine on your own data, in this process, after one warm-up.",
        subcommands: [BenchReadCommand.self, BenchWriteCommand.self])
}

/// What both benchmarks take.
struct BenchOptions: ParsableArguments {
    @Argument(help: "The array.")
    var location: String

    @Option(help: "whole, chunks, subchunks, planes (six of them) or slabs (of six rows).")
    var mode: BenchMode

    @Option(help: "How often it is timed.")
    var `repeat` = 6

    @Option(help: "The number of threads; one per core by default.")
    var concurrency: Int?

    @OptionGroup var printing: PrintOptions

    func validate() throws {
        guard `repeat` > 0 else { throw ValidationError("--repeat \(`repeat`) is not positive") }
        if let concurrency, !(1...1024).contains(concurrency) {
            throw ValidationError("--concurrency \(concurrency) is not in 1...1024")
        }
    }
}
