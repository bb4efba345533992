public import Zarr

/// What is wrong, or only odd, with the nodes at and below a location.
public struct ValidationReport: Sendable {
    /// One thing that is wrong.
    public struct Issue: Sendable {
        /// The path of the node in its store.
        public let node: String
        /// The key of the document or chunk, where it is about one.
        public let key: String?
        /// The place in the document, as a JSON path.
        public let jsonPath: String?
        /// How bad it is.
        public let severity: DocumentIssue.Severity
        /// What is wrong, in a sentence.
        public let message: String
    }

    /// What is stored of an array.
    public struct Census: Sendable {
        /// The path of the array in its store.
        public let node: String
        /// The chunks that have a value.
        public let stored: Int
        /// All chunks.
        public let total: Int
        /// The stored bytes of the chunks.
        public let bytes: Int
        /// The chunks that were decoded without an error; nil where none were to be.
        public var decoded: Int?
    }

    /// What is wrong, node by node.
    public var issues: [Issue] = []
    /// What is stored, an entry an array; empty unless chunks were looked at.
    public var census: [Census] = []
    /// The number of groups.
    public var groupCount = 0
    /// The number of arrays.
    public var arrayCount = 0

    /// Nothing found yet.
    public init() {}

    /// The issues that break a specification or cannot be read.
    public var errorCount: Int { issues.count { $0.severity == .error } }
    /// The other issues.
    public var warningCount: Int { issues.count - errorCount }
    /// Whether there is no error.
    public var isValid: Bool { errorCount == 0 }

    /// A line an issue, a line an array whose chunks were counted, and the sum.
    public var text: String {
        var text = ""
        for issue in issues {
            var place = "/" + issue.node
            if let key = issue.key { place += " \(key)" }
            if let jsonPath = issue.jsonPath { place += " \(jsonPath)" }
            text += "\(issue.severity.rawValue): \(place): \(issue.message)\n"
        }
        for array in census {
            text += "/\(array.node): \(array.stored) of \(array.total) chunks stored, \(ByteText.size(array.bytes))"
            text += array.total > array.stored ? ", \(array.total - array.stored) missing" : ""
            text += array.decoded.map { ", \($0) decoded" } ?? ""
            text += "\n"
        }
        func count(_ number: Int, _ noun: String) -> String { "\(number) \(noun)\(number == 1 ? "" : "s")" }
        return text + "\(count(groupCount, "group")), \(count(arrayCount, "array")): "
            + "\(count(errorCount, "error")), \(count(warningCount, "warning"))\n"
    }

    /// The same for programs.
    public var json: JSONValue {
        [
            "valid": .bool(isValid), "errors": .number(JSONNumber(errorCount)),
            "warnings": .number(JSONNumber(warningCount)), "groups": .number(JSONNumber(groupCount)),
            "arrays": .number(JSONNumber(arrayCount)), "issues": .array(issues.map(\.json)),
            "chunks": .array(census.map(\.json)),
        ]
    }
}

extension ValidationReport.Issue {
    fileprivate var json: JSONValue {
        [
            "severity": .string(severity.rawValue), "node": .string("/" + node),
            "key": key.map { .string($0) } ?? .null, "json_path": jsonPath.map { .string($0) } ?? .null,
            "message": .string(message),
        ]
    }
}

extension ValidationReport.Census {
    fileprivate var json: JSONValue {
        [
            "node": .string("/" + node), "stored": .number(JSONNumber(stored)), "total": .number(JSONNumber(total)),
            "missing": .number(JSONNumber(total - stored)), "bytes_stored": .number(JSONNumber(bytes)),
            "decoded": decoded.map { .number(JSONNumber($0)) } ?? .null,
        ]
    }
}
