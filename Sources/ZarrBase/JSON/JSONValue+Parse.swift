extension JSONValue {
    /// Reads a JSON document (RFC 8259) in UTF-8, with or without a byte order mark.
    ///
    /// The bare tokens `NaN`, `Infinity` and `-Infinity` are numbers here, as Python writes them. Of equal keys the last
    /// value stays, in the first place. An escaped surrogate without its other half, which no `String` can hold, reads
    /// as U+FFFD, so that one odd attribute does not keep an array from being opened.
    ///
    /// - Throws: ``ZarrError/Code/invalidMetadata`` with line and column (in characters, from 1) where the bytes are not JSON or nest
    ///   deeper than `limits` allow, ``ZarrError/Code/limitExceeded`` where there are more bytes than they allow.
    /// - Complexity: linear in the number of bytes; never recursive.
    public static func parse(_ bytes: Bytes, limits: JSONLimits = .standard) throws(ZarrError) -> JSONValue {
        try bytes.withUnsafeBytes { (buffer) throws(ZarrError) in try parse(buffer, limits: limits, deferring: nil) }
    }

    /// Reads a JSON document of which most is not looked into: members that are objects, of the object at `path` (keys
    /// from the root), are checked but stay text until somebody looks into them.
    ///
    /// Values and errors are those of ``parse(_:limits:)-(Bytes,_)``; the document stays in memory with its members.
    package static func parse(
        _ bytes: Bytes, limits: JSONLimits = .standard, deferringMembersAt path: [String]
    ) throws(ZarrError) -> JSONValue {
        try bytes.withUnsafeBytes { (buffer) throws(ZarrError) in
            try parse(buffer, limits: limits, deferring: (path, bytes))
        }
    }

    /// Reads a JSON document from text; see ``parse(_:limits:)-(Bytes,_)``.
    public static func parse(_ text: String, limits: JSONLimits = .standard) throws(ZarrError) -> JSONValue {
        try parse(Bytes(text.utf8), limits: limits)
    }

    private static func parse(
        _ buffer: UnsafeRawBufferPointer, limits: JSONLimits, deferring: (path: [String], of: Bytes)?
    ) throws(ZarrError) -> JSONValue {
        if let limit = limits.maxBytes, buffer.count > limit {
            throw ZarrError(
                .limitExceeded, "the JSON document has \(buffer.count) bytes, more than the \(limit) allowed",
                hint: "raise JSONLimits.maxBytes if the document is to be trusted")
        }
        var parser = JSONParser(
            buffer.bindMemory(to: UInt8.self), maxDepth: limits.maxDepth, deferring: deferring)
        return try parser.parseDocument()
    }
}
