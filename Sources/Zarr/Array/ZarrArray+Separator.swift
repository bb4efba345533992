import ZarrBase
import ZarrCodecs
import ZarrFormats
import ZarrStorage

extension ZarrArray {
    /// The array that a document describes, once it is settled what stands between the indices in the keys of its chunks.
    static func opened(
        _ description: ArrayDescription, storage: NodeStorage, context: ZarrContext
    ) async throws -> ZarrArray {
        var description = description
        if description.leavesSeparatorOpen, try await storage.nestsChunks(description) {
            description.chunkKeyEncoding = .v2(separator: .slash)
            context.warn(
                "\(storage.displayPath): .zarray has no dimension_separator; the chunks are found in directories, as with \"/\""
            )
        }
        return try ZarrArray(description, storage: storage, context: context)
    }
}

extension ArrayDescription {
    /// Whether the document has no `dimension_separator`. By the specification that is `"."`, but zarr-python's
    /// NestedDirectoryStore and OME-Zarr before 0.4 left it out where chunks lie in directories.
    fileprivate var leavesSeparatorOpen: Bool {
        format == .zarr2 && shape.count > 1 && (document["dimension_separator"]?.isNull ?? true)
    }
}

extension NodeStorage {
    /// Whether chunks lie under keys such as `0/0` and none under such as `0.0`.
    ///
    /// Only a store that answers at once is asked: of another one each question would cost a request for every old array.
    ///
    /// - Complexity: one look where the first chunk is stored, two where it lies in a directory, else one listing.
    fileprivate func nestsChunks(_ description: ArrayDescription) async throws -> Bool {
        guard let synchronous = store.synchronous else { return false }
        let rank = description.shape.count
        let origin = [Int](repeating: 0, count: rank)
        let flat = ChunkKeyEncoding.v2(separator: .dot)
        if try synchronous.size(prefix.key(flat.key(for: origin))) != nil { return false }
        let nested = ChunkKeyEncoding.v2(separator: .slash)
        if try synchronous.size(prefix.key(nested.key(for: origin))) != nil { return true }
        guard let store = store as? any ListableStore else { return false }
        let directory = try await store.listDirectory(prefix)
        if directory.keys.contains(where: { flat.indices(of: $0.name, rank: rank) != nil }) { return false }
        return directory.prefixes.contains { !$0.name.isEmpty && $0.name.utf8.allSatisfy { (48...57).contains($0) } }
    }
}
