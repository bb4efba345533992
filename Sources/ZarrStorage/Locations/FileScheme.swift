import ZarrBase

extension StoreScheme {
    /// `file:///PATH`, with "%20" and the like decoded; also what a plain path becomes.
    public static let file = StoreScheme(name: "file", form: "file:///PATH") { text throws(ZarrError) in
        var path = text
        if text.hasPrefix("//") {
            // file://host/path; only this host's files are files to us.
            let host = text.dropFirst(2).prefix { $0 != "/" }
            guard host.isEmpty || host.lowercased() == "localhost" else {
                throw ZarrError(
                    .unsupported, "files of the host \"\(host)\" are not to be reached by file:\(text)",
                    hint: "a path of this machine has three slashes: file:///path")
            }
            path = String(text.dropFirst(2 + host.count))
        }
        if let sign = path.first(where: { "?#|".contains($0) }) {
            throw ZarrError(
                .unsupported, "\"\(sign)\" in file:\(text) has no meaning here",
                hint: "escape it where it belongs to a name: %3F for ?, %23 for #, %7C for |")
        }
        guard !path.isEmpty else { throw ZarrError(.invalidArgument, "file:\(text) names no path") }
        return try percentDecoded(path)
    } value: { path, purpose in
        let location = try FileLocation(path)
        // The whole path is that of a file, unless only its front is.
        guard try location.kind(location.parts.count) != .file, let archive = try location.archive(for: purpose) else {
            return (.local(path: location.whole), "")
        }
        return (.local(path: archive.path), archive.inner)
    } resolve: { path, purpose, durability in
        let location = try FileLocation(path)
        if let archive = try location.archive(for: purpose) {
            return try await archived(.local(path: archive.path), inner: archive.inner, purpose, durability)
        }
        let (root, node) = try location.resolve(for: purpose)
        let store = try FileSystemStore(root: root, durability: durability, createsRoot: purpose == .writing)
        return (store, node)
    }
}
