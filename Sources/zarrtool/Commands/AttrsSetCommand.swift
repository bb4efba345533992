import ArgumentParser
import Zarr
import ZarrTools

struct AttrsSetCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "set", abstract: "Set one attribute to a JSON value, or replace all of them by a JSON object.")

    @Argument(help: "The array or group.")
    var location: String

    @Argument(help: "The attribute; left out, the JSON is the object of all.")
    var name: String

    @Argument(help: "The value as JSON, like 1.5, true or '\"K\"'.")
    var json: String?

    @OptionGroup var consolidation: ConsolidateOptions

    func run() async throws {
        let change: (inout JSONObject) -> Void
        if let json {
            let value = try AttributesText.value(json)
            change = { $0[name] = value }
        } else {
            let object = try AttributesText.object(name)
            change = { $0 = object }
        }
        let root = try await Hierarchy.open(location, metadata: .perNode, context: consolidation.context).root
        try await root.updateAttributes(change)
        await consolidation.warn(above: root.path, in: root.store)
    }
}
