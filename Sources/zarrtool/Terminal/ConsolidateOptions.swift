import ArgumentParser
import Zarr

/// The flag of commands that change metadata.
struct ConsolidateOptions: ParsableArguments {
    @Flag(help: "Bring the consolidated metadata of groups above to the new state.")
    var consolidate = false

    /// A context whose changes go by the flag.
    var context: ZarrContext { Terminal.context().keepingConsolidated(consolidate) }

    /// Says so where groups above a changed node still show its old metadata.
    func warn(above path: String, in store: any ReadableStore) async {
        if !consolidate { await Terminal.warnOfStaleMetadata(above: path, in: store) }
    }
}
