import ArgumentParser
import Zarr
import ZarrTools

struct LinkN5Command: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "link-n5",
        abstract: "Give the datasets of an N5 hierarchy documents of Zarr v3, without touching a block.",
        discussion: """
            Any reader of Zarr v3 that has the codec n5_default then reads the blocks, with the axes in the order of N5. \
            Where DESTINATION is SOURCE, a zarr.json is written beside each attributes.json; elsewhere it is a new directory \
            with symbolic links to the blocks, which sees what is changed in them, but no block of a row that is new.
            """)

    @Argument(help: "The N5 dataset or group.")
    var source: String

    @Argument(help: "The source itself, or a new directory.")
    var destination: String

    @Flag(help: "Replace documents of Zarr v3 that are there already.")
    var overwrite = false

    @Flag(help: "Only show what would be done.")
    var dryRun = false

    @OptionGroup var printing: PrintOptions

    func run() async throws {
        let link = try await N5Link(
            from: source, to: destination, overwrites: overwrite, context: Terminal.context())
        if !dryRun { try await link.run() }
        if printing.json { Terminal.print(link.json) } else if dryRun { Terminal.print(link.text) }
        for failure in link.failures { Terminal.complain("error: \(failure)") }
        if let first = link.failures.first { throw ExitCode(Failure.code(for: first)) }
    }
}
