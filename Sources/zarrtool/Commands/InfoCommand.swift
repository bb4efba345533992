import ArgumentParser
import Zarr
import ZarrTools

struct InfoCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "info",
        abstract: "Show what a node is: format, shape, chunks, type, codecs, fill value, sizes, chunks present.")

    @Argument(help: "The array or group.")
    var location: String

    @OptionGroup var printing: PrintOptions
    @OptionGroup var metadata: MetadataOptions

    func run() async throws {
        let context = Terminal.context()
        let node = try await Hierarchy.open(location, metadata: metadata.policy, context: context).root
        let info = try await NodeInfo.of(node)
        if printing.json { Terminal.print(.object(info.facts)) } else { Terminal.print(info.text) }
    }
}
