import ZarrBase

/// What a location says behind the URL: into a ZIP file, and to a node of a hierarchy of some format.
///
/// - Specification: ZEP 8, URL pipelines (a draft).
struct LocationSteps: Sendable, Hashable {
    /// Whether the URL names a ZIP file.
    var entersArchive = false
    /// The name of the format, where one is said.
    var format: String?
    /// Whether a step, not just the word in front, went into it.
    private var wasEntered = false
    /// The path of all steps.
    var path = ""

    /// The URL or path in front, and its steps.
    ///
    /// A "|" that no known step follows belongs to a name.
    static func split(_ text: String) throws(ZarrError) -> (base: String, LocationSteps) {
        var parts = text.split(separator: "|", omittingEmptySubsequences: false).map(String.init)
        var steps = LocationSteps()
        if parts[0].lowercased().hasPrefix("zip:") {
            // In front, where the file's path must be.
            let rest = String(parts[0].dropFirst("zip:".count))
            guard !rest.isEmpty else {
                throw ZarrError(.invalidArgument, "\(text) names no ZIP file", hint: "as in zip:PATH or PATH|zip:")
            }
            parts[0] = rest
            steps.entersArchive = true
        }
        while parts.count > 1, Self.step(parts[parts.count - 1]) == nil {
            let last = parts.removeLast()
            parts[parts.count - 1] += "|" + last
        }
        let first = parts.indices.dropFirst().first { Self.step(parts[$0]) != nil } ?? parts.count
        for part in parts[first...] {
            guard let (name, path) = Self.step(part) else {
                throw ZarrError(
                    .invalidArgument, "\"\(part)\" in \(text) is no step of a location",
                    hint: "steps are zip:, zarr:, zarr2:, zarr3: and n5:, each with a path behind")
            }
            try steps.take(name, path, of: text)
        }
        return (parts[..<first].joined(separator: "|"), steps)
    }

    private mutating func take(_ name: String, _ path: String, of text: String) throws(ZarrError) {
        guard format == nil else {
            throw ZarrError(.unsupported, "nothing can follow the step \"\(format ?? "")\" in \(text)")
        }
        if name == "zip" {
            guard !wasEntered else {
                throw ZarrError(.unsupported, "a ZIP file in a ZIP file: \(text)", hint: "unpack the outer one")
            }
            entersArchive = true
            wasEntered = true
        } else {
            format = name
        }
        guard !path.isEmpty else { return }
        self.path += (self.path.isEmpty ? "" : "/") + path
    }

    /// A step and its path, without the "/" around it; nil for what is none.
    private static func step(_ text: String) -> (name: String, path: String)? {
        guard let colon = text.utf8.firstIndex(of: UInt8(ascii: ":")) else { return nil }
        let name = text[..<colon].lowercased()
        guard names.contains(name) else { return nil }
        let path = text[text.utf8.index(after: colon)...].split(separator: "/").joined(separator: "/")
        return (name, path)
    }

    private static let names: Set<String> = ["zip", "zarr", "zarr2", "zarr3", "n5"]
}
