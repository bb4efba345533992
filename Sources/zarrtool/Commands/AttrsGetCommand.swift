import ArgumentParser
import Zarr
import ZarrTools

struct AttrsGetCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "get", abstract: "Print one attribute or all of them as JSON.")

    @Argument(help: "The array or group.")
    var location: String

    @Argument(help: "The attribute; all of them by default.")
    var name: String?

    @OptionGroup var printing: PrintOptions

    func run() async throws {
        let root = try await Hierarchy.open(location, context: Terminal.context()).root
        let attributes = try await root.attributes()
        guard let name else { return Terminal.print(.object(attributes)) }
        guard let value = attributes[name] else { throw ZarrError.missingAttribute(name, of: root, attributes) }
        Terminal.print(value)
    }
}

extension ZarrError {
    static func missingAttribute(_ name: String, of node: ZarrNode, _ attributes: JSONObject) -> ZarrError {
        let known = attributes.keys.prefix(20).joined(separator: ", ")
        return ZarrError(
            .notFound, "there is no attribute '\(name)'",
            hint: attributes.isEmpty ? "there are none" : "there are \(known)\(attributes.count > 20 ? ", ..." : "")"
        ).at(node: "/" + node.path)
    }
}
