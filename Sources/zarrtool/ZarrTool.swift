import ArgumentParser

/// The root command: nothing but its list.
struct ZarrTool: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "zarrtool",
        abstract: "Look into Zarr arrays, make them, write them, copy them.",
        discussion: """
            LOCATION is a path or URL, with the node's path behind the store's: data.zarr/group/array. Exit codes: 0 ok, \
            1 failure, 64 wrong use, 65 bad data, 66 not found, 130 interrupted.
            """,
        version: "0.1.0",
        subcommands: [
            AppendCommand.self, AttrsCommand.self, BatchCommand.self, BenchCommand.self, CatCommand.self,
            CheckCommand.self, ChecksumCommand.self, CodecsCommand.self, CompactCommand.self, ConsolidateCommand.self,
            CopyCommand.self, CreateCommand.self, DeleteCommand.self, DiffCommand.self, DtypesCommand.self,
            ExplainCommand.self, InfoCommand.self, LinkN5Command.self,
            MigrateCommand.self, PlotCommand.self, ResizeCommand.self, TreeCommand.self, UnzipCommand.self,
            ValidateCommand.self,
            WriteCommand.self, ZipCommand.self,
        ])
}
