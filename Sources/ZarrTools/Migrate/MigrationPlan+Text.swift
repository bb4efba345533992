public import Zarr

extension MigrationPlan {
    /// What is to be done, for people: a line a node, and what is lost.
    public var text: String {
        var text = ""
        for step in steps {
            text += "/\(step.path): \(step.summary)\(step.isDone ? " (done before)" : "")\n"
            for warning in step.warnings { text += "  warning: \(warning)\n" }
        }
        return text
    }

    /// What is to be done, for programs.
    public func json(removingOld: Bool) -> JSONValue {
        [
            "store": .string(store.description), "path": .string("/" + path), "format": "zarr3",
            "nodes": .array(steps.map(\.json)),
            "failures": .array(failures.map { ["path": .string($0.node ?? ""), "error": .string("\($0)")] }),
            "removed": .array(removingOld ? oldDocuments.map { .string($0.path) } : []),
        ]
    }
}

extension MigrationPlan.Step {
    fileprivate var summary: String {
        guard case .array(let array) = node else { return "group" }
        let codecs = array.codecs.all.map(\.v3.name).joined(separator: " ")
        return "array \(array.dataType) \(array.shape.asTuple) [\(codecs)]"
    }

    fileprivate var json: JSONValue {
        let documents = documents.map { document in
            (document.name, (try? JSONValue.parse(document.bytes)) ?? JSONValue.null)
        }
        return [
            "path": .string("/" + path), "node_type": .string(node.kind.rawValue), "is_done": .bool(isDone),
            "documents": .object(JSONObject(documents)), "warnings": .array(warnings.map { .string($0) }),
        ]
    }
}
