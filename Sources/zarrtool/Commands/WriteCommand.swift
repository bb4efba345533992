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

    @Option(parsing: .unconditional, help: "The part to write, like '0:10, ::2, -1' or '[1, 5, 7], :'.")
    var selection: String?

    @Option(help: "The field of records to write.")
    var field: String?

    @OptionGroup var edges: EdgeOptions
    @OptionGroup var progress: ProgressOptions

    func validate() throws {
        guard format == .npy || format == .raw else { throw ValidationError("--format is npy or raw") }
    }

    func run() async throws {
        let selection = try selection.map { try Selection(parsing: $0) } ?? .all
        let array = try await ZarrArray.open(location, context: edges.applied(to: Terminal.context()))
        var view = try await array.view(of: selection)
        if let field { view = try view.field(field) }
        let file = try format == .raw ? Input.raw(input, for: view) : Input.npy(input)
        try await progress.showing { onStart in
            try await file.write(to: view, onStart: onStart)
        }
    }
}
