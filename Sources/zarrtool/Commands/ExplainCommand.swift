import ArgumentParser
import Zarr
import ZarrTools

struct ExplainCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "explain",
        abstract:
            "Show what reading a part of an array would touch: keys, ranges, bytes, requests, and what is read in vain.",
        discussion: """
            Without --run only metadata and the indexes of shards are read. With it the read is done, and the time of its \
            phases is told: finding and opening values, reading their bytes, decoding them, and copying them to the result where they are not decoded in place.
            """)

    @Argument(help: "The array.")
    var location: String

    @Option(parsing: .unconditional, help: "The part to read, like '0:10, ::2, -1'.")
    var selection: String?

    @Flag(name: .customLong("run"), help: "Read it, and tell the time of each phase.")
    var reads = false

    @Option(help: "How many keys are listed.")
    var keys = 20

    @Option(help: "The number of threads of --run; by default one per core.")
    var concurrency: Int?

    @OptionGroup var printing: PrintOptions

    func validate() throws {
        if keys < 0 { throw ValidationError("--keys \(keys) is negative") }
        if let concurrency, !(1...1024).contains(concurrency) {
            throw ValidationError("--concurrency \(concurrency) is not in 1...1024")
        }
    }

    func run() async throws {
        let selection = try selection.map { try Selection(parsing: $0) } ?? .all
        let array = try await ZarrArray.open(location, context: Terminal.context())
        let explanation =
            reads
            ? try await ReadExplanation.running(array, selection, location: location, workers: concurrency)
            : try await ReadExplanation(array, selection, location: location)
        if printing.json {
            Terminal.print(.object(explanation.facts))
        } else {
            Terminal.print(explanation.text(mostKeys: keys))
        }
    }
}
