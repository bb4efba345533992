import ArgumentParser
import Zarr
import ZarrTools

struct ResizeCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "resize",
        abstract: "Change the extents of an array. What is cut off is gone; new elements hold the fill value.")

    @Argument(help: "The array.")
    var location: String

    @Option(help: "The new extents, like 100,200.")
    var shape: String

    @Flag(help: "Only show what would be done.")
    var dryRun = false

    @OptionGroup var consolidation: ConsolidateOptions
    @OptionGroup var printing: PrintOptions

    func run() async throws {
        let new = try ExtentsText.parse(shape, of: "--shape")
        let array = try await ZarrArray.open(location, context: consolidation.context)
        let old = array.shape
        guard new.count == old.count else {
            throw ZarrError(.invalidArgument, "the array has \(old.count) axes, --shape has \(new.count)")
                .at(node: "/" + array.path)
        }
        if !dryRun {
            try await array.resize(to: new)
            await consolidation.warn(above: array.path, in: array.store)
        }
        ShapeReport(path: array.path, old: old, new: new).print(printing, isNews: dryRun)
    }
}
