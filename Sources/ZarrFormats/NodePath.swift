public import ZarrBase

/// The path of a node in its hierarchy: names joined by `/`, empty for the root.
public enum NodePath {
    /// The path in its one form: `\` is `/`, no empty names, none at the ends.
    ///
    /// - Throws: ``ZarrError/Code/invalidArgument`` for `.` and `..` (Zarr v2, "Logical storage paths").
    public static func normalized(_ path: String) throws(ZarrError) -> String {
        let names = path.split(whereSeparator: { $0 == "/" || $0 == "\\" })
        if let name = names.first(where: { $0 == "." || $0 == ".." }) {
            throw ZarrError(.invalidArgument, "\"\(path)\" has a part \"\(name)\"", hint: "give the path from the root")
        }
        return names.joined(separator: "/")
    }
}

/// The rules for the name of a node.
public enum NodeName {
    /// Refuses a name that must not be given to a new node. Reading is tolerant.
    ///
    /// Specification: Zarr v3 core, "Node names".
    public static func validate(_ name: String) throws(ZarrError) {
        let reason: String? =
            if name.isEmpty {
                "is empty"
            } else if name.contains("/") {
                "contains \"/\""
            } else if name.allSatisfy({ $0 == "." }) {
                "is nothing but periods"
            } else if name.hasPrefix("__") {
                "begins with \"__\", which is reserved"
            } else if name == "zarr.json" {
                "is the name of a metadata document"
            } else {
                nil
            }
        if let reason {
            throw ZarrError(.invalidArgument, "the name \"\(name)\" \(reason)", hint: "choose another name")
        }
    }
}
