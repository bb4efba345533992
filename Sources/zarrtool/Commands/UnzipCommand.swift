import ArgumentParser
import Zarr
import ZarrTools

struct UnzipCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "unzip",
        abstract: "Unpack a hierarchy from a ZIP file into a new directory, its values as they are stored.",
        discussion: """
            Names that would lead out of the directory, values that lie over one another and values that are not what their \
            checksums say are refused.
            """)

    @Argument(help: "The file, or a node in it, as x.zip/group.")
    var source: String

    @Argument(help: "The new directory.")
    var destination: String

    @Flag(help: "Only show what would be done.")
    var dryRun = false

    @OptionGroup var progress: ProgressOptions
    @OptionGroup var printing: PrintOptions

    func run() async throws {
        let packing = try await Packing.unzip(source, to: destination)
        if !dryRun { try await progress.showing { onStart in try await packing.run(onStart: onStart) } }
        if printing.json { Terminal.print(packing.json) } else if dryRun { Terminal.print(packing.text) }
    }
}
