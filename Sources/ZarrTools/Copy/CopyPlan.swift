public import Zarr

/// A copy of an array or of a whole hierarchy, settled to the last codec before anything is written.
public struct CopyPlan: Sendable {
    /// One array of the copy.
    public struct Step: Sendable {
        /// The array that is read.
        public let source: ZarrArray
        /// What the new array is.
        public let target: ArrayDescription
        /// The path of the new array in its store.
        public let path: String
        /// Whether the stored bytes are copied as they are, since both arrays encode chunks the same way.
        public let copiesEncodedChunks: Bool
        /// What is done to the stored bytes where only one of the arrays has blocks of N5; nil where nothing is.
        let reframing: Reframing?
    }

    /// The groups of the copy, each after the one that holds it.
    let groups: [CopiedGroup]
    /// The arrays of the copy.
    public let steps: [Step]
    /// The store that is written.
    public let store: any Store
    /// The path of the copy in its store.
    public let path: String
    let format: FormatIdentifier
    let options: CopyOptions
    let context: ZarrContext

    /// Settles a copy. Nothing is written yet.
    ///
    /// - Throws: ``ZarrError/Code/exists`` where there is a node at the destination that is not to be overwritten,
    ///   ``ZarrError/Code/invalidArgument`` where the options do not fit.
    public init(
        from source: String, to destination: String, _ options: CopyOptions = CopyOptions(),
        metadata: MetadataPolicy = .consolidatedWherePresent, context: ZarrContext = .standard
    ) async throws {
        let hierarchy = try await Hierarchy.open(source, metadata: metadata, context: context)
        let place = try Location(parsing: destination)
        let (store, path) = try await place.resolve(for: .writing)
        var options = options
        if options.format == nil { options.format = place.formatIdentifier }
        try await self.init(
            from: hierarchy, to: store.writable(), at: path, options, context: context)
    }

    /// Settles a copy of `hierarchy` to `path` of a store.
    public init(
        from hierarchy: Hierarchy, to store: any Store, at path: String, _ options: CopyOptions = CopyOptions(),
        context: ZarrContext = .standard
    ) async throws {
        self.store = store
        self.path = path
        self.options = options
        self.context = context
        // Zarr v1 is not written: Zarr v2 is what comes next to it.
        format = options.format ?? (hierarchy.root.format == .zarr1 ? .zarr2 : hierarchy.root.format)
        try Self.checkApart(hierarchy.root, store, path)
        var groups: [CopiedGroup] = []
        var steps: [Step] = []
        let rootPath = hierarchy.root.path
        let nodes = try await hierarchy.nodes()
        let isArray = if case .array = hierarchy.root { true } else { false }
        for node in nodes {
            let below = node.path.dropFirst(rootPath.isEmpty ? 0 : rootPath.count).drop { $0 == "/" }
            let place = [path, String(below)].filter { !$0.isEmpty }.joined(separator: "/")
            switch node {
            case .group(let group):
                let isConsolidated =
                    group.path == rootPath && group.description.consolidated != nil && format.hasConsolidatedMetadata
                groups.append(
                    CopiedGroup(path: place, attributes: try await group.attributes(), isConsolidated: isConsolidated))
            case .array(let array):
                steps.append(try await Self.step(array, place, format, options, isAlone: isArray))
            }
        }
        if !isArray { try Self.checkUse(of: options, by: steps) }
        if options.mapsMultiscales {
            Self.mapMultiscales(&groups, &steps, from: hierarchy.root.format, to: format)
        }
        self.groups = groups
        self.steps = steps
        guard !options.overwrite else { return }
        do {
            _ = try await Hierarchy.open(in: store, at: path, metadata: .perNode, context: context)
        } catch let error as ZarrError where error.code == .notFound {
            return
        }
        throw ZarrError(
            .exists, "there is a node at the destination already", hint: "use --overwrite, or another destination"
        ).at(node: "/" + path)
    }

    private static func step(
        _ array: ZarrArray, _ place: String, _ format: FormatIdentifier, _ options: CopyOptions, isAlone: Bool
    ) async throws -> Step {
        // In a hierarchy the coordinates are vectors: a shape for the cubes beside them is not meant for those.
        func fitting(_ shape: [Int]?) -> [Int]? { isAlone || shape?.count == array.rank ? shape : nil }
        do {
            let chunks = fitting(options.chunks)
            var shards = fitting(options.shards)
            if chunks == nil { shards = try shards?.fitting(array) }
            let target = try await array.description(
                chunks: chunks, shards: shards, codecs: options.codecs, format: format)
            let comparesLevels = options.codecs != nil
            let isSame = array.description.encodesChunks(as: target, comparesLevels: comparesLevels)
            let reframing = array.description.reframing(as: target, comparesLevels: comparesLevels)
            return Step(
                source: array, target: target, path: place, copiesEncodedChunks: isSame || reframing != nil,
                reframing: reframing)
        } catch let error as ZarrError {
            throw error.at(node: "/" + array.path)
        }
    }

    private static func checkUse(of options: CopyOptions, by steps: [Step]) throws(ZarrError) {
        for (shape, what) in [(options.chunks, "chunks"), (options.shards, "shards")] {
            guard let shape, !steps.contains(where: { $0.target.shape.count == shape.count }) else { continue }
            throw ZarrError(.invalidArgument, "no array has the \(shape.count) axes of the \(what) \(shape.asTuple)")
        }
    }

    /// A copy into itself would read what it writes, or delete what it is to read.
    private static func checkApart(_ source: ZarrNode, _ store: any Store, _ path: String) throws(ZarrError) {
        func absolute(_ store: any ReadableStore, _ path: String) -> String {
            let root = store.description
            return (path.isEmpty ? root : root + "/" + path) + "/"
        }
        let from = absolute(source.store, source.path)
        let to = absolute(store, path)
        guard !from.hasPrefix(to), !to.hasPrefix(from) else {
            throw ZarrError(
                .invalidArgument, "source and destination lie within each other", hint: "choose another destination")
        }
    }

    /// What is to be done, for a dry run.
    public var json: JSONValue {
        [
            "destination": .string(store.description), "path": .string("/" + path),
            "format": .string(format.rawValue),
            "groups": .array(groups.map { .string("/" + $0.path) }),
            "arrays": .array(steps.map(\.json)),
            "bytes_decoded": .number(JSONNumber(byteCount)),
        ]
    }

    /// The decoded size of all arrays, in bytes.
    public var byteCount: Int {
        steps.reduce(0) { sum, step in
            let (total, overflow) = sum.addingReportingOverflow(step.byteCount)
            return overflow ? .max : total
        }
    }
}

extension CopyPlan.Step {
    var byteCount: Int { target.shape.saturatingProduct.saturatingTimes(target.dataType.byteCount) }

    var json: JSONValue {
        [
            "source": .string("/" + source.path), "path": .string("/" + path), "shape": target.shape.json,
            "data_type": target.dataType.json,
            "chunks": target.chunksJSON, "shards": target.shardsJSON,
            "codecs": .array(target.innerCodecs.all.map(\.v3.json)),
            "copies_encoded_chunks": .bool(copiesEncodedChunks),
            "bytes_decoded": .number(JSONNumber(byteCount)),
        ]
    }
}
