import ArgumentParser
import Zarr
import ZarrTools

struct CompactCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "compact",
        abstract: "Rewrite shards that hold garbage: bytes that no entry of their index points to.",
        discussion: """
            Writers that append to shards leave old subchunks and indexes behind; zarrtool's own writes leave none. \
            Subchunks are copied as they are stored, and each shard is replaced whole or not at all, while others who write \
            parts of it wait. A shard whose index is damaged stays as it is (see check --repair). Exit codes: 0 ok; 1 \
            something could not be looked at; others as always.
            """)

    @Argument(help: "The array or group.")
    var location: String

    @Option(help: "Rewrite shards of which more than so many percent are garbage; 0 takes any.")
    var threshold = Compaction.usualThreshold

    @Flag(help: "Only show what would be done.")
    var dryRun = false

    @OptionGroup var progress: ProgressOptions
    @OptionGroup var printing: PrintOptions

    func validate() throws {
        if !(0...100).contains(threshold) { throw ValidationError("--threshold \(threshold) is no percentage") }
    }

    func run() async throws {
        var found: CompactionReport?
        try await progress.showing { onStart in
            found = try await Compaction.report(
                on: location, dryRun ? .report : .rewrite, threshold: threshold, context: Terminal.context(),
                onStart: onStart)
        }
        guard let report = found else { return }
        if printing.json { Terminal.print(report.json) } else { Terminal.print(report.text) }
        if !report.isClean { throw ExitCode(1) }
    }
}
