import ArgumentParser
import Zarr
import ZarrTools

struct DeleteCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "delete", abstract: "Delete an array, or with --force a group and all below it.")

    @Argument(help: "The array or group.")
    var location: String

    @Flag(help: "Delete also what holds other nodes.")
    var force = false

    @Flag(help: "Only show what would be deleted.")
    var dryRun = false

    @OptionGroup var consolidation: ConsolidateOptions
    @OptionGroup var printing: PrintOptions

    func run() async throws {
        let deletion = try await Deletion(of: location, context: consolidation.context)
        if !dryRun {
            try await deletion.run(force: force)
            await consolidation.warn(above: deletion.path, in: deletion.store)
        }
        if printing.json {
            Terminal.print(["deleted": .array(deletion.paths.map { .string($0) })])
        } else if dryRun {
            Terminal.print(deletion.paths.map { $0 + "\n" }.joined())
        }
    }
}
