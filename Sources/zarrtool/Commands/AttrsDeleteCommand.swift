import ArgumentParser
import Zarr
import ZarrTools

struct AttrsDeleteCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "delete", abstract: "Delete one attribute.")

    @Argument(help: "The array or group.")
    var location: String

    @Argument(help: "The attribute; in N5 also a path like a/b[2].")
    var name: String

    @OptionGroup var consolidation: ConsolidateOptions

    func run() async throws {
        let root = try await Hierarchy.open(location, metadata: .perNode, context: consolidation.context).root
        let attributes = try await root.attributes()
        guard root.value(of: name, in: attributes) != nil else {
            throw ZarrError.missingAttribute(name, of: root, attributes)
        }
        try await root.updateAttributes { try root.set(nil, of: name, in: &$0) }
        await consolidation.warn(above: root.path, in: root.store)
    }
}
