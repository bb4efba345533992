import ArgumentParser
import Zarr
import ZarrTools

/// The flag of commands that print facts.
struct PrintOptions: ParsableArguments {
    @Flag(help: "Print JSON.")
    var json = false
}

/// The flag of commands that may take long.
struct ProgressOptions: ParsableArguments {
    @Flag(name: .shortAndLong, help: "Show no progress.")
    var quiet = false

    /// Calls `work` with what starts a progress bar, and takes the bar away afterwards.
    func showing(_ work: (_ onStart: (ProgressCounter) -> Void) async throws -> Void) async throws {
        let bar = ProgressBar(quiet: quiet)
        defer { bar.stop() }
        try await work { bar.start($0) }
    }
}

/// The flag of commands that find nodes by their group.
struct MetadataOptions: ParsableArguments {
    @Flag(inversion: .prefixedNo, help: "Trust consolidated metadata where it is there.")
    var consolidated = true

    var policy: MetadataPolicy { consolidated ? .consolidatedWherePresent : .perNode }
}

/// The option of commands that read the same chunks more than once.
struct CacheOptions: ParsableArguments {
    @Option(
        name: .customLong("cache"),
        help: ArgumentHelp(
            "Keep decoded chunks for reads that come back to them, up to so many bytes.", valueName: "512M"))
    var limit: ByteCount?

    var cache: ChunkCache? { limit.map { ChunkCache(byteLimit: $0.bytes) } }
}
