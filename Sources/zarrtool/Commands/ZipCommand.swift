import ArgumentParser
import Zarr
import ZarrTools

struct ZipCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "zip",
        abstract: "Pack a hierarchy into one ZIP file, its values as they are stored.",
        discussion: """
            Documents come first, as whoever opens the file over a network reads those first; an OME-Zarr image becomes what \
            .ozx files are. All commands take the file itself for a LOCATION, also to write to it: x.zip/group/array.
            """)

    @Argument(help: "The array or group.")
    var source: String

    @Argument(help: "The new file, as x.zip or x.ozx.")
    var destination: String

    @Option(help: "Deflate values, at a level from 1 to 9. Chunks mostly are compressed already.")
    var deflate: Int?

    @Flag(help: "Replace the file where it exists.")
    var overwrite = false

    @Flag(help: "Only show what would be done.")
    var dryRun = false

    @OptionGroup var progress: ProgressOptions
    @OptionGroup var printing: PrintOptions

    func validate() throws {
        if let deflate, !(1...9).contains(deflate) { throw ValidationError("--deflate takes a level from 1 to 9") }
    }

    func run() async throws {
        let packing = try await Packing.zip(
            source, to: destination, level: deflate, overwrite: overwrite, context: Terminal.context())
        if !dryRun { try await progress.showing { onStart in try await packing.run(onStart: onStart) } }
        if printing.json { Terminal.print(packing.json) } else if dryRun { Terminal.print(packing.text) }
    }
}
