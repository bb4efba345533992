import ArgumentParser
import Zarr
import ZarrTools

struct PlotCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "plot",
        abstract: "Draw a plane of an array as a PNG file, missing values transparent.",
        discussion: """
            Missing are NaN, the fill value unless it is zero, the attributes _FillValue and missing_value, and what is \
            beyond 1e30. North is at the top where the first axis is a latitude.
            """)

    @Argument(help: "The array.")
    var location: String

    @Option(parsing: .unconditional, help: "The plane to draw, like '0, ...'.")
    var selection: String?

    @Option(help: "The PNG file to write; - for standard output.")
    var output: String

    @Option(help: "The colours: viridis, coolwarm or gray.")
    var colormap = Colormap.viridis

    @Option(parsing: .unconditional, help: "The values of the first and the last colour, like -2,32.")
    var range: String?

    @Option(parsing: .unconditional, help: "A value that stands for a missing one.")
    var missing: Double?

    @Flag(help: "Turn the picture upside down.")
    var flip = false

    @OptionGroup var progress: ProgressOptions
    @OptionGroup var printing: PrintOptions

    func validate() throws {
        if let range, Self.bounds(range) == nil {
            throw ValidationError("--range '\(range)' is not two numbers, the lower one first, like -2,32")
        }
        guard output != "-" || !printing.json else { throw ValidationError("--json and --output - exclude each other") }
    }

    func run() async throws {
        let selection = try selection.map { try Selection(parsing: $0) } ?? .all
        let array = try await ZarrArray.open(location, context: Terminal.context())
        let options = PictureOptions(
            colormap: colormap, range: range.flatMap(Self.bounds), missing: missing, flips: flip)
        try await progress.showing { onStart in
            let picture = try await Picture.of(array, selection, options, onStart: onStart)
            let sink = output == "-" ? Terminal.output : try FileSink(path: output)
            try sink.write(try picture.png())
            try sink.finish()
            guard printing.json else { return }
            Terminal.print([
                "output": .string(output), "width": .number(JSONNumber(picture.width)),
                "height": .number(JSONNumber(picture.height)),
                "range": [
                    .number(JSONNumber(picture.range.lowerBound)), .number(JSONNumber(picture.range.upperBound)),
                ],
                "missing": .number(JSONNumber(picture.missingCount)),
            ])
        }
    }

    private static func bounds(_ text: String) -> ClosedRange<Double>? {
        let numbers = text.split(separator: ",").map { Double($0.filter { $0 != " " }) }
        guard numbers.count == 2, let lower = numbers[0], let upper = numbers[1], lower <= upper,
            lower.isFinite, upper.isFinite
        else { return nil }
        return lower...upper
    }
}
