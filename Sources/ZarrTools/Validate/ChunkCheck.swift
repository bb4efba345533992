import Zarr

/// The keys below an array, and what decoding its chunks brings to light.
struct ChunkCheck: Sendable {
    private let array: ZarrArray
    private let chunks: [(key: StoreKey, indices: [Int], byteCount: Int)]
    private let total: Int
    /// Keys that are neither documents nor chunks.
    let oddKeys: [(severity: DocumentIssue.Severity, key: String, message: String)]

    var path: String { array.path }
    var chunkCount: Int { chunks.count }
    /// The stored bytes of all chunks.
    var byteCount: Int { chunks.reduce(0) { $0 + $1.byteCount } }

    /// - Parameter documents: the names directly below the array, of which some are documents.
    /// - Complexity: one listing, and a size for each chunk.
    init(_ array: ZarrArray, documents: Set<String>) async throws {
        self.array = array
        let description = array.description
        let grid = description.chunkGrid.gridShape(for: description.shape)
        total = grid.saturatingProduct
        let prefix = try StorePrefix(array.path)
        let names = Set(FormatCatalog.all.flatMap(\.allDocumentNames)).intersection(documents)
        var chunks: [(key: StoreKey, indices: [Int], byteCount: Int)] = []
        var oddKeys: [(severity: DocumentIssue.Severity, key: String, message: String)] = []
        for key in try await array.store.listable().list(prefix) {
            let name = String(decoding: key.path.utf8.dropFirst(prefix.path.utf8.count), as: UTF8.self)
            if names.contains(name) { continue }
            switch ArrayKey(name, description) {
            case .aside: continue
            case .chunk(let indices): chunks.append((key, indices, try await array.store.byteCount(of: key) ?? 0))
            case .outside:
                oddKeys.append(
                    (.warning, key.path, "the chunk lies outside the array: it shows again once the array grows"))
            case .node: oddKeys.append((.error, key.path, "a node lies below an array"))
            case .journal: oddKeys.append((.warning, key.path, CheckReport.Finding.appendMessage))
            case .misplaced, .stray: oddKeys.append((.warning, key.path, "the key is no document and no chunk"))
            }
        }
        self.chunks = chunks
        self.oddKeys = oddKeys
    }

    func census(decoded: Int) -> ValidationReport.Census {
        .init(node: path, stored: chunks.count, total: total, bytes: byteCount, decoded: decoded)
    }

    /// Decodes every chunk; what cannot be is told by its key.
    ///
    /// - Complexity: one request a chunk; memory for few chunks, whatever the size of the array.
    func run(_ progress: ProgressCounter) async throws -> [(key: String, message: String)] {
        let description = array.description
        let decodedSize = description.chunkGrid.largestChunkShape.saturatingProduct
            .saturatingTimes(description.dataType.byteCount)
        let limit = max(1, min(8, (256 << 20) / max(1, decodedSize)))
        return try await withThrowingTaskGroup(of: (String, String)?.self) { group in
            var failures: [(key: String, message: String)] = []
            for (number, chunk) in chunks.enumerated() {
                if number >= limit, let failure = try await group.next() ?? nil { failures.append(failure) }
                try Task.checkCancelledAsZarrError()
                group.addTask {
                    let failure = try await failure(of: chunk.key, chunk.indices, description)
                    progress.add(chunk.byteCount)
                    return failure
                }
            }
            for try await failure in group { if let failure { failures.append(failure) } }
            return failures.sorted { $0.key < $1.key }
        }
    }

    private func failure(
        of key: StoreKey, _ indices: [Int], _ description: ArrayDescription
    ) async throws -> (String, String)? {
        let region = description.chunkGrid.chunkRegion(at: indices)
        let inside = description.shape.indices.map { axis in
            min(region.shape[axis], max(0, description.shape[axis] - region.origin[axis]))
        }
        guard !inside.contains(0) else { return nil }
        do {
            _ = try await array.read(Selection(Region(origin: region.origin, shape: inside)))
            return nil
        } catch let error as ZarrError where error.code != .cancelled {
            let codec = error.codec.map { "codec \($0): " } ?? ""
            return (key.path, codec + error.message)
        }
    }
}
