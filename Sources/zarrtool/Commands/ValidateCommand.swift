import ArgumentParser
import Zarr
import ZarrTools

struct ValidateCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "validate",
        abstract: "Hold the documents of all nodes against their specification, and with --deep all chunks, too.",
        discussion: """
            Errors break a specification or cannot be read; warnings are what it advises against or others may read \
            differently. Damage to chunks and shards is told, and mended, by check. Exit code 0: no errors; 1: errors were \
            found.
            """)

    @Argument(help: "The array or group.")
    var location: String

    @Flag(help: "Decode every chunk, and account for every key.")
    var deep = false

    @OptionGroup var progress: ProgressOptions
    @OptionGroup var printing: PrintOptions

    func run() async throws {
        var report = ValidationReport()
        try await progress.showing { onStart in
            report = try await Validation.report(
                on: location, readsChunks: deep, context: Terminal.context(), onStart: onStart)
        }
        if printing.json { Terminal.print(report.json) } else { Terminal.print(report.text) }
        if !report.isValid { throw ExitCode(1) }
    }
}
