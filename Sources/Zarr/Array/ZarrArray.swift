import Synchronization
import ZarrBase
public import ZarrCodecs
public import ZarrFormats
public import ZarrIndexing
public import ZarrStorage

/// A chunked array in a store.
///
/// Reads and writes take numpy-style selections: `[0, .all, 10..<20]`, `[.ellipsis, -1]`, `["time": 0]`. All its methods may
/// be called from any task; what changes the metadata is done one after the other.
public final class ZarrArray: Sendable {
    /// The store that holds the array.
    public let store: any ReadableStore
    /// The path of the array in its store; empty for the root.
    public let path: String

    let context: ZarrContext
    let storage: NodeStorage
    /// Whether chunks at the edge are read before they are written: others may be growing the array.
    let sharesEdge: Bool
    /// The cache of decoded chunks as this array uses it.
    let cached: CachedArray?
    private let state: Mutex<State>

    struct State {
        var description: ArrayDescription
        let pipelines: ChunkPipelines
        let indexes: IndexCache?

        init(_ description: ArrayDescription) throws(ZarrError) {
            self.description = description
            pipelines = try ChunkPipelines(description)
            indexes = description.subchunkShape == nil ? nil : IndexCache()
        }
    }

    /// Binds the codecs: whatever does not fit is an error here, not per chunk.
    init(
        _ description: ArrayDescription, storage: NodeStorage, context: ZarrContext, sharesEdge: Bool = false
    ) throws(ZarrError) {
        self.storage = storage
        self.sharesEdge = sharesEdge
        self.context = context
        store = storage.store
        path = storage.path
        cached = context.cache.map { CachedArray($0, storage) }
        do {
            state = Mutex(try State(description))
        } catch {
            throw error.at(node: storage.displayPath)
        }
    }

    /// What the metadata says.
    public var description: ArrayDescription { state.withLock { $0.description } }
    /// The extents.
    public var shape: [Int] { description.shape }
    /// The number of axes.
    public var rank: Int { description.shape.count }
    /// The type of the elements.
    public var dataType: DataType { description.dataType }
    /// What elements hold that were never written.
    public var fillValue: FillValue { description.fillValue }
    /// The format of the metadata.
    public var format: FormatIdentifier { description.format }
    /// The shape of the stored values: of a shard where the array is sharded.
    public var chunkGrid: ChunkGrid { description.chunkGrid }
    /// The shape of the smallest part that is read alone: of a subchunk where the array is sharded.
    public var chunkShape: [Int] { description.subchunkShape ?? description.chunkShape }
    /// The shape of a shard, nil where the array is not sharded.
    public var shardShape: [Int]? { description.shardShape }

    /// The names of the axes where they have any.
    ///
    /// - Complexity: in Zarr v2 they are in the attributes, which take a request where they were not read before.
    public func dimensionNames() async throws -> [String?]? {
        _ = try await attributes()
        return description.dimensionNames
    }

    /// The engine's view of the array as it is now.
    var chunks: ChunkAccess {
        state.withLock { state in
            ChunkAccess(
                store: store, prefix: storage.prefix, shape: state.description.shape, grid: state.description.chunkGrid,
                keyEncoding: state.description.chunkKeyEncoding, pipelines: state.pipelines,
                subchunkShape: state.description.subchunkShape, indexes: state.indexes,
                sizes: context.sizes,
                truncatesEdges: state.description.mayTruncateEdges && !context.padsEdges, cached: cached)
        }
    }

    /// Says that stored values have changed, to caches that rely on being told.
    func noteChange() {
        storage.noteChange()
        if let cached { WriteNotices.shared.changed(cached.place) }
    }

    func withDescription<Result: Sendable>(_ body: (inout ArrayDescription) throws -> Result) rethrows -> Result {
        try state.withLock { try body(&$0.description) }
    }

    /// Takes in the metadata as somebody else may have changed it.
    func take(_ found: ArrayDescription) throws(ZarrError) {
        var found = found
        // What an old document leaves open was settled when the array was opened.
        if found.format == .zarr2 { found.chunkKeyEncoding = description.chunkKeyEncoding }
        let fresh = try State(found)
        state.withLock { $0 = fresh }
    }

    /// Binds a selection to the array; names of axes are looked up where it uses any.
    func resolve(_ selection: Selection) async throws -> ResolvedSelection {
        let names = selection.usesNames ? try await dimensionNames() : nil
        do {
            return try selection.resolved(in: shape, dimensionNames: names, grid: chunkGrid)
        } catch {
            throw error.at(node: storage.displayPath)
        }
    }

    func atNode<Result>(_ body: () async throws -> Result) async throws -> Result {
        do { return try await body() } catch let error as ZarrError { throw error.at(node: storage.displayPath) }
    }
}
