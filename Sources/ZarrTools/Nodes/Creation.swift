public import Zarr

/// A node that is to be created.
public enum Creation: Sendable {
    /// An array of this layout.
    case array(ArrayLayout)
    /// A group with these attributes.
    case group(JSONObject, FormatIdentifier)

    /// A group whose attributes are JSON text.
    public static func group(_ attributes: String?, _ format: FormatIdentifier) throws(ZarrError) -> Creation {
        .group(try attributes.map { text throws(ZarrError) in try AttributesText.object(text) } ?? [:], format)
    }

    /// Creates the node, or in a dry run only sees whether it could be, and says what it is.
    ///
    /// - Throws: ``ZarrError/Code/exists`` where there is a node, unless `overwrite`.
    public func run(
        at location: String, overwrite: Bool = false, dryRun: Bool = false, context: ZarrContext = .standard
    ) async throws -> NodeInfo {
        let place = try Location(parsing: location)
        let (store, path) = try await place.resolve(for: .writing)
        // A dry run creates the node, too, but in memory.
        let target: any Store = dryRun ? MemoryStore() : try store.writable()
        if dryRun, !overwrite {
            if (try? await Hierarchy.open(in: store, at: path, metadata: .perNode)) != nil {
                throw ZarrError(.exists, "there is a node already", hint: "use --overwrite, or choose another name")
                    .at(node: "/" + path)
            }
        }
        switch self {
        case .array(var layout):
            if let said = place.formatIdentifier { layout.format = said }
            let array = try await ZarrArray.create(
                in: target, at: path, layout, overwrite: overwrite, context: context)
            return try await NodeInfo.of(.array(array), countsChunks: false)
        case .group(let attributes, let format):
            let group = try await ZarrGroup.create(
                in: target, at: path, attributes: attributes, format: place.formatIdentifier ?? format,
                overwrite: overwrite, context: context)
            return try await NodeInfo.of(.group(group), countsChunks: false)
        }
    }
}
