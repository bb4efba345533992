import ArgumentParser
import Zarr
import ZarrTools

struct WriteCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "write",
        abstract: "Write the values of a .npy file to an array or to a part of it.")

    @Argument(help: "The array.")
    var location: String

    @Option(help: "The .npy file; - for standard input.")
    var input: String

    @Option(parsing: .unconditional, help: "The part to write, like '0:10, ::2, -1'.")
    var selection: String?

    @OptionGroup var progress: ProgressOptions

    func run() async throws {
        let selection = try selection.map { try Selection(parsing: $0) } ?? .all
        let array = try await ZarrArray.open(location, context: Terminal.context())
        let file = try Input.npy(input)
        try await progress.showing { onStart in
            try await file.write(to: array, at: selection, onStart: onStart)
        }
    }
}
