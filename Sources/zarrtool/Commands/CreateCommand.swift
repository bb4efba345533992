import ArgumentParser
import Zarr
import ZarrTools

struct CreateCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "create",
        abstract: "Create an array that holds its fill value, or a group.",
        discussion: """
            --codecs takes the JSON list of the format, or short forms joined by commas: zstd:3, gzip:6, zlib:1, bz2:9, \
            lzma, lz4, blosc:lz4:5:shuffle, shuffle,zlib:1, crc32c, bytes:big, transpose:2-0-1, delta:<i4, none. Groups \
            above that are missing are created, too.
            """)

    @Argument(help: "The new array or group.")
    var location: String

    @Option(help: "The extents, like 100,200.")
    var shape: String?

    @Option(help: "The type: float32, uint16, bool, complex64, string, r16, f4, >i2, S5, U7 ...")
    var dtype: String?

    @Option(help: "The extents of a chunk; about 1 MiB by default. [4*2,3],10 where they differ along an axis.")
    var chunks: String?

    @Option(help: "The extents of a shard, multiples of the chunks.")
    var shards: String?

    @Option(help: "The codecs; zstd:3 by default.")
    var codecs: String?

    @Option(parsing: .unconditional, help: "The value of elements that were never written; zero by default.")
    var fillValue: String?

    @Option(help: "The names of the axes, like time,lat,lon.")
    var dimensionNames: String?

    @Option(help: "The attributes, as a JSON object.")
    var attributes: String?

    @Option(help: "The format of the metadata: zarr2, zarr3 or n5.")
    var format = FormatIdentifier.zarr3

    @Option(help: "What stands between the indices in the key of a chunk: / or a dot.")
    var separator: String?

    @Option(help: "The order of elements within a chunk: C or F.")
    var order = "C"

    @Option(help: "Where the index of a shard lies: start or end.")
    var shardIndex = "end"

    @Flag(help: "Create a group instead of an array.")
    var group = false

    @Flag(help: "Delete what is there first.")
    var overwrite = false

    @Flag(help: "Only show what would be created.")
    var dryRun = false

    @OptionGroup var consolidation: ConsolidateOptions
    @OptionGroup var printing: PrintOptions

    func validate() throws {
        if group {
            guard shape == nil, dtype == nil else { throw ValidationError("--group takes neither --shape nor --dtype") }
        } else {
            guard shape != nil else { throw ValidationError("Missing expected argument '--shape <shape>'") }
            guard dtype != nil else { throw ValidationError("Missing expected argument '--dtype <dtype>'") }
        }
        guard separator == nil || separator.flatMap(ChunkKeyEncoding.Separator.init(rawValue:)) != nil else {
            throw ValidationError("--separator is '/' or '.'")
        }
        guard order == "C" || order == "F" else { throw ValidationError("--order is C or F") }
        guard ShardingCodec.IndexLocation(rawValue: shardIndex) != nil else {
            throw ValidationError("--shard-index is start or end")
        }
    }

    func run() async throws {
        let context = consolidation.context
        let creation = group ? try Creation.group(attributes, format) : .array(try recipe.layout())
        let facts = try await creation.run(
            at: location, overwrite: overwrite, dryRun: dryRun, context: context)
        if printing.json { Terminal.print(.object(facts.facts)) } else if dryRun { Terminal.print(facts.text) }
        guard !dryRun else { return }
        let (store, path) = try await Location(parsing: location).resolve(for: .writing)
        await consolidation.warn(above: path, in: store)
    }

    private var recipe: ArrayRecipe {
        var recipe = ArrayRecipe()
        recipe.shape = shape ?? ""
        recipe.dataType = dtype ?? ""
        recipe.chunks = chunks
        recipe.shards = shards
        recipe.codecs = codecs
        recipe.fillValue = fillValue
        recipe.dimensionNames = dimensionNames
        recipe.attributes = attributes
        recipe.separator = separator.flatMap(ChunkKeyEncoding.Separator.init(rawValue:))
        recipe.isFortranOrder = order == "F"
        recipe.shardIndexLocation = ShardingCodec.IndexLocation(rawValue: shardIndex) ?? .end
        recipe.format = format
        return recipe
    }
}
