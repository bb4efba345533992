import ArgumentParser
import Zarr
import ZarrTools

struct AppendCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "append",
        abstract: "Grow an array along an axis and write the values of a .npy file behind what it held.")

    @Argument(help: "The array.")
    var location: String

    @Option(help: "The .npy file; - for standard input.")
    var input: String

    @Option(parsing: .unconditional, help: "The axis that grows; -1 is the last.")
    var axis = 0

    @Flag(help: "Only show what would be done.")
    var dryRun = false

    @OptionGroup var progress: ProgressOptions
    @OptionGroup var printing: PrintOptions

    func run() async throws {
        let array = try await ZarrArray.open(location, context: Terminal.context())
        let file = try Input.npy(input)
        let old = array.shape
        let grown = try file.grownShape(of: array, axis: axis).shape
        if !dryRun {
            try await progress.showing { onStart in
                try await file.append(to: array, axis: axis, onStart: onStart)
            }
            await Terminal.warnOfStaleMetadata(above: array.path, in: array.store)
        }
        ShapeReport(path: array.path, old: old, new: grown).print(printing, isNews: dryRun)
    }
}
