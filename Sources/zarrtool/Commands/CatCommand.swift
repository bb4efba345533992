import ArgumentParser
import Zarr
import ZarrTools

struct CatCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "cat",
        abstract: "Print the values of an array or of a part of it.",
        discussion: """
            --selection takes what NumPy takes: '0:10, ::2, -1', lists of indices too: '[1, 5, 7], :', or names: 'time=0, \
            lat=10:20'; or single elements by a list of indices for every axis: 'points([0, 5], [3, 3])'; or whole chunks: \
            'blocks(0, 1:3)'. A mask goes with the shape that is left by --selection. The formats: text as NumPy \
            prints, abbreviated when large; json in nested lists; csv; npy for numpy.load; raw in C order in the byte order \
            of this machine.
            """)

    @Argument(help: "The array.")
    var location: String

    @Option(parsing: .unconditional, help: "The part to print, like '0:10, ::2, -1'.")
    var selection: String?

    @Option(help: "Print what is true in a mask: an array of bool, or a .npy file.")
    var selectMask: String?

    @Option(help: "The fields of records to print, like 'a,b'.")
    var fields: String?

    @Option(help: "How values are written: text, json, csv, npy or raw.")
    var format = ValueFormat.text

    @Option(help: "The file to write; - for standard output.")
    var output = "-"

    @OptionGroup var missing: MissingOptions
    @OptionGroup var progress: ProgressOptions

    func run() async throws { try await missing.telling { try await print($0) } }

    private func print(_ context: ZarrContext) async throws {
        let selection = try selection.map { try Selection(parsing: $0) } ?? .all
        let array = try await ZarrArray.open(location, context: context)
        var view = try await array.view(of: selection)
        if let selectMask { view = try await view[ElementMask.read(selectMask, context: Terminal.context())] }
        if let fields { view = try view.taking(fields: fields.split(separator: ",").map(String.init)) }
        try await progress.showing { onStart in
            let writer = ValueWriter(view, onStart: onStart)
            let sink = output == "-" ? Terminal.output : try FileSink(path: output)
            try await writer.write(format, to: sink)
            try sink.finish()
        }
    }
}
