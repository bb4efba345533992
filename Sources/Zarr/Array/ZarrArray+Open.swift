import ZarrBase
public import ZarrFormats
public import ZarrStorage

extension ZarrArray {
    /// Opens the array at a location: a path or URL, with the array's path behind the store's.
    ///
    /// - Parameters:
    ///   - location: such as `data.zarr/group/array`.
    ///   - format: the format where it is known; else all are looked for, Zarr v3 first.
    ///   - context: the workers that decode, and the cache where none is given.
    ///   - cache: where decoded chunks are kept for the next read.
    /// - Throws: ``ZarrError/Code/notFound`` where there is no array, ``ZarrError/Code/unsupported`` or
    ///   ``ZarrError/Code/invalidMetadata`` with the place in the document where it cannot be read.
    /// - Complexity: one request where the format is known.
    public static func open(
        _ location: String, format: FormatIdentifier? = nil, context: ZarrContext = .standard, cache: ChunkCache? = nil
    ) async throws -> ZarrArray {
        let place = try Location(parsing: location)
        let (store, path) = try await place.resolve(for: .reading)
        return try await open(
            in: store, at: path, format: format ?? place.formatIdentifier, context: context, cache: cache)
    }

    /// Opens the array at `path` of a store.
    public static func open(
        in store: any ReadableStore, at path: String = "", format: FormatIdentifier? = nil,
        context: ZarrContext = .standard, cache: ChunkCache? = nil
    ) async throws -> ZarrArray {
        let context = cache.map { context.caching(in: $0) } ?? context
        let storage = try NodeStorage(store, path: NodePath.normalized(path))
        do {
            switch try await storage.read(format: format, kind: format == nil ? nil : .array, warn: context.warn) {
            case .array(let description):
                for warning in description.warnings { context.warn("\(storage.displayPath): \(warning)") }
                return try await ZarrArray.opened(description, storage: storage, context: context)
            case .group:
                throw ZarrError(.notFound, "is a group, not an array", hint: "name one of its arrays")
            case nil:
                throw await storage.missing("array", documents: "zarr.json nor .zarray")
            }
        } catch let error as ZarrError {
            throw error.at(node: storage.displayPath)
        }
    }
}
