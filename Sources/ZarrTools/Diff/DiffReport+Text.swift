public import Zarr

extension DiffReport {
    /// A line a difference, the first differing elements below that of their array, then a sum.
    public var text: String {
        var text = ""
        for path in onlyLeft { text += "/\(path): only in the first\n" }
        for path in onlyRight { text += "/\(path): only in the second\n" }
        for node in nodes {
            for field in node.fields {
                text += field.isDifference ? "" : "note: "
                text += "/\(node.path): \(field.name): \(Self.text(field.left)) | \(Self.text(field.right))\n"
            }
            guard let values = node.values, let count = node.elementCount else { continue }
            text += "/\(node.path): \(values.count) of \(count) elements differ"
            if let (distance, index) = values.absolute { text += ", by \(distance) at most, at \(index)" }
            if let (distance, index) = values.relative { text += ", relatively by \(distance), at \(index)" }
            text += "\n"
            for element in values.first {
                text += "  \(element.index): \(element.left.serialized()) | \(element.right.serialized())\n"
            }
            if values.count > values.first.count, !values.first.isEmpty { text += "  ...\n" }
        }
        let differing = nodes.count(where: \.isDifferent) + onlyLeft.count + onlyRight.count
        let elements = nodes.reduce(0) { $0.saturatingPlus($1.elementCount ?? 0) }
        text += "\(nodes.count + onlyLeft.count + onlyRight.count) nodes, \(elements) elements compared: "
        return text + (isSame ? "the same\n" : "\(differing) nodes differ\n")
    }

    private static func text(_ value: JSONValue?) -> String {
        guard let text = value?.serialized() else { return "nothing" }
        return text.utf8.count > 200 ? text.prefix(190) + " ..." : text
    }

    /// The same for programs.
    public var json: JSONValue {
        [
            "same": .bool(isSame),
            "only_left": .array(onlyLeft.map { .string("/" + $0) }),
            "only_right": .array(onlyRight.map { .string("/" + $0) }),
            "nodes": .array(nodes.map(\.json)),
        ]
    }
}

extension DiffReport.Node {
    fileprivate var json: JSONValue {
        [
            "path": .string("/" + path), "differs": .bool(isDifferent),
            "metadata": .array(
                fields.map { field in
                    [
                        "field": .string(field.name), "left": field.left ?? .null, "right": field.right ?? .null,
                        "counts": .bool(field.isDifference),
                    ]
                }),
            "elements": elementCount.map { .number(JSONNumber($0)) } ?? .null,
            "differing": elementCount.map { _ in .number(JSONNumber(values?.count ?? 0)) } ?? .null,
            "largest_absolute": Self.json(values?.absolute), "largest_relative": Self.json(values?.relative),
            "first": .array(
                (values?.first ?? []).map { element in
                    ["index": element.index.json, "left": element.left, "right": element.right]
                }),
        ]
    }

    private static func json(_ place: (distance: Double, index: [Int])?) -> JSONValue {
        place.map { ["distance": .number(JSONNumber($0.distance)), "index": $0.index.json] } ?? .null
    }
}
