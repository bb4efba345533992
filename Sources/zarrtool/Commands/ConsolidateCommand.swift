import ArgumentParser
import Zarr
import ZarrTools

struct ConsolidateCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "consolidate",
        abstract:
            "Write the metadata of all nodes below a group into the group's own, so that one request shows them all.")

    @Argument(help: "The group.")
    var location: String

    @Flag(help: "Only show which nodes would be consolidated.")
    var dryRun = false

    @OptionGroup var printing: PrintOptions

    func run() async throws {
        let context = Terminal.context()
        let group = try await ZarrGroup.open(location, metadata: .perNode, context: context)
        var paths: [String] = []
        for try await node in group.walk() { paths.append("/" + node.path) }
        if !dryRun { try await group.consolidate() }
        if printing.json {
            Terminal.print(["path": .string("/" + group.path), "nodes": .array(paths.map { .string($0) })])
        } else if dryRun {
            Terminal.print(paths.map { $0 + "\n" }.joined())
        }
    }
}
