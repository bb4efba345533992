package import ZarrBase

/// What an appender is about to do, for whoever comes after it was killed: a document beside that of the node under which it
/// appends, which is there no longer than the append takes.
package struct AppendJournal: Equatable {
    /// The growth of one array.
    package struct Entry: Equatable {
        /// Relative to the node of the journal; empty for the node itself.
        let path: String
        let old: [Int]
        let new: [Int]
    }

    /// Names that begin so are no one's node (Zarr v3 core, "Node names").
    static let name = "__append__.json"

    var entries: [Entry]
    /// Whether all data is there: what follows is finished, not undone.
    var isWritten = false

    init(entries: [Entry]) { self.entries = entries }

    /// Reads what an appender has left.
    ///
    /// - Throws: ``ZarrError/Code/invalidMetadata`` where it is something else.
    package init(_ bytes: Bytes) throws(ZarrError) {
        let document = try JSONValue.parse(bytes)
        guard let object = document.objectValue, let arrays = object["arrays"]?.arrayValue,
            let isWritten = object["written"]?.boolValue
        else { throw Self.damaged }
        entries = []
        for array in arrays {
            guard let array = array.objectValue, let path = array["path"]?.stringValue,
                let old = Self.shape(array["from"]), let new = Self.shape(array["to"]), old.count == new.count
            else { throw Self.damaged }
            entries.append(Entry(path: path, old: old, new: new))
        }
        self.isWritten = isWritten
    }

    /// The document.
    package var bytes: Bytes {
        func shape(_ shape: [Int]) -> JSONValue { .array(shape.map { .number(JSONNumber($0)) }) }
        let arrays = entries.map { entry -> JSONValue in
            .object(["path": .string(entry.path), "from": shape(entry.old), "to": shape(entry.new)])
        }
        let document: JSONObject = ["arrays": .array(arrays), "written": .bool(isWritten)]
        return Bytes(JSONValue.object(document).serialized().utf8)
    }

    private static func shape(_ value: JSONValue?) -> [Int]? {
        guard let extents = value?.arrayValue?.map(\.intValue) else { return nil }
        let shape = extents.compactMap { $0 }
        return shape.count == extents.count && shape.allSatisfy { $0 >= 0 } ? shape : nil
    }

    private static var damaged: ZarrError {
        ZarrError(
            .invalidMetadata, "\(name) is not what an appender writes",
            hint: "remove it if nobody appends: what lies behind the ends of the arrays is then fill or left-overs")
    }
}
