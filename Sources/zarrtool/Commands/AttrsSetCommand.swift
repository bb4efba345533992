import ArgumentParser
import Zarr
import ZarrTools

struct AttrsSetCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "set", abstract: "Set one attribute to a JSON value, or replace all of them by a JSON object.")

    @Argument(help: "The array or group.")
    var location: String

    @Argument(help: "The attribute, in N5 also a path like a/b[2]; left out, the JSON is the object of all.")
    var name: String

    @Argument(help: "The value as JSON, like 1.5, true or '\"K\"'.")
    var json: String?

    @OptionGroup var consolidation: ConsolidateOptions

    func run() async throws {
        let value = try json.map { try AttributesText.value($0) }
        let all = value == nil ? try AttributesText.object(name) : [:]
        let root = try await Hierarchy.open(location, metadata: .perNode, context: consolidation.context).root
        try await root.updateAttributes { attributes in
            if let value { try root.set(value, of: name, in: &attributes) } else { attributes = all }
        }
        await consolidation.warn(above: root.path, in: root.store)
    }
}
