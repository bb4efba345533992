import ZarrBase

/// What is wrong, or only odd, with a document.
public struct DocumentIssue: Sendable, Hashable {
    /// How bad it is.
    public enum Severity: String, Sendable, Hashable, CaseIterable {
        /// The specification does not allow it, or this version cannot read it.
        case error
        /// The specification advises against it, or others may read it differently.
        case warning
    }

    /// How bad it is.
    public let severity: Severity
    /// The place in the document, as a JSON path such as `$.codecs[1].configuration`.
    public let jsonPath: String
    /// What is wrong, in a sentence.
    public let message: String

    /// An issue at a place.
    public init(_ severity: Severity, at jsonPath: String, _ message: String) {
        self.severity = severity
        self.jsonPath = jsonPath
        self.message = message
    }
}

/// Collects issues, each once.
struct DocumentIssues {
    private(set) var all: [DocumentIssue] = []
    /// Where the document lies that is looked at, seen from the one that is read.
    var root = "$"

    var hasErrors: Bool { all.contains { $0.severity == .error } }

    mutating func error(_ place: String, _ message: String) { add(.error, place, message) }
    mutating func warning(_ place: String, _ message: String) { add(.warning, place, message) }

    private mutating func add(_ severity: DocumentIssue.Severity, _ place: String, _ message: String) {
        let separator = place.isEmpty || place.hasPrefix("[") ? "" : "."
        let issue = DocumentIssue(severity, at: root + separator + place, message)
        // What one check has found, another may run into again.
        guard !all.contains(where: { $0.jsonPath == issue.jsonPath && $0.message == message }) else { return }
        all.append(issue)
    }

    /// What `body` makes, nil and an issue where it throws; the error's place is seen from the document.
    mutating func attempt<Result>(_ body: () throws(ZarrError) -> Result) -> Result? {
        do { return try body() } catch {
            let codec = error.codec.map { name in error.message.contains("\"\(name)\"") ? "" : "codec \(name): " } ?? ""
            let hint = error.hint.map { " (\($0))" } ?? ""
            var place = error.jsonPath ?? ""
            if place.hasPrefix("$") { place = String(place.dropFirst(place.hasPrefix("$.") ? 2 : 1)) }
            add(.error, place, codec + error.message + hint)
            return nil
        }
    }

    /// The object in `bytes`, nil and an issue where there is none.
    mutating func parse(_ bytes: Bytes) -> JSONObject? {
        guard let object = attempt({ () throws(ZarrError) in try DocumentReader.parse(bytes) }) else { return nil }
        if bytes.withUnsafeBytes({ $0.starts(with: [0xEF, 0xBB, 0xBF]) }) {
            warning("", "the document begins with a byte order mark, which JSON does not allow its writers")
        }
        findTokens(.object(object), "")
        return object
    }

    /// Python writes NaN and Infinity bare, which no other reader of JSON has to take (RFC 8259, section 6).
    private mutating func findTokens(_ value: JSONValue, _ place: String) {
        switch value {
        case .number(let number):
            guard ["NaN", "Infinity", "-Infinity"].contains(number.literal) else { return }
            error(place, "\(number.literal) is not JSON: many readers refuse the whole document")
        case .array(let items):
            for (number, item) in items.enumerated() { findTokens(item, "\(place)[\(number)]") }
        case .object(let object):
            for (field, item) in object {
                let name = ZarrError.place(ofField: field)
                findTokens(item, place.isEmpty || name.hasPrefix("[") ? place + name : place + "." + name)
            }
        default: break
        }
    }
}
