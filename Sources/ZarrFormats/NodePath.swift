public import ZarrBase

/// The path of a node in its hierarchy: names joined by `/`, empty for the root.
public enum NodePath {
    /// The path in its one form: `\` is `/`, no empty names, none at the ends.
    ///
    /// - Throws: ``ZarrError/Code/invalidArgument`` for `.` and `..` (Zarr v2, "Logical storage paths").
    public static func normalized(_ path: String) throws(ZarrError) -> String {
        if isNormalized(path) { return path }
        // By bytes: a combining mark behind a slash makes one Character of both.
        let names = path.utf8.split { $0 == UInt8(ascii: "/") || $0 == UInt8(ascii: "\\") }.map {
            String(Substring($0))
        }
        if let name = names.first(where: { $0 == "." || $0 == ".." }) {
            throw ZarrError(.invalidArgument, "\"\(path)\" has a part \"\(name)\"", hint: "give the path from the root")
        }
        return names.joined(separator: "/")
    }

    /// Whether a path is in its one form already, as nearly all are.
    private static func isNormalized(_ path: String) -> Bool {
        var length = 0
        var isDots = true
        for byte in path.utf8 {
            switch byte {
            case UInt8(ascii: "/"):
                if length == 0 || isDots && length <= 2 { return false }
                length = 0
                isDots = true
            case UInt8(ascii: "\\"): return false
            default:
                length += 1
                isDots = isDots && byte == UInt8(ascii: ".")
            }
        }
        return path.utf8.isEmpty || length > 0 && !(isDots && length <= 2)
    }

    /// The path of the group that holds the node at a normalised path, and the node's name there.
    static func split(_ path: String) -> (parent: String, name: String) {
        guard let slash = path.utf8.lastIndex(of: UInt8(ascii: "/")) else { return ("", path) }
        return (String(path[..<slash]), String(path[path.utf8.index(after: slash)...]))
    }
}

/// The rules for the name of a node.
public enum NodeName {
    /// Refuses a name that must not be given to a new node. Reading is tolerant.
    ///
    /// Specification: Zarr v3 core, "Node names"; names of documents are refused in all formats, as a node of that name
    /// would hide the document of the group that holds it.
    public static func validate(_ name: String) throws(ZarrError) {
        let reason: String? =
            if name.isEmpty {
                "is empty"
            } else if name.utf8.contains(UInt8(ascii: "/")) || name.utf8.contains(UInt8(ascii: "\\")) {
                "contains a separator of paths"
            } else if name.utf8.contains(0) {
                "contains a NUL, which file systems do not take"
            } else if name.utf8.allSatisfy({ $0 == UInt8(ascii: ".") }) {
                "is nothing but periods"
            } else if name.hasPrefix("__") {
                "begins with \"__\", which is reserved"
            } else if documentNames.contains(name) {
                "is the name of a metadata document"
            } else {
                nil
            }
        if let reason {
            throw ZarrError(.invalidArgument, "the name \"\(name)\" \(reason)", hint: "choose another name")
        }
    }

    private static let documentNames = Set(
        FormatCatalog.all.flatMap { format in
            format.documentNames + [format.attributesDocument, format.consolidatedDocument].compactMap { $0 }
        })
}
