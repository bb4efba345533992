import Zarr
import ZarrConventions

/// A group of a copy that is settled.
struct CopiedGroup {
    /// The path of the new group in its store.
    let path: String
    var attributes: JSONObject
    /// Whether the group carried the metadata of the nodes below, and is to carry it again.
    let isConsolidated: Bool
}

extension CopyPlan {
    /// Says where images of several resolutions lie in space by the convention of the new format: from N5 to Zarr by OME-Zarr,
    /// from Zarr to N5 by those of COSEM and N5 Viewer. What the old convention says of arrays stays beside it.
    static func mapMultiscales(
        _ groups: inout [CopiedGroup], _ steps: inout [Step], from old: FormatIdentifier, to new: FormatIdentifier
    ) {
        guard (old == .n5) != (new == .n5) else { return }
        for number in groups.indices {
            let path = groups[number].path
            let members = steps.indices.filter { steps[$0].path.parent == path }
            if new == .n5 {
                mapToN5(&groups[number], &steps, members)
            } else {
                let above = groups.filter { $0.path != path && path.isBelow($0.path) }
                    .sorted { $0.path.utf8.count > $1.path.utf8.count }
                mapFromN5(&groups[number], above.map(\.attributes), &steps, members, to: new)
            }
        }
    }

    private static func mapFromN5(
        _ group: inout CopiedGroup, _ above: [JSONObject], _ steps: inout [Step], _ members: [Int],
        to format: FormatIdentifier
    ) {
        let view = MultiscaleGroup(
            attributes: group.attributes, above: above,
            members: members.map { number in
                let target = steps[number].target
                return .init(
                    name: steps[number].path.lastName, shape: target.shape, dimensionNames: target.dimensionNames,
                    attributes: target.attributes ?? [:])
            })
        // Who said it already knows better.
        guard Multiscale(ome: group.attributes) == nil, let image = Multiscale(n5: view) else { return }
        for (name, value) in image.omeAttributes(in: format) {
            if name == "ome", var ome = group.attributes["ome"]?.objectValue {
                for (field, inner) in value.objectValue ?? [:] { ome[field] = inner }
                group.attributes[name] = .object(ome)
            } else {
                group.attributes[name] = value
            }
        }
        // OME-Zarr 0.5 wants the names of axes at the arrays, too.
        for number in members where image.levels.contains(where: { $0.path == steps[number].path.lastName }) {
            var target = steps[number].target
            target.dimensionNames = image.axes.map(\.name)
            steps[number] = steps[number].with(target: target)
        }
    }

    private static func mapToN5(_ group: inout CopiedGroup, _ steps: inout [Step], _ members: [Int]) {
        guard let image = Multiscale(ome: group.attributes) else { return }
        let places = image.levels.map { level in members.first { steps[$0].path.lastName == level.path } }
        guard !places.contains(nil) else { return }
        for (level, place) in places.enumerated() {
            guard let place else { continue }
            var target = steps[place].target
            var attributes = target.attributes ?? [:]
            for (name, value) in image.n5Attributes(ofLevel: level) { attributes[name] = value }
            target.attributes = attributes
            // The tools of N5 look for s0, s1, ...
            let name = "s\(level)"
            let isFree = !members.contains { steps[$0].path.lastName == name }
            let parent = steps[place].path.parent
            let path = isFree ? (parent.isEmpty ? name : parent + "/" + name) : steps[place].path
            steps[place] = steps[place].with(target: target, path: path)
        }
        // COSEM has a field of this name, too.
        if let other = group.attributes["multiscales"], Multiscale(ome: ["multiscales": other]) != nil {
            group.attributes["multiscales"] = nil
        }
        if var ome = group.attributes["ome"]?.objectValue {
            ome["multiscales"] = nil
            group.attributes["ome"] = ome.contains { $0.key != "version" } ? .object(ome) : nil
        }
    }
}

extension CopyPlan.Step {
    fileprivate func with(target: ArrayDescription, path: String? = nil) -> CopyPlan.Step {
        CopyPlan.Step(
            source: source, target: target, path: path ?? self.path, copiesEncodedChunks: copiesEncodedChunks,
            reframing: reframing)
    }
}

extension String {
    /// The path of the group that holds the node; empty for those at the root.
    fileprivate var parent: String { split(separator: "/").dropLast().joined(separator: "/") }

    fileprivate var lastName: String { split(separator: "/").last.map(String.init) ?? "" }

    fileprivate func isBelow(_ other: String) -> Bool { other.isEmpty || hasPrefix(other + "/") }
}
