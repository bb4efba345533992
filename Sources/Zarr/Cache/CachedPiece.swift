import Synchronization
import ZarrBase
import ZarrStorage

/// What a piece is found by: the arrays of one place and layout, the stored value, and the number of the subchunk in it.
struct PieceKey: Hashable {
    let domain: Int
    let value: StoreKey
    var piece: Int
}

/// The arrays that share decoded chunks: those of one place whose chunks decode alike.
struct CacheDomain: Hashable {
    /// The store and the path in it.
    let place: String
    /// Type, fill value, codecs and chunk shape.
    let layout: String
}

/// One decoded piece. Who decodes it holds its lock, so that others who want it wait for that instead of doing it again.
///
/// It is `@unchecked Sendable` because its neighbours in the list are guarded by the lock of the cache.
final class CachedPiece: @unchecked Sendable {
    enum Loading {
        /// It was there.
        case none
        /// It was decoded.
        case first
        /// It was decoded again, as the stored value had changed.
        case again
    }

    let key: PieceKey
    let byteCount: Int

    // The neighbours are kept alive by the table as long as they are listed.
    unowned(unsafe) var newer: CachedPiece?
    unowned(unsafe) var older: CachedPiece?
    var isListed = false

    private let loaded = Atomic<Bool>(false)
    private let content = Mutex<Content?>(nil)

    private struct Content {
        let block: MemoryBlock
        let version: ValueVersion?
    }

    init(_ key: PieceKey, byteCount: Int) {
        self.key = key
        self.byteCount = byteCount
    }

    /// Whether the elements are there and worth keeping.
    var isLoaded: Bool { loaded.load(ordering: .acquiring) }

    func elements(
        version: ValueVersion?, _ loading: inout Loading, _ load: (MemoryBlock) throws -> LoadedVersion?
    ) throws -> MemoryBlock? {
        let (block, state) = try content.withLock { content -> (MemoryBlock?, Loading) in
            if let content, content.version == version { return (content.block, .none) }
            let state: Loading = content == nil ? .first : .again
            // Readers may still copy from the old block.
            content = nil
            loaded.store(false, ordering: .releasing)
            let block = try MemoryBlock(count: byteCount)
            guard let found = try load(block) else { return (nil, state) }
            // A file that has just changed may change again and look the same.
            if version == nil || found.version?.isSettled == true {
                content = Content(block: block, version: version == nil ? nil : found.version)
                loaded.store(true, ordering: .releasing)
            }
            return (block, state)
        }
        loading = state
        return block
    }
}
