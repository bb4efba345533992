import ArgumentParser
import Zarr
import ZarrTools

struct AttrsGetCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "get", abstract: "Print one attribute or all of them as JSON.")

    @Argument(help: "The array or group.")
    var location: String

    @Argument(help: "The attribute; in N5 also a path like a/b[2]. All of them by default.")
    var name: String?

    @OptionGroup var printing: PrintOptions

    func run() async throws {
        let root = try await Hierarchy.open(location, context: Terminal.context()).root
        let attributes = try await root.attributes()
        guard let name else { return Terminal.print(.object(attributes)) }
        guard let value = root.value(of: name, in: attributes) else {
            throw ZarrError.missingAttribute(name, of: root, attributes)
        }
        Terminal.print(value)
    }
}

extension ZarrNode {
    /// An attribute; in N5 also one within another.
    func value(of name: String, in attributes: JSONObject) -> JSONValue? {
        attributes[name] ?? (format == .n5 ? N5AttributePath(name).value(in: attributes) : nil)
    }

    /// Sets an attribute, nil to remove it; in N5 also one within another.
    func set(_ value: JSONValue?, of name: String, in attributes: inout JSONObject) throws(ZarrError) {
        guard format == .n5, attributes[name] == nil else {
            attributes[name] = value
            return
        }
        try N5AttributePath(name).set(value, in: &attributes)
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
