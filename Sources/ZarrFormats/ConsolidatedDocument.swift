package import ZarrBase
import ZarrStorage

/// The document by which a group carries copies of the documents of all nodes below: made, and changed node by node.
///
/// Copies are what is stored, field by field. Beside them stand the MD5 digests of the documents that they were made of, as the
/// text of md5sum in `member_digests`: no specification has it, and readers that do not know it pass over it. It is one text, as
/// 10,000 texts would cost a fifth of the time that opening the group takes.
package struct ConsolidatedDocument: Sendable {
    /// A node as it is stored; without documents a group that none describes.
    package struct Node: Sendable {
        /// The path below the group that carries the copies.
        package let path: String
        /// The node's documents; attributes may be in one of their own.
        package let documents: [NodeDocument]

        /// A node of these documents.
        package init(path: String, documents: [NodeDocument]) {
            self.path = path
            self.documents = documents
        }
    }

    private let format: FormatIdentifier
    /// What carries the copies: the group's own document in Zarr v3, without them; `.zmetadata` in Zarr v2.
    private var carrier: JSONObject
    /// The copies by path in Zarr v3, by key in Zarr v2.
    private var copies: [(key: String, value: JSONValue)]
    private var digests: [String: String] = [:]

    static let digestField = "member_digests"

    /// Without a copy yet.
    ///
    /// - Parameter root: the group's own document, which carries the copies in Zarr v3.
    package init(_ format: FormatIdentifier, root: Bytes) throws(ZarrError) {
        self.format = format
        copies = []
        carrier = format == .zarr3 ? try DocumentReader.parse(root) : ["zarr_consolidated_format": 1]
        carrier["consolidated_metadata"] = nil
    }

    /// What a document carries, of a Zarr v3 group its own, of a Zarr v2 group `.zmetadata`; nil where it carries nothing.
    package init?(_ format: FormatIdentifier, carriedBy bytes: Bytes) throws(ZarrError) {
        self.format = format
        guard !bytes.isMarkup, bytes.count != 4 || bytes.utf8 != "null" else { return nil }
        carrier = try DocumentReader.parse(bytes)
        let holder: JSONObject
        if format == .zarr3 {
            guard let object = carrier["consolidated_metadata"]?.objectValue, (object["kind"] ?? "inline") == "inline"
            else { return nil }
            holder = object
            carrier["consolidated_metadata"] = nil
        } else {
            guard carrier["zarr_consolidated_format"]?.intValue == 1 else { return nil }
            holder = carrier
        }
        guard let metadata = holder["metadata"]?.objectValue else { return nil }
        copies = metadata.map { ($0.key, $0.value) }
        digests = Self.digests(in: holder[Self.digestField]?.stringValue ?? "")
        if format != .zarr3 {
            carrier["metadata"] = nil
            carrier[Self.digestField] = nil
        }
    }

    /// The name of the document that carries copies, of a group of a format.
    package static func name(_ format: FormatIdentifier) -> String {
        let format = FormatCatalog.format(format)
        return format.consolidatedDocument ?? format.documentNames.first ?? ""
    }

    /// The names of the documents of a node of a format: those that describe it, and that of its attributes.
    package static func documentNames(_ format: FormatIdentifier) -> [String] {
        let format = FormatCatalog.format(format)
        return format.documentNames + [format.attributesDocument].compactMap { $0 }
    }

    // MARK: Changing

    /// Puts copies of `nodes` in the place of all copies at and below `path`; of the empty path all but the group's own.
    package mutating func replace(_ path: String, by nodes: [Node]) throws(ZarrError) {
        let old = copies.map(\.key).filter { isBelow($0, path) }
        let gone = Set(old)
        copies.removeAll { gone.contains($0.key) }
        for key in old { digests[digestKey(key)] = nil }
        for node in nodes { try add(node) }
        sort()
    }

    /// Puts copies of the group's own documents in the place of old ones; Zarr v3 has none.
    package mutating func replaceOwn(_ documents: [NodeDocument]) throws(ZarrError) {
        guard format != .zarr3 else { return }
        copies.removeAll { !$0.key.utf8.contains(UInt8(ascii: "/")) }
        for name in Self.documentNames(format) { digests[name] = nil }
        try add(Node(path: "", documents: documents))
        sort()
    }

    /// Whether there is a copy of a node's document.
    package func contains(_ path: String) -> Bool { copies.contains { nodePath($0.key) == path } }

    private mutating func add(_ node: Node) throws(ZarrError) {
        let prefix = node.path.isEmpty ? "" : node.path + "/"
        for (name, bytes) in node.documents {
            let object: JSONObject
            do { object = try DocumentReader.parse(bytes) } catch { throw error.at(key: prefix + name) }
            digests[prefix + name] = Self.digest(bytes)
            if format == .zarr3 {
                let isGroup = object["node_type"] == "group"
                copies.append((node.path, .object(isGroup ? Self.carrying([:], in: object) : object)))
            } else {
                copies.append((prefix + name, .object(object)))
            }
        }
        guard node.documents.isEmpty, !node.path.isEmpty else { return }
        let group: JSONObject = format == .zarr3 ? ["attributes": [:], "zarr_format": 3, "node_type": "group"] : [:]
        copies.append(
            format == .zarr3
                ? (node.path, .object(Self.carrying([:], in: group))) : (prefix + ".zgroup", ["zarr_format": 2]))
    }

    /// In the order in which zarr-python 3 and 2 write them.
    private mutating func sort() {
        guard format == .zarr3 else {
            copies.sort { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }
            return
        }
        copies =
            copies.map { (depth: $0.key.utf8.count { $0 == UInt8(ascii: "/") }, folded: $0.key.lowercased(), copy: $0) }
            .sorted { left, right in
                if left.depth != right.depth { return left.depth < right.depth }
                return left.folded.unicodeScalars.lexicographicallyPrecedes(right.folded.unicodeScalars)
            }
            .map(\.copy)
    }

    private func isBelow(_ key: String, _ path: String) -> Bool {
        let node = nodePath(key)
        if path.isEmpty { return !node.isEmpty }
        return node == path || node.utf8.starts(with: (path + "/").utf8)
    }

    private func nodePath(_ key: String) -> String { format == .zarr3 ? key : NodePath.split(key).parent }

    private func digestKey(_ key: String) -> String { format == .zarr3 ? key + "/zarr.json" : key }

    // MARK: Writing

    /// The document with all copies.
    package var document: NodeDocument {
        var listed = ""
        for (key, _) in copies {
            let key = digestKey(key)
            // A name of several lines would be another text; its copy is compared field by field.
            guard let digest = digests[key], !key.utf8.contains(UInt8(ascii: "\n")) else { continue }
            listed += digest + "  " + key + "\n"
        }
        let metadata = JSONObject(copies.map { ($0.key, $0.value) })
        if format == .zarr3 {
            let whole = Self.carrying(metadata, digests: listed, in: carrier)
            return (name: "zarr.json", bytes: JSONValue.object(whole).serializedBytes(.indented(2)))
        }
        var whole: JSONObject = ["metadata": .object(metadata)]
        for (field, value) in carrier { whole[field] = value }
        if !listed.isEmpty { whole[Self.digestField] = .string(listed) }
        return (name: ".zmetadata", bytes: JSONValue.object(whole).serializedBytes(.indented(4)))
    }

    /// A group's document with the metadata of other nodes in it, in the place that zarr-python gives it.
    private static func carrying(
        _ metadata: JSONObject, digests: String = "", in own: JSONObject
    ) -> JSONObject {
        var document: JSONObject = [:]
        var inline: JSONObject = ["kind": "inline", "must_understand": false, "metadata": .object(metadata)]
        if !digests.isEmpty { inline[digestField] = .string(digests) }
        for (field, value) in own where field != "consolidated_metadata" {
            if field == "node_type" { document["consolidated_metadata"] = .object(inline) }
            document[field] = value
        }
        return document
    }

    private static func digest(_ bytes: Bytes) -> String { MD5.hexadecimal(bytes) }

    /// The digests in the text of md5sum, by key.
    private static func digests(in text: String) -> [String: String] {
        var digests: [String: String] = [:]
        for line in text.utf8.split(separator: UInt8(ascii: "\n")) where line.count > 34 {
            digests[String(Substring(line.dropFirst(34)))] = String(Substring(line.prefix(32)))
        }
        return digests
    }

    // MARK: Comparing

    /// The nodes that copies are of, and the keys of the documents below the group that each copy was made of; the group's own
    /// are those of the empty path.
    package var nodes: [(path: String, keys: [String])] {
        var nodes: [(path: String, keys: [String])] = []
        var places: [String: Int] = [:]
        for (key, _) in copies {
            let path = nodePath(key)
            if let place = places[path] {
                nodes[place].keys.append(digestKey(key))
            } else {
                places[path] = nodes.count
                nodes.append((path, [digestKey(key)]))
            }
        }
        return nodes
    }

    /// Copies by the keys of their documents.
    package var copiesByKey: [String: JSONObject] {
        var found: [String: JSONObject] = [:]
        for (key, value) in copies { found[digestKey(key)] = value.objectValue ?? [:] }
        return found
    }

    /// Whether a document says what its copy does: by its digest, or else field by field. What groups within carry themselves is
    /// no part of it.
    package func isCopy(_ copy: JSONObject, of bytes: Bytes, at key: String) -> Bool {
        if let digest = digests[key], digest == Self.digest(bytes) { return true }
        guard var stored = try? DocumentReader.parse(bytes) else { return false }
        var copy = copy
        stored["consolidated_metadata"] = nil
        copy["consolidated_metadata"] = nil
        return stored == copy
    }

    /// Whether a copy is of a group that needs no document: one that says nothing.
    package func isOfImplicitGroup(_ copy: JSONObject) -> Bool {
        copy["node_type"] == "group" && copy["attributes"]?.objectValue?.isEmpty ?? true
            || format != .zarr3 && copy["shape"] == nil && copy["zarr_format"] != nil
    }
}
