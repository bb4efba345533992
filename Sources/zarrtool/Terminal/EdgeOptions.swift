import ArgumentParser
import Zarr

/// How commands that write N5 store the blocks at the edge.
struct EdgeOptions: ParsableArguments {
    @Flag(help: "In N5, write whole blocks at the edge, filled up by 0; else they end with the array.")
    var padEdges = false

    /// The context with the option.
    func applied(to context: ZarrContext) -> ZarrContext {
        var context = context
        context.padsEdges = padEdges
        return context
    }
}
