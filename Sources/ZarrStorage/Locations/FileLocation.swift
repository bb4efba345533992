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
    /// The parts of the absolute path, without "." and "..", each behind a "/".
    let whole: String
    /// Where each part ends there, in bytes.
    private let ends: [Int]

    init(_ text: String) throws(ZarrError) {
        var absolute = text
        if !text.hasPrefix("/") { absolute = try FileSystemStore.workingDirectory() + "/" + text }
        if Self.isPlain(absolute) {
            self.init(text, whole: absolute)
            return
        }
        let all = Self.split(absolute)
        // What ".." leads to depends on symbolic links before it, so the system resolves that part.
        guard let last = all.lastIndex(of: "..") else {
            self.init(text, parts: all)
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
        self.init(text, parts: Self.split(String(cString: resolved)) + all[(last + 1)...])
    }

    private init(_ text: String, parts: [String]) {
        self.init(text, whole: parts.map { "/" + $0 }.joined())
    }

    private init(_ text: String, whole: String) {
        self.text = text
        var whole = whole
        ends = whole.withUTF8 { bytes in
            var ends: [Int] = []
            for place in bytes.indices.dropFirst() where bytes[place] == UInt8(ascii: "/") { ends.append(place) }
            if !bytes.isEmpty { ends.append(bytes.count) }
            return ends
        }
        self.whole = whole
    }

    /// Whether the parts of an absolute path are all there is to it.
    private static func isPlain(_ path: String) -> Bool {
        var path = path
        return path.withUTF8 { bytes in
            var length = 0
            var isDots = true
            for byte in bytes.dropFirst() {
                if byte == UInt8(ascii: "/") {
                    if length == 0 || isDots && length <= 2 { return false }
                    length = 0
                    isDots = true
                } else {
                    length += 1
                    isDots = isDots && byte == UInt8(ascii: ".")
                }
            }
            return length > 0 && !(isDots && length <= 2)
        }
    }

    var parts: [String] { ends.indices.map { slice(start(of: $0)..<ends[$0]) } }

    /// Where a part begins, in bytes: behind its "/".
    private func start(of part: Int) -> Int { part == 0 ? 1 : ends[part - 1] + 1 }

    private func slice(_ bytes: Range<Int>) -> String {
        let start = whole.utf8.index(whole.utf8.startIndex, offsetBy: bytes.lowerBound)
        return String(whole[start..<whole.utf8.index(start, offsetBy: bytes.count)])
    }

    /// The root of the store and the path of the node below it.
    func resolve(for purpose: StorePurpose) throws(ZarrError) -> (root: String, node: String) {
        let document = document(in: ends.count)
        // What holds a document is a directory.
        if document == nil {
            switch (purpose, try kind(ends.count)) {
            case (.reading, nil): throw missing()
            case (.reading, .file), (.reading, .other): throw notADirectory()
            case (.writing, .file), (.writing, .other):
                throw ZarrError(.exists, "\(text) is a file", hint: "a Zarr hierarchy is written to a directory")
            default: break
            }
        }
        let root = try rootByMetadata(document, for: purpose) ?? rootOfContainer() ?? rootByName() ?? ends.count
        return (path(root), root == ends.count ? "" : slice(start(of: root)..<whole.utf8.count))
    }

    /// The outermost directory from which down to the node every directory is a Zarr node; `document` is the node's own.
    private func rootByMetadata(_ document: String?, for purpose: StorePurpose) throws(ZarrError) -> Int? {
        var count = ends.count
        var document = document
        if purpose == .writing, document == nil {
            // The node is still to be made, and directories above it, too.
            count -= 1
            while count > 0, try kind(count) == nil { count -= 1 }
            guard count >= 0 else { return nil }
            document = self.document(in: count)
        }
        guard let found = document, found != Self.contained else { return nil }
        // A hierarchy is of one format: what lies above is a group of the same.
        let groups = found == "zarr.json" ? [found] : [".zgroup", ".zmetadata"]
        while count > 0, groups.contains(where: { isThere($0, in: count - 1) }) { count -= 1 }
        return count
    }

    /// The directory above, or the node's own, that says to be the root of a container of N5: of the nodes in it most do not,
    /// and some have no document at all.
    private func rootOfContainer() -> Int? {
        (1..<ends.count + 1).reversed().first { count in
            isThere(Self.contained, in: count) && saysVersion(path(count) + "/" + Self.contained)
        }
    }

    /// Whether a document has the field by which the root of a container says its version.
    private func saysVersion(_ path: String) -> Bool {
        guard let file = try? FileDescriptor(opening: path, O_RDONLY), let size = try? file.status().size,
            size < 1 << 24
        else { return false }
        let text = UnsafeMutableRawBufferPointer.allocate(byteCount: max(1, size), alignment: 1)
        defer { text.deallocate() }
        guard let count = try? file.read(at: 0, into: UnsafeMutableRawBufferPointer(rebasing: text[..<size])) else {
            return false
        }
        let field = Array("\"n5\"".utf8)
        let bytes = UnsafeRawBufferPointer(rebasing: text[..<count])
        return bytes.indices.dropLast(field.count - 1).contains { place in
            bytes[place] == field[0] && bytes[place..<place + field.count].elementsEqual(field)
        }
    }

    /// The first part that is called like a store.
    private func rootByName() -> Int? {
        parts.firstIndex { name in
            name.split(separator: ".", omittingEmptySubsequences: false).dropFirst().contains {
                ["zarr", "zarr2", "zarr3", "zr2", "zr3", "n5"].contains($0.lowercased())
            }
        }.map { $0 + 1 }
    }

    /// A document of a Zarr node in the directory of the first `count` parts.
    private func document(in count: Int) -> String? { Self.documents.first { isThere($0, in: count) } }

    private func isThere(_ name: String, in count: Int) -> Bool {
        let end = count == 0 ? 0 : ends[count - 1]
        var path = ""
        path.reserveCapacity(end + 1 + name.utf8.count)
        path += whole[..<whole.utf8.index(whole.utf8.startIndex, offsetBy: end)]
        path += "/"
        path += name
        return (try? FileStatus(of: path))?.kind == .file
    }

    /// What the first `count` parts are; nil where there is nothing.
    func kind(_ count: Int) throws(ZarrError) -> FileStatus.Kind? {
        do {
            return try FileStatus(of: path(count)).kind
        } catch {
            if error.isMissing { return nil }
            throw error.failing(to: "open", path: path(count))
        }
    }

    func path(_ count: Int) -> String {
        if count == ends.count, count > 0 { return whole }
        return count == 0 ? "/" : slice(0..<ends[count - 1])
    }

    private func missing() -> ZarrError {
        var count = ends.count
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
                .notFound, "\(text) is the document of a node, not the node",
                hint: "give its directory: \(path(ends.count - 1))")
        }
        return ZarrError(
            .unsupported, "\(text) is a file",
            hint: "a Zarr hierarchy is a directory or a ZIP file: where it is one by another name, \(text)|zip:")
    }

    private static let contained = "attributes.json"
    private static let documents = ["zarr.json", ".zarray", ".zgroup", ".zmetadata", contained]

    private static func split(_ path: String) -> [String] {
        path.utf8.split(separator: UInt8(ascii: "/")).compactMap { String($0) }.filter { $0 != "." }
    }
}
