public import Zarr

/// The digest of what arrays and groups hold, whatever their chunks, codecs and format are: equal digests, equal content.
///
/// What is counted of an array is its data type, its shape and the bytes of its elements in C order, little-endian; of a
/// group the names of its members and their digests. `docs/checksum.md` says it to the bit.
public struct ContentChecksum: Sendable {
    /// An array or a group.
    public struct Node: Sendable {
        /// The path in the store; empty for the root.
        public let path: String
        /// Whether it is an array.
        public let isArray: Bool
        /// What counts of it, as text.
        public let digest: String
    }

    /// The node at the location, then all below it, each after the group that holds it.
    public let nodes: [Node]
    /// The digest of the node at the location.
    public var digest: String { nodes.first?.digest ?? "" }

    /// Computes the digests of all nodes at and below a location.
    ///
    /// - Parameter onStart: gets the counter of decoded bytes.
    /// - Throws: what opening and reading throw, the first error of any node.
    /// - Complexity: every stored chunk is read and decoded once; memory for few chunks. Chunks that are not stored cost
    ///   nothing.
    public static func of(
        _ location: String, _ options: ChecksumOptions = ChecksumOptions(),
        metadata: MetadataPolicy = .consolidatedWherePresent, context: ZarrContext = .standard,
        onStart: (ProgressCounter) -> Void = { _ in }
    ) async throws -> ContentChecksum {
        let hierarchy = try await Hierarchy.open(location, metadata: metadata, context: context)
        return try await of(hierarchy, options, context: context, onStart: onStart)
    }

    /// Computes the digests of all nodes of a hierarchy.
    public static func of(
        _ hierarchy: Hierarchy, _ options: ChecksumOptions = ChecksumOptions(), context: ZarrContext = .standard,
        onStart: (ProgressCounter) -> Void = { _ in }
    ) async throws -> ContentChecksum {
        let nodes = try await hierarchy.nodes()
        let progress = ProgressCounter(total: nodes.reduce(0) { $0.saturatingPlus($1.decodedBytes) })
        onStart(progress)
        var made: [Node] = []
        var members: [String: [(name: String, digest: String)]] = [:]
        // The members of a group come behind it.
        for node in nodes.reversed() {
            let below = members.removeValue(forKey: node.path) ?? []
            let text: String
            switch node {
            case .array(let array):
                let array = try await array.tellingMissingChunks()
                let sum = try await ArrayContent(array, options.point, context).sum(progress)
                text = try await array.canonicalText(sum, options)
            case .group(let group): text = try await group.canonicalText(below, options)
            }
            let digest = options.prefix + options.point.hash(text).value.hexadecimal
            let parent = node.path.split(separator: "/").dropLast().joined(separator: "/")
            if !node.path.isEmpty { members[parent, default: []].append((node.name, digest)) }
            let isArray = if case .array = node { true } else { false }
            made.append(Node(path: node.path, isArray: isArray, digest: digest))
        }
        return ContentChecksum(nodes: made.reversed())
    }
}

/// What a checksum counts.
public struct ChecksumOptions: Sendable {
    /// Whether attributes and the names of axes count, too.
    public let countsAttributes: Bool
    let point: EvaluationPoint
    private let hasKey: Bool

    /// Options with their usual values.
    public init(countsAttributes: Bool = false) {
        self.countsAttributes = countsAttributes
        point = .standard
        hasKey = false
    }

    /// Options with a key: who does not know it cannot make other content of the same digest.
    ///
    /// - Parameter key: 1 to 32 hexadecimal digits.
    /// - Throws: ``ZarrError/Code/invalidArgument`` for anything else, and for 0 and 1.
    public init(countsAttributes: Bool = false, key: String) throws(ZarrError) {
        guard key.utf8.count <= 32, let number = UInt128(key, radix: 16), !key.hasPrefix("+"),
            Residue(number).value > 1
        else {
            throw ZarrError(
                .invalidArgument, "the key \"\(key)\" is not 1 to 32 hexadecimal digits, or is 0 or 1",
                hint: "use the output of: openssl rand -hex 16")
        }
        self.countsAttributes = countsAttributes
        point = EvaluationPoint(Residue(number))
        hasKey = true
    }

    /// The beginning of all digests, which says what is counted.
    public var prefix: String { "zarr1" + (countsAttributes ? "a" : "") + (hasKey ? "k" : "") + ":" }

    /// Refuses a digest that is none, or was made with other options.
    public func require(_ digest: String) throws(ZarrError) {
        let parts = digest.split(separator: ":", omittingEmptySubsequences: false)
        let known = ["zarr1", "zarr1a", "zarr1k", "zarr1ak"]
        guard parts.count == 2, known.contains(String(parts[0])), parts[1].utf8.count == 32,
            parts[1].utf8.allSatisfy({ (0x30...0x39).contains($0) || (0x61...0x66).contains($0) })
        else {
            throw ZarrError(
                .invalidArgument, "\"\(digest)\" is no digest", hint: "one begins with zarr1 and has 32 digits")
        }
        guard !digest.hasPrefix(prefix) else { return }
        let flags = parts[0].dropFirst(5).map { $0 == "a" ? "--attributes" : "--key" }.joined(separator: " and ")
        throw ZarrError(
            .invalidArgument, "the digest \(digest) was made with other options",
            hint: flags.isEmpty ? "use neither --attributes nor --key" : "use \(flags), and no other")
    }
}

extension ZarrNode {
    fileprivate var decodedBytes: Int {
        guard case .array(let array) = self else { return 0 }
        return array.shape.saturatingProduct.saturatingTimes(array.dataType.byteCount)
    }
}

extension ZarrArray {
    fileprivate func canonicalText(_ sum: Residue, _ options: ChecksumOptions) async throws -> String {
        var text = "array\n\(dataType.v3.canonicalText)\n\(shape.json.serialized())\n\(sum.value.hexadecimal)\n"
        guard options.countsAttributes else { return text }
        // xarray keeps the names of the axes there in Zarr v2, and what it masks in Zarr v3.
        var attributes = try await attributes()
        for name in ["_ARRAY_DIMENSIONS", "_FillValue"] { attributes[name] = nil }
        text += JSONValue.object(attributes).canonicalText + "\n"
        let names = try await dimensionNames()
        text += JSONValue.array(shape.indices.map { names?[$0].map { .string($0) } ?? .null }).canonicalText + "\n"
        return text
    }
}

extension ZarrGroup {
    fileprivate func canonicalText(
        _ members: [(name: String, digest: String)], _ options: ChecksumOptions
    ) async throws -> String {
        var text = "group\n"
        for member in members.sorted(by: { $0.name.utf8.lexicographicallyPrecedes($1.name.utf8) }) {
            text += JSONValue.string(member.name).serialized() + " " + member.digest + "\n"
        }
        if options.countsAttributes { text += JSONValue.object(try await attributes()).canonicalText + "\n" }
        return text
    }
}
