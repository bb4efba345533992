import ArgumentParser
import Synchronization
import Zarr

/// What commands that read values make of chunks that are not stored.
struct MissingOptions: ParsableArguments {
    /// What may be said to `--missing`.
    enum Policy: String, ExpressibleByArgument, CaseIterable {
        case fill
        case error
        case report
    }

    @Option(help: "What a chunk or subchunk that is not stored is: fill, an error, or fill and told on standard error.")
    var missing = Policy.fill

    /// Calls `work` with a context whose reads go by the option, and says how many chunks were missing where that is asked for.
    func telling(_ work: (ZarrContext) async throws -> Void) async throws {
        let context = Terminal.context()
        switch missing {
        case .fill: try await work(context)
        case .error: try await work(context.taking(missingChunks: .error))
        case .report:
            let lines = MissingLines()
            defer { lines.finish() }
            try await work(context.taking(missingChunks: .report { lines.add($0) }))
        }
    }
}

/// Prints a line for each missing chunk, the first ones only, and then how many there are.
private final class MissingLines: Sendable {
    /// Whose lines anybody reads.
    private static let mostShown = 20
    /// So many are told apart, in memory that nobody misses.
    private static let mostCounted = 1 << 20

    private let seen = Mutex<Set<MissingChunk>>([])

    func add(_ chunk: MissingChunk) {
        let isShown = seen.withLock { seen in
            guard seen.count < Self.mostCounted else { return false }
            return seen.insert(chunk).inserted && seen.count <= Self.mostShown
        }
        if isShown { Terminal.complain("missing: \(chunk)") }
    }

    func finish() {
        let count = seen.withLock(\.count)
        let more = count >= Self.mostCounted ? " or more" : ""
        let hidden = count > Self.mostShown ? ", the first \(Self.mostShown) of them are shown" : ""
        Terminal.complain("\(count)\(more) chunks are missing\(hidden)")
    }
}
