public import ZarrBase

/// How the locations of one URL scheme become a store: one entry of a ``StoreCatalog``.
public struct StoreScheme: Sendable {
    /// A store and the path of a node in it: "" for the root, else segments joined by "/".
    public typealias Resolved = (store: any ReadableStore, nodePath: String)

    /// The scheme, in lower case and without the colon.
    public let name: String
    /// How such a location is written, for error messages.
    public let form: String

    let parse: @Sendable (String) throws(ZarrError) -> String
    let resolve: @Sendable (String, StorePurpose, Durability) async throws -> Resolved
    /// The ZIP file that a location names, and what it says of the inside of it; nil where it can name none.
    let value: (@Sendable (String, StorePurpose) async throws -> (file: ArchivedFile, inner: String))?

    /// An entry.
    ///
    /// - Parameters:
    ///   - name: The scheme, in lower case and without the colon.
    ///   - form: How such a location is written, as "file:///PATH".
    ///   - parse: Checks and decodes what follows the colon, without I/O; its result goes to `resolve`.
    ///   - resolve: Finds the store.
    public init(
        name: String, form: String, parse: @escaping @Sendable (String) throws(ZarrError) -> String,
        resolve: @escaping @Sendable (String, StorePurpose, Durability) async throws -> Resolved
    ) {
        self.name = name
        self.form = form
        self.parse = parse
        self.resolve = resolve
        value = nil
    }

    /// An entry whose locations may also name a single value, as a ZIP file.
    init(
        name: String, form: String, parse: @escaping @Sendable (String) throws(ZarrError) -> String,
        value: (@Sendable (String, StorePurpose) async throws -> (file: ArchivedFile, inner: String))?,
        resolve: @escaping @Sendable (String, StorePurpose, Durability) async throws -> Resolved
    ) {
        self.name = name
        self.form = form
        self.parse = parse
        self.value = value
        self.resolve = resolve
    }
}
