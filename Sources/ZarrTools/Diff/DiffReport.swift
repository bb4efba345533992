public import Zarr

/// What differs between two arrays or hierarchies.
public struct DiffReport: Sendable {
    /// A part of the metadata that is not the same in both.
    public struct Field: Sendable {
        /// What it is, as `shape` or `attributes.units`.
        public let name: String
        /// What the first node has; nil where it has nothing.
        public let left: JSONValue?
        /// What the second node has.
        public let right: JSONValue?
        /// Whether it counts, or is only told.
        public let isDifference: Bool
    }

    /// Two nodes of one path below their roots.
    public struct Node: Sendable {
        /// The path below the roots; empty for the roots.
        public let path: String
        /// Metadata that is not the same.
        public internal(set) var fields: [Field] = []
        /// The number of elements that were compared; nil for groups, and where shape or type differ.
        public internal(set) var elementCount: Int?
        /// What differs among them; nil where nothing does.
        public internal(set) var values: ValueDifference?

        /// Whether there is a difference that counts.
        public var isDifferent: Bool { values != nil || fields.contains(where: \.isDifference) }
    }

    /// The nodes that both have.
    public private(set) var nodes: [Node] = []
    /// The paths of nodes that only the first has.
    public private(set) var onlyLeft: [String] = []
    /// The paths of nodes that only the second has.
    public private(set) var onlyRight: [String] = []

    /// Whether nothing differs that counts.
    public var isSame: Bool { onlyLeft.isEmpty && onlyRight.isEmpty && !nodes.contains(where: \.isDifferent) }

    /// Compares what lies at two locations.
    ///
    /// - Parameter onStart: gets the counter of decoded bytes.
    /// - Throws: what opening and reading throw, the first error of any node.
    public init(
        _ left: String, _ right: String, _ options: DiffOptions,
        metadata: MetadataPolicy = .consolidatedWherePresent, context: ZarrContext = .standard,
        onStart: (ProgressCounter) -> Void = { _ in }
    ) async throws {
        try await self.init(
            Hierarchy.open(left, metadata: metadata, context: context),
            Hierarchy.open(right, metadata: metadata, context: context), options, context: context, onStart: onStart)
    }

    /// Compares two hierarchies.
    public init(
        _ left: Hierarchy, _ right: Hierarchy, _ options: DiffOptions, context: ZarrContext = .standard,
        onStart: (ProgressCounter) -> Void = { _ in }
    ) async throws {
        let leftNodes = try await left.nodesByPath()
        let rightNodes = try await right.nodesByPath()
        onlyLeft = leftNodes.keys.filter { rightNodes[$0] == nil }.sorted()
        onlyRight = rightNodes.keys.filter { leftNodes[$0] == nil }.sorted()
        var pairs: [(place: Int, left: ZarrArray, right: ZarrArray)] = []
        for (path, left) in leftNodes.sorted(by: { $0.key < $1.key }) {
            guard let right = rightNodes[path] else { continue }
            var node = Node(path: path)
            node.fields = try await MetadataDifference.fields(left, right, options)
            if case .array(let left) = left, case .array(let right) = right, left.shape == right.shape,
                left.dataType == right.dataType
            {
                node.elementCount = left.shape.saturatingProduct
                pairs.append((nodes.count, left, right))
            }
            nodes.append(node)
        }
        let progress = ProgressCounter(
            total: pairs.reduce(0) {
                $0.saturatingPlus(
                    $1.left.shape.saturatingProduct.saturatingTimes($1.left.dataType.byteCount).saturatingTimes(2))
            })
        onStart(progress)
        for (place, left, right) in pairs {
            let difference = try await ValueDifference(
                left.tellingMissingChunks(), right.tellingMissingChunks(), options, context: context, progress)
            if difference.count > 0 { nodes[place].values = difference }
        }
    }
}

extension Hierarchy {
    /// All nodes by their paths below the root.
    fileprivate func nodesByPath() async throws -> [String: ZarrNode] {
        let length = root.path.isEmpty ? 0 : root.path.utf8.count + 1
        return Dictionary(
            try await nodes().map { (String(decoding: $0.path.utf8.dropFirst(length), as: UTF8.self), $0) },
            uniquingKeysWith: { first, _ in first })
    }
}
