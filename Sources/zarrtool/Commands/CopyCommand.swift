import ArgumentParser
import Zarr
import ZarrTools

struct CopyCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "copy",
        abstract: "Copy an array or a whole hierarchy, attributes and all, to another format, other chunks or codecs.",
        discussion: """
            What is not said stays as it is. In a hierarchy --chunks and --shards are for the arrays of as many axes. \
            Chunks that both arrays encode the same way are copied as they are.
            """)

    @Argument(help: "The array or group to copy.")
    var source: String

    @Argument(help: "The new array or group.")
    var destination: String

    @Option(help: "The format of the metadata: zarr2, zarr3 or n5.")
    var format: FormatIdentifier?

    @Option(help: "The extents of a chunk, like 10,20.")
    var chunks: String?

    @Option(help: "The extents of a shard, multiples of the chunks.")
    var shards: String?

    @Option(help: "The codecs, like zstd:3 or none; see create.")
    var codecs: String?

    @Flag(
        inversion: .prefixedNo,
        help: "Between N5 and Zarr, describe images of several resolutions by the conventions of both.")
    var multiscales = true

    @Flag(help: "Delete what is at the destination first.")
    var overwrite = false

    @Flag(help: "Only show what would be done.")
    var dryRun = false

    @OptionGroup var consolidation: ConsolidateOptions
    @OptionGroup var edges: EdgeOptions
    @OptionGroup var missing: MissingOptions
    @OptionGroup var progress: ProgressOptions
    @OptionGroup var printing: PrintOptions
    @OptionGroup var metadata: MetadataOptions

    func run() async throws { try await missing.telling { try await copy($0) } }

    private func copy(_ context: ZarrContext) async throws {
        var options = CopyOptions(
            format: format, chunks: try chunks.map { try ExtentsText.parse($0, of: "--chunks") },
            shards: try shards.map { try ExtentsText.parse($0, of: "--shards") },
            codecs: try codecs.map { try CodecText.parse($0) }, overwrite: overwrite)
        options.mapsMultiscales = multiscales
        let plan = try await CopyPlan(
            from: source, to: destination, options, metadata: metadata.policy,
            context: edges.applied(to: context.keepingConsolidated(consolidation.consolidate)))
        if !dryRun { try await progress.showing { onStart in try await plan.run(onStart: onStart) } }
        if printing.json { Terminal.print(plan.json) } else if dryRun { Terminal.print(plan.text) }
        if !dryRun { await consolidation.warn(above: plan.path, in: plan.store) }
    }
}
