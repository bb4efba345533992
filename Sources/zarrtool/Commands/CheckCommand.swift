import ArgumentParser
import Zarr
import ZarrTools

struct CheckCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "check",
        abstract:
            "Look for damage: decode every stored chunk and subchunk, account for every key; with --repair mend it.",
        discussion: """
            Found are torn and damaged chunks and shards, keys outside their array or of another separator, keys of no \
            node, unreadable metadata, and what killed writers left. What specifications ask of documents is told by \
            validate. --repair moves broken values and those outside their array to __broken/NUMBER below LOCATION, with a \
            report.json, and never deletes one; a broken shard is replaced by one of all subchunks that still decode, \
            other elements become fill. Unfinished writes and locks of dead processes are removed. Misplaced keys, keys \
            of no node and metadata are left to you. Exit codes: 0 nothing is wrong, or all of it was repaired; \
            1 something is; others as always.
            """)

    @Argument(help: "The array or group.")
    var location: String

    @Flag(help: "Repair what can be repaired.")
    var repair = false

    @Flag(help: "With --repair: only show what is wrong.")
    var dryRun = false

    @Option(help: "After how many seconds an unfinished write counts as left behind.")
    var grace = 600.0

    @OptionGroup var progress: ProgressOptions
    @OptionGroup var printing: PrintOptions

    func validate() throws {
        if !(grace >= 0) { throw ValidationError("--grace \(grace) is no number of seconds") }
    }

    func run() async throws {
        var report = CheckReport()
        try await progress.showing { onStart in
            report = try await StoreCheck.report(
                on: location, repair && !dryRun ? .repair : .report, grace: grace, context: Terminal.context(),
                onStart: onStart)
        }
        if printing.json { Terminal.print(report.json) } else { Terminal.print(report.text) }
        if !report.isClean { throw ExitCode(1) }
    }
}
