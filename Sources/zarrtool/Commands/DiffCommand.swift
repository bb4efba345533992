import ArgumentParser
import Zarr
import ZarrTools

struct DiffCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "diff",
        abstract: "Show what differs between two arrays or hierarchies: metadata and elements.",
        discussion: """
            Numbers are compared as numbers: 0.0 is -0.0, NaN is NaN. Chunks, shards, codecs and formats are told as notes \
            and count only with --strict; elements are compared where shape and data type are the same. Exit codes as \
            of diff: 0 the same, 1 they differ, 2 or more trouble (64 wrong use, 65 bad data, 66 not found).
            """)

    @Argument(help: "The first array or group.")
    var left: String

    @Argument(help: "The second one.")
    var right: String

    @Option(help: "How far numbers may lie apart, as a share of the second one.")
    var rtol = 0.0

    @Option(help: "How far numbers may lie apart beside that.")
    var atol = 0.0

    @Flag(help: "Compare bytes: tell -0.0 from 0.0, and NaNs by their payloads.")
    var exact = false

    @Flag(name: .customLong("equal-nan"), inversion: .prefixedNo, help: "NaN is the same as NaN.")
    var equalNaN = true

    @Flag(help: "Count what is stored differently, too.")
    var strict = false

    @Flag(
        inversion: .prefixedNo,
        help: "Count attributes and names of axes, too; else they are told as notes.")
    var attributes = true

    @Option(help: "How many differing elements of an array are shown.")
    var show = 10

    @OptionGroup var missing: MissingOptions
    @OptionGroup var progress: ProgressOptions
    @OptionGroup var printing: PrintOptions
    @OptionGroup var metadata: MetadataOptions

    func run() async throws {
        do {
            if try await !isSame() { throw ExitCode(1) }
        } catch let error as ZarrError {
            let failure = Failure(error)
            // 1 says that they differ.
            guard failure.code == 1, let message = failure.message else { throw error }
            Terminal.complain(message)
            throw ExitCode(2)
        }
    }

    private func isSame() async throws -> Bool {
        let options = try options()
        var found: DiffReport?
        try await missing.telling { context in
            try await progress.showing { onStart in
                found = try await DiffReport(
                    left, right, options, metadata: metadata.policy, context: context, onStart: onStart)
            }
        }
        guard let report = found else { return false }
        if printing.json { Terminal.print(report.json) } else { Terminal.print(report.text) }
        return report.isSame
    }

    private func options() throws -> DiffOptions {
        var options = try DiffOptions(
            relativeTolerance: rtol, absoluteTolerance: atol, equatesNaN: equalNaN, isExact: exact, isStrict: strict,
            limit: show)
        options.comparesAttributes = attributes
        return options
    }
}
