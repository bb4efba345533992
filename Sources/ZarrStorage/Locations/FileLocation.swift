import ZarrBase

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// A path, taken apart to find which of its directories is the root of the store.
struct FileLocation {
    private let text: String
    /// The parts of the absolute path, without "." and "..".
    private let parts: [String]

    init(_ text: String) throws(ZarrError) {
        self.text = text
        var absolute = text
        if !text.hasPrefix("/") { absolute = try FileSystemStore.workingDirectory() + "/" + text }
        let all = Self.split(absolute)
        // What ".." leads to depends on symbolic links before it, so the system resolves that part.
        guard let last = all.lastIndex(of: "..") else {
            parts = all
            return
        }
        let climbing = "/" + all[...last].joined(separator: "/")
        guard let resolved = realpath(climbing, nil) else {
            let error = SystemError.last
            throw error.isMissing
                ? ZarrError(.notFound, "\(text) does not exist: there is no \(climbing)")
                : error.failing(to: "find", path: climbing)
        }
        defer { free(resolved) }
        parts = Self.split(String(cString: resolved)) + all[(last + 1)...]
    }

    /// The root of the store and the path of the node below it.
    func resolve(for purpose: StorePurpose) throws(ZarrError) -> (root: String, node: String) {
        let kind = try kind(parts.count)
        switch (purpose, kind) {
        case (.reading, nil): throw missing()
        case (.reading, .file), (.reading, .other): throw notADirectory()
        case (.writing, .file), (.writing, .other):
            throw ZarrError(.exists, "\(text) is a file", hint: "a Zarr hierarchy is written to a directory")
        default: break
        }
        let root = try rootByMetadata(for: purpose) ?? rootByName() ?? parts.count
        return (path(root), parts[root...].joined(separator: "/"))
    }

    /// The outermost directory from which down to the node every directory is a Zarr node.
    private func rootByMetadata(for purpose: StorePurpose) throws(ZarrError) -> Int? {
        var count = parts.count
        if purpose == .writing, !carriesMetadata(count) {
            // The node is still to be made, and directories above it, too.
            count -= 1
            while count > 0, try kind(count) == nil { count -= 1 }
        }
        guard count >= 0, carriesMetadata(count) else { return nil }
        while count > 0, carriesMetadata(count - 1) { count -= 1 }
        return count
    }

    /// The first part that is called like a store.
    private func rootByName() -> Int? {
        parts.firstIndex { name in
            name.split(separator: ".", omittingEmptySubsequences: false).dropFirst().contains {
                ["zarr", "zarr2", "zarr3", "zr2", "zr3", "n5"].contains($0.lowercased())
            }
        }.map { $0 + 1 }
    }

    private func carriesMetadata(_ count: Int) -> Bool {
        let directory = count == 0 ? "/" : path(count) + "/"
        return Self.documents.contains { (try? FileStatus(of: directory + $0))?.kind == .file }
    }

    /// What the first `count` parts are; nil where there is nothing.
    private func kind(_ count: Int) throws(ZarrError) -> FileStatus.Kind? {
        do {
            return try FileStatus(of: path(count)).kind
        } catch {
            if error.isMissing { return nil }
            throw error.failing(to: "open", path: path(count))
        }
    }

    private func path(_ count: Int) -> String { "/" + parts[..<count].joined(separator: "/") }

    private func missing() -> ZarrError {
        var count = parts.count
        while count > 0, (try? FileStatus(of: path(count))) == nil { count -= 1 }
        let hint =
            text.hasPrefix("~")
            ? "\"~\" is the shell's: write the path without quotes, or in full"
            : "what exists of it is \(path(count))"
        return ZarrError(.notFound, "\(text) does not exist", hint: hint)
    }

    private func notADirectory() -> ZarrError {
        let name = parts.last ?? ""
        if Self.documents.contains(name) || name == ".zattrs" {
            return ZarrError(
                .notFound, "\(text) is a document of a Zarr node, not the node",
                hint: "give its directory: \(path(parts.count - 1))")
        }
        return ZarrError(.unsupported, "\(text) is a file", hint: "a Zarr hierarchy is a directory")
    }

    private static let documents = ["zarr.json", ".zarray", ".zgroup", ".zmetadata"]

    private static func split(_ path: String) -> [String] {
        path.utf8.split(separator: UInt8(ascii: "/")).compactMap { String($0) }.filter { $0 != "." }
    }
}
