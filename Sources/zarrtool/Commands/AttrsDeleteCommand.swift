import ArgumentParser
import Zarr
import ZarrTools

struct AttrsDeleteCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "delete", abstract: "Delete one attribute.")

    @Argument(help: "The array or group.")
    var location: String

    @Argument(help: "The attribute.")
    var name: String

    @OptionGroup var consolidation: ConsolidateOptions

    func run() async throws {
        let root = try await Hierarchy.open(location, metadata: .perNode, context: consolidation.context).root
        let attributes = try await root.attributes()
        guard attributes[name] != nil else { throw ZarrError.missingAttribute(name, of: root, attributes) }
        try await root.updateAttributes { $0[name] = nil }
        await consolidation.warn(above: root.path, in: root.store)
    }
}
