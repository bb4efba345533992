public import ZarrBase

/// Where a hierarchy or one of its nodes lies: a path or a URL, with the node's path behind the store's, as in
/// `data.zarr/group/array`.
///
/// A text is a URL where it begins with a scheme and "://", or with a known scheme and ":". Everything else is a path;
/// `./memory:x` is the file of that name. A "~" is not expanded.
///
/// Behind it there may be steps, each after a "|": `zip:` goes into a ZIP file, `zarr:`, `zarr2:`, `zarr3:` and `n5:` say
/// what a hierarchy there is; each with a path below. `file:///x.zip|zip:a|zarr3:b` is the node b of a. `zip:x.zip` is
/// short for `x.zip|zip:`.
///
/// - Specification: ZEP 8, URL pipelines (a draft).
public struct Location: Sendable, CustomStringConvertible {
    /// The text as it was given.
    public let description: String
    /// The scheme of the URL; "file" for a path.
    public var scheme: String { storeScheme.name }
    /// What the scheme's store calls the place: for a file, its path, decoded.
    public let path: String

    /// The name of the format that the location says, as "zarr3"; nil where it says none.
    public let format: String?

    private let storeScheme: StoreScheme
    private let steps: LocationSteps

    /// Reads a location without looking whether it exists.
    ///
    /// - Throws: ``ZarrError/Code/unsupported`` for a scheme that `catalog` does not know,
    ///   ``ZarrError/Code/invalidArgument`` for a text that is no location.
    public init(parsing text: String, catalog: StoreCatalog = .standard) throws(ZarrError) {
        guard !text.utf8.isEmpty else { throw ZarrError(.invalidArgument, "an empty location") }
        guard !text.utf8.contains(0) else { throw ZarrError(.invalidArgument, "a location with a NUL character") }
        description = text
        let (text, steps) = try LocationSteps.split(text)
        self.steps = steps
        format = steps.format
        guard let (name, rest) = Self.splitScheme(text) else {
            storeScheme = .file
            path = text
            return
        }
        if let known = catalog[name] {
            storeScheme = known
            path = try known.parse(String(rest))
            return
        }
        guard !rest.hasPrefix("//") else {
            let forms = catalog.schemes.map(\.form).joined(separator: ", ")
            throw ZarrError(
                .unsupported, "locations of the scheme \"\(name)\" are not known: \(text)",
                hint: "known are a path, \(forms)")
        }
        storeScheme = .file
        path = text
    }

    /// The store and the path of the node in it.
    ///
    /// The store's root is the outermost directory above the node that is itself a Zarr node, with no directory in
    /// between that is none; else the first part of the path that is called like a store (`x.zarr`, `x.n5`); else the
    /// path itself. Nothing is made or changed.
    ///
    /// - Parameters:
    ///   - purpose: Whether it must exist.
    ///   - durability: What a finished write survives, where the store lets one choose.
    /// - Throws: ``ZarrError/Code/notFound`` where it is to be read and does not exist.
    /// - Complexity: a few requests for names of metadata documents; no value is read.
    public func resolve(
        for purpose: StorePurpose, durability: Durability = .data
    ) async throws -> (store: any ReadableStore, nodePath: String) {
        guard steps.entersArchive else {
            let (store, node) = try await storeScheme.resolve(
                steps.path.isEmpty ? path : path + "/" + steps.path, purpose, durability)
            return (store, node)
        }
        guard let value = storeScheme.value else {
            throw ZarrError(.unsupported, "locations of the scheme \"\(scheme)\" name no ZIP file")
        }
        let (file, inner) = try await value(path, purpose)
        let node = [inner, steps.path].filter { !$0.isEmpty }.joined(separator: "/")
        return try await StoreScheme.archived(file, inner: node, purpose, durability)
    }

    /// The scheme in lower case (RFC 3986, section 3.1) and what follows its colon.
    private static func splitScheme(_ text: String) -> (name: String, rest: Substring)? {
        guard let colon = text.utf8.firstIndex(of: UInt8(ascii: ":")) else { return nil }
        let name = text[..<colon].lowercased()
        guard let first = name.utf8.first, UInt8(ascii: "a")...UInt8(ascii: "z") ~= first else { return nil }
        let isScheme = name.utf8.allSatisfy { byte in
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "+"),
                UInt8(ascii: "-"), UInt8(ascii: "."):
                true
            default: false
            }
        }
        return isScheme ? (name, text[text.utf8.index(after: colon)...]) : nil
    }
}
