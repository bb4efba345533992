public import Zarr

/// Consolidated metadata of groups above a node that was changed.
public enum StaleMetadata {
    /// The paths of the groups above `path` that have consolidated metadata; what cannot be opened has none.
    ///
    /// - Complexity: one request or two a group above.
    public static func groups(above path: String, in store: any ReadableStore) async -> [String] {
        let names = path.split(separator: "/")
        var groups: [String] = []
        for depth in names.indices {
            let above = names[..<depth].joined(separator: "/")
            guard let group = try? await ZarrGroup.open(in: store, at: above), group.description.consolidated != nil
            else { continue }
            groups.append("/" + above)
        }
        return groups
    }

    /// What is stale of the consolidated metadata of a group, as a sentence; nil where nothing is, there is none, or that cannot be
    /// found out.
    ///
    /// - Complexity: a small request a node and a listing a group; see ``ZarrGroup/consolidatedStaleness()``.
    public static func remark(on group: ZarrGroup) async -> String? {
        guard group.description.consolidated != nil, let staleness = try? await group.consolidatedStaleness(),
            staleness.isStale
        else { return nil }
        return "the consolidated metadata of /\(group.path) is stale: \(staleness.summary)"
    }
}
