import ArgumentParser
import Zarr
import ZarrTools

struct TreeCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "tree",
        abstract: "Show the hierarchy: groups, arrays with shape, type and dimension names.")

    @Argument(help: "The group or array to begin at.")
    var location: String

    @Option(help: "How many levels below are shown.")
    var depth: Int?

    @OptionGroup var printing: PrintOptions
    @OptionGroup var metadata: MetadataOptions

    func validate() throws {
        if let depth, depth < 0 { throw ValidationError("--depth \(depth) is negative") }
    }

    func run() async throws {
        let context = Terminal.context()
        let root = try await Hierarchy.open(location, metadata: metadata.policy, context: context).root
        if case .group(let group) = root, let remark = await StaleMetadata.remark(on: group) {
            Terminal.complain("warning: \(remark) (zarrtool consolidate renews it, --no-consolidated passes over it)")
        }
        let name = location.split(separator: "/").last.map(String.init)
        let tree = try await HierarchyTree.of(root, called: name, depth: depth ?? .max)
        if printing.json { Terminal.print(tree.json) } else { Terminal.print(tree.text) }
        for failure in tree.failures { Terminal.complain("error: \(failure)") }
        if let first = tree.failures.first { throw ExitCode(Failure.code(for: first)) }
    }
}
