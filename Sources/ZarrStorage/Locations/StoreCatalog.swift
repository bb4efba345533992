/// The URL schemes that locations may have. A store of a new kind is one line in a catalog.
public struct StoreCatalog: Sendable {
    /// The schemes, by name.
    public let schemes: [StoreScheme]

    /// A catalog of `schemes`; of two with one name the first counts.
    public init(_ schemes: [StoreScheme]) { self.schemes = schemes }

    /// The stores of this module.
    public static let standard = StoreCatalog([
        .file,
        .memory,
    ])

    /// The scheme of a name in lower case.
    public subscript(name: String) -> StoreScheme? { schemes.first { $0.name == name } }
}
