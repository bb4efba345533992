import ArgumentParser
import Zarr
import ZarrTools

struct WriteCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "write",
        abstract: "Write the values of a .npy file to an array or to a part of it.",
        discussion: """
            With --format raw the file holds nothing but elements, as `cat --format raw` writes them: in C order in the \
            byte order of this machine.
            """)

    @Argument(help: "The array.")
    var location: String

    @Option(help: "The file; - for standard input.")
    var input: String

    @Option(help: "What the file is: npy or raw.")
    var format = ValueFormat.npy

    @Option(parsing: .unconditional, help: "The part to write, like '0:10, ::2, -1'.")
    var selection: String?

    @OptionGroup var progress: ProgressOptions

    func validate() throws {
        guard format == .npy || format == .raw else { throw ValidationError("--format is npy or raw") }
    }

    func run() async throws {
        let selection = try selection.map { try Selection(parsing: $0) } ?? .all
        let array = try await ZarrArray.open(location, context: Terminal.context())
        let file = try await format == .raw ? Input.raw(input, for: selection, of: array) : Input.npy(input)
        try await progress.showing { onStart in
            try await file.write(to: array, at: selection, onStart: onStart)
        }
    }
}
