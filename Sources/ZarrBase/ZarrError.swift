/// What went wrong, where, and what the caller can do about it.
///
/// One error type for every floor. It is one pointer wide, so that typed throws stay free on the fast path. A floor that
/// knows more about the place (the node, the key, the codec) adds it on the way up with ``at(node:)`` and its siblings;
/// the innermost word wins.
public struct ZarrError: Error, Sendable {
    private var details: Details

    /// Creates an error; `message` is a lower-case sentence without a full stop, `hint` says what the user can do.
    public init(_ code: Code, _ message: String, hint: String? = nil, cause: (any Error)? = nil) {
        details = Details(code: code, message: message, hint: hint, cause: cause)
    }

    /// The kind of failure, for programs.
    public var code: Code { details.code }
    /// What happened, for people, without the place.
    public var message: String { details.message }
    /// What the user can do, where the code that failed knows it.
    public var hint: String? { details.hint }
    /// The path of the node in its hierarchy.
    public var node: String? { details.node }
    /// The store key that was read or written.
    public var key: String? { details.key }
    /// The name of the codec that failed.
    public var codec: String? { details.codec }
    /// The place in a metadata document, as a JSON path such as `$.codecs[1].configuration`.
    public var jsonPath: String? { details.jsonPath }
    /// The error of the system or of a library underneath.
    public var cause: (any Error)? { details.cause }

    /// The same error, said of this node unless a node is known.
    public func at(node: String) -> ZarrError { filling(\.node, node) }
    /// The same error, said of this key unless a key is known.
    public func at(key: String) -> ZarrError { filling(\.key, key) }
    /// The same error, said of this codec unless a codec is known.
    public func at(codec: String) -> ZarrError { filling(\.codec, codec) }
    /// The same error, said of this place in a document unless a place is known.
    public func at(jsonPath: String) -> ZarrError { filling(\.jsonPath, jsonPath) }
    /// The same error, its place in a document seen from an enclosing value at `path`.
    public func within(_ path: String) -> ZarrError {
        var copy = self
        copy.details = Details(copying: details)
        let inner = details.jsonPath.map { $0.hasPrefix("[") ? $0 : "." + $0 } ?? ""
        copy.details.jsonPath = path + inner
        return copy
    }
    /// The same error with a hint, unless it has one.
    public func hinting(_ hint: String) -> ZarrError { filling(\.hint, hint) }

    private func filling(_ field: ReferenceWritableKeyPath<Details, String?>, _ value: String) -> ZarrError {
        guard details[keyPath: field] == nil else { return self }
        var copy = self
        copy.details = Details(copying: details)
        copy.details[keyPath: field] = value
        return copy
    }
}

extension ZarrError {
    /// The kind of failure. Open: later versions may add kinds, so a switch needs a default.
    public struct Code: Sendable, Hashable, CustomStringConvertible {
        /// The name of the code, as `--json` output prints it.
        public let description: String

        /// The work was cancelled.
        public static let cancelled = Code(description: "cancelled")
        /// Somebody else has changed what was to be changed.
        public static let conflict = Code(description: "conflict")
        /// Stored bytes do not decode: truncated, lying about their size, or failing a checksum.
        public static let corruptData = Code(description: "corruptData")
        /// The destination exists and may not be replaced.
        public static let exists = Code(description: "exists")
        /// A call was made with arguments that do not fit each other.
        public static let invalidArgument = Code(description: "invalidArgument")
        /// A metadata document breaks its specification.
        public static let invalidMetadata = Code(description: "invalidMetadata")
        /// A selection does not fit the array.
        public static let invalidSelection = Code(description: "invalidSelection")
        /// The system refused to read or write.
        public static let io = Code(description: "io")
        /// A size is beyond what the caller allowed or the machine has.
        public static let limitExceeded = Code(description: "limitExceeded")
        /// A chunk or subchunk is not stored, and who reads wants to know.
        public static let missingChunk = Code(description: "missingChunk")
        /// There is no node, array or group where one was asked for.
        public static let notFound = Code(description: "notFound")
        /// The file system or server denies access.
        public static let permissionDenied = Code(description: "permissionDenied")
        /// The device is full.
        public static let storageFull = Code(description: "storageFull")
        /// A codec, data type, grid or extension that this version does not know.
        public static let unsupported = Code(description: "unsupported")
    }

    // A class keeps the error one word wide. It is never changed once it is shared: `filling` copies first.
    private final class Details: @unchecked Sendable {
        let code: Code
        let message: String
        let cause: (any Error)?
        var hint: String?
        var node: String?
        var key: String?
        var codec: String?
        var jsonPath: String?

        init(code: Code, message: String, hint: String?, cause: (any Error)?) {
            self.code = code
            self.message = message
            self.hint = hint
            self.cause = cause
        }

        init(copying other: Details) {
            code = other.code
            message = other.message
            cause = other.cause
            hint = other.hint
            node = other.node
            key = other.key
            codec = other.codec
            jsonPath = other.jsonPath
        }
    }
}

extension ZarrError: CustomStringConvertible {
    /// One line: place, message, hint. Control characters, as names in documents may hold them, are written as escapes.
    public var description: String {
        var line = ""
        if let node { line += "\(node): " }
        if let key { line += "\(key): " }
        if let codec { line += "codec \(codec): " }
        if let jsonPath { line += "\(jsonPath): " }
        line += message
        if let hint { line += " (\(hint))" }
        return line.escapingControls
    }
}

extension String {
    fileprivate var escapingControls: String {
        func isControl(_ scalar: Unicode.Scalar) -> Bool { scalar.value < 0x20 || (0x7F...0x9F).contains(scalar.value) }
        guard unicodeScalars.contains(where: isControl) else { return self }
        var text = ""
        for scalar in unicodeScalars {
            if isControl(scalar) {
                text += "\\u{\(String(scalar.value, radix: 16))}"
            } else {
                text.unicodeScalars.append(scalar)
            }
        }
        return text
    }
}
